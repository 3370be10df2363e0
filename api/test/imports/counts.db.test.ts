/** Imports of 5,000 rows: exact counts by reason, the same file again, a newer release, an older one. */
import { expect, test } from '@jest/globals'
import { rejectReasons } from '@pandu-gempita/shared/reject-reasons'
import { rejectCodes } from '@pandu-gempita/shared/import-record'
import { SPOILS } from '../../scripts/demo/dtks-file.ts'
import { applyBatch, fileOf, matchedBatch } from '../factories/imports.ts'
import { useWorld } from '../world.ts'
import { registryContent } from './registry-content.ts'

const ROWS = 5_000
const KINDS = Object.keys(SPOILS)
/** Five rows of each kind. */
const BAD = KINDS.length * 5
const VALID = ROWS - BAD
const options = { rows: ROWS, bad: BAD }

const world = useWorld()

const linesOf = (bytes: Buffer): string[] => bytes.toString().split('\r\n')

/** Rows of the second edition that say something else than the first, by looking at the files. */
const moved = (): number => {
  const second = linesOf(fileOf({ ...options, edition: 2 }))
  const good = new Set(linesOf(fileOf({ ...options, bad: 0, edition: 2 })))
  return linesOf(fileOf(options)).filter((line, row) => line !== second[row] && good.has(second[row] ?? '')).length
}

test('counts are exact, and every row kept back is there with its reason', async () => {
  const batch = await matchedBatch(world, fileOf(options))
  expect(batch.counts).toEqual({
    rows: ROWS,
    valid: VALID,
    rejected: BAD,
    same: 0,
    personsNew: VALID,
    personsChanged: 0,
    personsUnchanged: 0,
    familiesNew: batch.counts.familiesNew,
    ambiguous: 0,
  })
  const { rows } = await world.owner.query<{ code: string; n: number }>(
    'select code, count(*)::int as n from import_rejects where batch_id = $1 group by 1',
    [batch.id],
  )
  expect(Object.fromEntries(rows.map(({ code, n }) => [code, n]))).toEqual(
    Object.fromEntries(KINDS.map((code) => [code, 5])),
  )

  const manager = await world.officer('slrt_manager')
  const csv = await (
    await manager.api.imports.downloadImportRejects({
      params: { importId: batch.id },
      body: { reason: 'Memperbaiki baris tertahan.' },
    })
  ).text()
  const lines = csv.trimEnd().split('\r\n')
  expect(lines).toHaveLength(BAD + 1)
  for (const code of KINDS) {
    const known = rejectCodes.find((one) => one === code)
    expect({ code, told: known !== undefined && csv.includes(rejectReasons[known].id) }).toEqual({ code, told: true })
  }
  let listed = 0
  for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
    const page: { items: unknown[]; nextCursor: string | null } = await manager.api.imports.listImportRejects({
      params: { importId: batch.id },
      query: { limit: 20, ...(cursor !== null && { cursor }) },
    })
    listed += page.items.length
    cursor = page.nextCursor
  }
  expect(listed).toBe(BAD)

  const before = await registryContent(world.owner)
  expect(before['persons']?.rows).toBe(0)
  const applied = await applyBatch(world, batch)
  expect(applied).toMatchObject({ status: 'applied', counts: batch.counts, allowedActions: [] })
  const after = await registryContent(world.owner)
  expect(after['persons']?.rows).toBe(VALID)
  expect(after['families']?.rows).toBe(batch.counts.familiesNew)
  expect(after['events']?.rows).toBe(VALID)
}, 120_000)

const facts = async () => {
  // Staging of the batches is not the registry.
  const {
    import_rows: _rows,
    import_rejects: _rejects,
    release_presence: _presence,
    ...content
  } = await registryContent(world.owner)
  return content
}

test('the same file again finds every row unchanged, and changes nothing', async () => {
  const before = await facts()
  const batch = await matchedBatch(world, fileOf(options))
  expect(batch.counts).toMatchObject({
    valid: VALID,
    personsNew: 0,
    personsChanged: 0,
    personsUnchanged: VALID,
    familiesNew: 0,
  })
  await applyBatch(world, batch)
  expect(await facts()).toEqual(before)
}, 120_000)

const NEWER = { name: 'DTKS Oktober 2025', cutOffOn: '2025-10-20' }

test('a newer release changes what it says differently, and keeps what was said before', async () => {
  const changed = moved()
  expect(changed).toBeGreaterThan(150)
  const batch = await matchedBatch(world, fileOf({ ...options, edition: 2 }), NEWER)
  expect(batch.counts).toMatchObject({
    valid: VALID,
    personsNew: 0,
    personsChanged: changed,
    personsUnchanged: VALID - changed,
  })
  await applyBatch(world, batch)
  const { rows } = await world.owner.query<{ revisions: number; closed: number }>(
    `select (select count(*)::int from person_revisions) as revisions, (select count(*)::int from person_addresses where upper(valid) = '2025-10-20') as closed`,
  )
  expect(rows).toEqual([{ revisions: changed, closed: changed }])
}, 120_000)

test('an older release does not undo what a newer one said', async () => {
  const present = async () =>
    (
      await world.owner.query(
        'select person_id, programme_code from programme_memberships where upper_inf(valid) order by 1, 2',
      )
    ).rows
  // Its periods of the past and the events that tell of them are new; nothing of today is.
  const { events: _e, programme_memberships: _p, ...before } = await facts()
  const open = await present()
  const older = await matchedBatch(world, fileOf(options), { name: 'DTKS Januari 2025', cutOffOn: '2025-01-20' })
  expect(older.counts).toMatchObject({ personsNew: 0, personsChanged: 0, personsUnchanged: VALID })
  await applyBatch(world, older)
  expect(await facts()).toMatchObject(before)
  expect(await present()).toEqual(open)
}, 120_000)
