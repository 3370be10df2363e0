/** The worker is killed in the middle of an import and started again: the same counts and the same content as undisturbed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { ImportBatch } from '@pandu-gempita/shared/imports'
import { fileOf, readBatch } from '../factories/imports.ts'
import { createWorld, type World } from '../world.ts'
import { importWithKill, type KillPoint } from './killed-import.ts'
import { registryContent, type Content } from './registry-content.ts'

/** More than one piece of 5,000 rows, so that there is a middle. */
const FILE = fileOf({ rows: 5_800, bad: 26 })
/** Moments inside the two pieces' work, chosen by hand; the soak run draws its own from the seed. */
const POINTS: readonly KillPoint[] = [
  { stage: 'reading', share: 0, delay: 37 },
  { stage: 'reading', share: 0.4, delay: 3 },
  { stage: 'matching', share: 0, delay: 143 },
  { stage: 'applying', share: 0, delay: 89 },
  { stage: 'applying', share: 0.4, delay: 12 },
]

let expected: { content: Content; counts: ImportBatch['counts'] }
const inWorld = async <T>(work: (world: World) => Promise<T>): Promise<T> => {
  const world = await createWorld()
  try {
    return await work(world)
  } finally {
    await world.close()
  }
}
const run = (point?: KillPoint) =>
  inWorld(async (world) => {
    const { id, met } = await importWithKill(world, FILE, point)
    const { status, counts } = await readBatch(world, id)
    const left = await world.owner.query('select 1 from graphile_worker._private_jobs')
    const chunks = await world.owner.query('select 1 from import_chunks')
    return {
      met,
      status,
      counts,
      content: await registryContent(world.owner),
      left: (left.rowCount ?? 0) + (chunks.rowCount ?? 0),
    }
  })

let met = 0
beforeAll(async () => {
  expected = await run()
}, 60_000)
afterAll(() => {
  // A kill that always comes too late would prove nothing.
  expect(met).toBeGreaterThanOrEqual(3)
})

test('undisturbed, the counts are exact', () => {
  expect(expected.counts).toMatchObject({ rows: 5_800, valid: 5_774, rejected: 26, personsNew: 5_774 })
  expect(expected.content['persons']?.rows).toBe(5_774)
})

test.each(POINTS)(
  'killed while $stage, at $share and $delay ms',
  async (point) => {
    const { met: inTheMiddle, status, counts, content, left } = await run(point)
    if (inTheMiddle) met++
    expect(status).toBe('applied')
    expect(counts).toEqual(expected.counts)
    expect(content).toEqual(expected.content)
    // No job is left behind, nor a piece of the file.
    expect(left).toBe(0)
  },
  120_000,
)
