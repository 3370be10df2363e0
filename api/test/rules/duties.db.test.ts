/** Rules about people and their duties: who decides, who takes over, who may change whom. */
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { createAccount } from '../factories/accounts.ts'
import { complaintIn, createComplaint } from '../factories/complaints.ts'
import { registrationIn } from '../factories/ppks.ts'
import { referralIn } from '../factories/referrals.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'
import { refusal } from './releasing.ts'

const world = useWorld()

test('who reported a PPKS does not verify it, and neither does who mended and reported it again', async () => {
  const returned = await registrationIn(world, 'returned')
  const mender = await world.as({ role: 'puskesos_coordinator', region: world.here.village, tag: 'mender' })
  await world.owner.query(
    "insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, released_at) values ($1, $2, 'puskesos_back_office', 'area', $3, now())",
    [world.shards.here, mender.id, world.here.village],
  )
  const params = { registrationId: returned.id }
  const reported = await mender.api.ppks.resubmitPpks({ params, ifMatch: returned.version, body: { criteria: [] } })
  expect(await refusal(mender.api.ppks.verifyPpks({ params, ifMatch: reported.version, body: {} }))).toBe(
    'separation-of-duties',
  )
  const other = await world.as({ role: 'puskesos_coordinator', region: world.here.village, tag: 'other' })
  expect((await other.api.ppks.verifyPpks({ params, ifMatch: reported.version, body: {} })).status).toBe('verified')
})

test('a level that is asked for while the same officer’s step before it is under way is refused too', async () => {
  const reported = await registrationIn(world, 'reported')
  const quick = await world.as({ role: 'dinsos_verifier', region: world.here.regency, tag: 'quick' })
  const params = { registrationId: reported.id }
  const finish: (() => void)[] = []
  world.hooks.beforeCommit = (uow) =>
    uow.operation === 'verifyPpks' ? new Promise<void>((resolve) => void finish.push(resolve)) : undefined
  const first = quick.api.ppks.verifyPpks({ params, ifMatch: reported.version, body: {} })
  for (let n = 0; n < 500 && finish.length === 0; n++) await pause(5)
  // The version that the first step leads to is no secret: it waits for the lock with it.
  const second = refusal(quick.api.ppks.validatePpks({ params, ifMatch: reported.version + 1, body: {} }))
  const isWaiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  for (let n = 0; n < 500 && (await world.owner.query(isWaiting)).rowCount === 0; n++) await pause(5)
  delete world.hooks.beforeCommit
  finish.forEach((end) => end())
  expect((await first).status).toBe('verified')
  expect(await second).toBe('separation-of-duties')
})

test('village, kecamatan and dinas are three who look, whatever one of them may do', async () => {
  const reported = await registrationIn(world, 'reported')
  const params = { registrationId: reported.id }
  const office = (tag: string) => world.as({ role: 'dinsos_verifier', region: world.here.regency, tag })
  const [one, two, three] = [await office('first'), await office('second'), await office('third')]
  const verified = await one.api.ppks.verifyPpks({ params, ifMatch: reported.version, body: {} })
  expect(verified.allowedActions.find(({ action }) => action === 'validatePpks')).toEqual({
    action: 'validatePpks',
    allowed: false,
    reason: 'separation_of_duties',
  })
  const validate = (by: Caller) => by.api.ppks.validatePpks({ params, ifMatch: verified.version, body: {} })
  expect(await refusal(validate(one))).toBe('separation-of-duties')
  const validated = await validate(two)
  const determine = (by: Caller) => by.api.ppks.determinePpks({ params, ifMatch: validated.version, body: {} })
  for (const again of [one, two]) expect(await refusal(determine(again))).toBe('separation-of-duties')
  expect((await determine(three)).status).toBe('determined')
})

test('after it was mended the same officer looks at the same level again', async () => {
  const verified = await registrationIn(world, 'verified')
  const params = { registrationId: verified.id }
  const coordinator = await world.officer('puskesos_coordinator')
  const back = await coordinator.api.ppks.returnPpks({
    params,
    ifMatch: verified.version,
    body: { reason: 'Foto buram.' },
  })
  const front = await world.officer('puskesos_front_office')
  const again = await front.api.ppks.resubmitPpks({ params, ifMatch: back.version, body: { criteria: [] } })
  expect((await coordinator.api.ppks.verifyPpks({ params, ifMatch: again.version, body: {} })).status).toBe('verified')
})

test('who created, approved or sent a referral does not answer it for the institution', async () => {
  const created = await referralIn(world, 'created')
  const params = { referralId: created.id }
  const head = await world.officer('dinsos_head')
  const sent = await head.api.referrals.approveReferral({ params, ifMatch: created.version, body: {} })
  expect(sent.allowedActions.filter(({ allowed }) => allowed).map(({ action }) => action)).not.toContain(
    'acceptReferral',
  )
  const at = { params, ifMatch: sent.version }
  expect(await refusal(head.api.referrals.acceptReferral({ ...at, body: {} }))).toBe('separation-of-duties')
  expect(
    await refusal(head.api.referrals.declineReferral({ ...at, body: { reason: 'no_capacity', note: 'Kuota penuh.' } })),
  ).toBe('separation-of-duties')
  const institution = await world.officer('institution_officer')
  const accepted = await institution.api.referrals.acceptReferral({ ...at, body: {} })
  const started = await institution.api.referrals.startReferral({ params, ifMatch: accepted.version, body: {} })
  expect(
    await refusal(
      head.api.referrals.completeReferral({
        params,
        ifMatch: started.version,
        body: { result: 'served', note: 'Selesai.' },
      }),
    ),
  ).toBe('separation-of-duties')
})

test('an institution accepts and starts at once; who approved the referral does neither by that', async () => {
  const created = await referralIn(world, 'created')
  const params = { referralId: created.id }
  const head = await world.officer('dinsos_head')
  const sent = await head.api.referrals.approveReferral({ params, ifMatch: created.version, body: {} })
  const at = { params, ifMatch: sent.version, body: { startNow: true } }
  expect(await refusal(head.api.referrals.acceptReferral(at))).toBe('separation-of-duties')
  const { api } = await world.officer('institution_officer')
  expect((await api.referrals.acceptReferral(at)).status).toBe('in_progress')
})

test('the check of the data and the category are two steps that one call makes, or none', async () => {
  const { complaint } = await createComplaint(world)
  const { api } = await world.officer('puskesos_back_office')
  const at = { params: { complaintId: complaint.id }, ifMatch: complaint.version }
  const category = {
    kind: 'programme_need',
    sector: 'housing',
    topic: 'unfit_house',
    programmeOwner: 'regency',
  } as const
  const screen = (programmeCode?: string) =>
    api.complaints.screenComplaint({
      ...at,
      body: { result: 'not_listed', category: { ...category, ...(programmeCode && { programmeCode }) } },
    })
  expect(await refusal(screen('NONE-SUCH'))).toBe('unknown-reference')
  expect((await api.complaints.getComplaint({ params: at.params })).status).toBe('registered')
  const sorted = await screen()
  expect(sorted).toMatchObject({ status: 'categorised', topic: 'unfit_house', screening: { result: 'not_listed' } })
  const { items } = await api.complaints.listComplaintTimeline({ params: at.params, query: {} })
  expect(
    items
      .map(({ event }) => event)
      .slice(0, 2)
      .sort(),
  ).toEqual(['complaint.categorised', 'complaint.screened'])
})

test('who holds everything in order to appoint is asked for his own level only', async () => {
  await registrationIn(world, 'reported')
  await referralIn(world, 'sent')
  const validated = await registrationIn(world, 'validated')
  const { items } = await (await world.officer('dinsos_head')).api.work.getMyWork()
  expect(items.filter(({ kind }) => kind === 'ppks').map(({ id }) => id)).toContain(validated.id)
  expect(new Set(items.filter(({ kind }) => kind === 'ppks').map(({ status }) => status))).toEqual(
    new Set(['validated']),
  )
  expect(items.filter(({ kind, group }) => kind === 'referral' && group === 'to_do')).toEqual([])
})

test('an escalated complaint is taken over by the kabupaten, not by the village', async () => {
  const escalated = await complaintIn(world, 'escalated')
  const params = { complaintId: escalated.id }
  const village = await world.officer('puskesos_back_office')
  const seen = await village.api.complaints.getComplaint({ params })
  expect(seen.allowedActions.find((action) => action.action === 'takeOverComplaint')).toEqual({
    action: 'takeOverComplaint',
    allowed: false,
    reason: 'not_own_level',
  })
  expect(await refusal(village.api.complaints.takeOverComplaint({ params, ifMatch: seen.version, body: {} }))).toBe(
    'not-own-level',
  )
  const regency = await world.officer('slrt_back_office')
  expect((await regency.api.complaints.takeOverComplaint({ params, ifMatch: seen.version, body: {} })).status).toBe(
    'categorised',
  )
})

test('two complaints cannot be duplicates of each other', async () => {
  const [first, second] = [await complaintIn(world, 'registered'), await complaintIn(world, 'registered')]
  const { api } = await world.officer('slrt_back_office')
  const mark = (complaint: { id: string; version: number }, duplicateOfId: string) =>
    api.complaints.markComplaintDuplicate({
      params: { complaintId: complaint.id },
      ifMatch: complaint.version,
      body: { duplicateOfId, reason: 'Laporan yang sama.' },
    })
  const deciding = (await world.officer('dinsos_verifier')).api.complaints
  const confirm = ({ id, version }: { id: string; version: number }) =>
    deciding.confirmComplaintEnding({ params: { complaintId: id }, ifMatch: version })
  // Both were asked for when neither was a duplicate yet.
  const [one, other] = [await mark(first, second.id), await mark(second, first.id)]
  expect((await confirm(one)).status).toBe('duplicate')
  expect(await refusal(confirm(other))).toBe('unknown-reference')
  expect(await refusal(mark(await complaintIn(world, 'registered'), first.id))).toBe('unknown-reference')
})

test('an administrator does not change an account that reaches further than his area', async () => {
  const account = await createAccount(world)
  await world.owner.query(
    "insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, released_at) values ($1, $2, 'dinsos_head', 'area', $3, now())",
    [world.shards.here, account.id, world.here.regency],
  )
  const small = await world.as({ role: 'system_admin', region: world.here.village.slice(0, 6), tag: 'kecamatan' })
  const params = { accountId: account.id }
  const reset = (by: Caller) =>
    by.api.access.resetPassword({ params, ifMatch: account.version, idempotencyKey: newKey() })
  expect(await refusal(reset(small))).toBe('permission-missing')
  expect(
    await refusal(small.api.access.suspendAccount({ params, ifMatch: account.version, body: { reason: 'Uji' } })),
  ).toBe('permission-missing')
  const wide = await world.officer('system_admin')
  expect((await reset(wide)).account.version).toBe(account.version + 1)
})

test('programs are given no right to make accounts or programs', async () => {
  const { api } = await world.officer('system_admin')
  expect(
    await refusal(
      api.access.createMachineClient({
        body: { name: 'Penyebar', regionCode: world.here.regency, permissions: ['client.manage'] },
        idempotencyKey: newKey(),
      }),
    ),
  ).toBe('outside-your-area')
})
