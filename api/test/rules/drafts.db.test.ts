/** What is typed and not sent: only its writer reads it, nobody overwrites it unseen, and the database cannot read it. */
import { beforeEach, expect, test } from '@jest/globals'
import { ApiProblem } from '@pandu-gempita/shared/contract/client'
import { longestDraft, mostDrafts } from '@pandu-gempita/shared/drafts'
import { draftForm, keepDraft } from '../factories/drafts.ts'
import type { Caller } from '../harness.ts'
import { useWorld } from '../world.ts'

const world = useWorld()
let officer: Caller
let officers = 0
beforeEach(async () => {
  officer = await world.officer('puskesos_front_office', `drafts ${++officers}`)
})
const STORY = 'Ibu Sarinah bercerita bahwa KIS-nya mati, NIK 3314016708800001.'
const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('it was not refused')
    },
    (error: unknown) => {
      if (error instanceof ApiProblem) return error.problem
      throw error
    },
  )
const read = ({ api }: Caller, form: string) => api.drafts.getDraft({ params: { form } })

test('what was typed comes back as it was typed, numbers in full', async () => {
  const { form } = await keepDraft(officer, draftForm(), { story: STORY })
  expect(JSON.parse((await read(officer, form)).content)).toEqual({ story: STORY })
})

test('to every other account it is not there: not to a colleague, not to the head', async () => {
  const { form, version } = await keepDraft(officer, 'intake', { story: STORY })
  const others = [
    await world.officer('puskesos_front_office', 'colleague at the same desk'),
    await world.officer('dinsos_head'),
    await world.officer('auditor'),
  ]
  for (const other of others) {
    const unseen = await problemOf(read(other, form))
    const absent = await problemOf(read(other, draftForm()))
    expect({ ...unseen, requestId: '' }).toEqual({ ...absent, requestId: '' })
    expect(unseen).toMatchObject({ code: 'not-found' })
    expect(await problemOf(other.api.drafts.discardDraft({ params: { form }, ifMatch: version }))).toMatchObject({
      code: 'not-found',
    })
    expect((await other.api.drafts.listDrafts()).items).toEqual([])
    // The same form of another account is another draft.
    await keepDraft(other, form, { story: 'Lain.' })
  }
  expect(JSON.parse((await read(officer, form)).content)).toEqual({ story: STORY })
})

test('the list tells which and when, and nothing of what was typed', async () => {
  await keepDraft(officer, 'new-person', { name: 'Sarinah' })
  await keepDraft(officer, 'intake', { story: STORY })
  const { items } = await officer.api.drafts.listDrafts()
  expect(items).toEqual([
    { form: 'intake', version: 1, updatedAt: expect.any(String) },
    { form: 'new-person', version: 1, updatedAt: expect.any(String) },
  ])
})

test('neither the database nor any log holds the words', async () => {
  const { form } = await keepDraft(officer, draftForm(), { story: STORY })
  await read(officer, form)
  const found = await world.owner.query<{ held: boolean }>(
    `select position(convert_to('Sarinah', 'UTF8') in sealed) > 0 or position(convert_to('3314016708800001', 'UTF8') in sealed) > 0 as held from drafts where form = $1`,
    [form],
  )
  expect(found.rows).toEqual([{ held: false }])
  for (const log of ['audit_entries', 'events', 'access_log']) {
    const { rows } = await world.owner.query(`select 1 from ${log} t where t::text ~* 'sarinah' or t::text like $1`, [
      `%${form}%`,
    ])
    expect({ log, rows }).toEqual({ log, rows: [] })
  }
})

test('of two windows the second is told, and may take over once it has seen the first', async () => {
  const { form } = await keepDraft(officer, draftForm(), { note: 'satu' })
  await keepDraft(officer, form, { note: 'jendela pertama' }, 1)
  for (const stale of [0, 1, 7])
    expect(await problemOf(keepDraft(officer, form, { note: 'jendela kedua' }, stale))).toMatchObject({
      code: 'stale-version',
    })
  expect(JSON.parse((await read(officer, form)).content)).toEqual({ note: 'jendela pertama' })
  expect(await keepDraft(officer, form, { note: 'jendela kedua' }, 2)).toMatchObject({ version: 3 })
})

test('two windows that begin at once make one draft', async () => {
  const form = draftForm()
  const outcomes = await Promise.allSettled([1, 2, 3].map((n) => keepDraft(officer, form, { note: `jendela ${n}` })))
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1)
})

test('once sent it is gone, and a window that was left open does not bring it back', async () => {
  const { form, version } = await keepDraft(officer)
  expect(await problemOf(officer.api.drafts.discardDraft({ params: { form }, ifMatch: 9 }))).toMatchObject({
    code: 'stale-version',
  })
  await officer.api.drafts.discardDraft({ params: { form }, ifMatch: version })
  expect(await problemOf(read(officer, form))).toMatchObject({ code: 'not-found' })
  expect(await problemOf(keepDraft(officer, form, { note: 'jendela lama' }, version))).toMatchObject({
    code: 'stale-version',
  })
})

test('a draft has a largest size, and an account a largest number of them', async () => {
  const form = draftForm()
  const longest = { note: 'x'.repeat(longestDraft - '{"note":""}'.length) }
  expect(await keepDraft(officer, form, longest)).toMatchObject({ version: 1 })
  expect(await problemOf(keepDraft(officer, draftForm(), { note: `${longest.note}y` }))).toMatchObject({
    code: 'invalid-request',
    errors: [{ pointer: '/content', code: 'maxLength', limit: longestDraft }],
  })
  for (let made = 1; made < mostDrafts; made++) await keepDraft(officer)
  expect(await problemOf(keepDraft(officer))).toMatchObject({ code: 'too-many-drafts' })
  // What is there may still be written on.
  expect(await keepDraft(officer, form, { note: 'pendek' }, 1)).toMatchObject({ version: 2 })
})

test('a form is one of the known ones, so that no name of a person gets into an address', async () => {
  for (const form of ['sarinah', 'step.rejectComplaint.sarinah', 'intake.1', 'step.a b'])
    expect(await problemOf(keepDraft(officer, form))).toMatchObject({ code: 'invalid-request' })
})
