/** The worker is killed in the middle of an import and started again: the same counts and the same content as undisturbed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { ImportBatch } from '@pandu-gempita/shared/imports'
import { fileOf, readBatch } from '../factories/imports.ts'
import { createWorld, type World } from '../world.ts'
import { importWithKill, type KillPoint } from './killed-import.ts'
import { registryContent, type Content } from './registry-content.ts'

const ROWS = 30_000
const BAD = 150
const FILE = fileOf({ rows: ROWS, bad: BAD })
/** Chosen by hand; two more kills, of the whole product, are in killed-product, and the soak run draws fifty from its seed. */
const POINTS: readonly KillPoint[] = [
  { stage: 'reading', share: 0.4, delay: 37 },
  { stage: 'applying', share: 0, delay: 89 },
  { stage: 'applying', share: 0.5, delay: 12 },
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
}, 180_000)
afterAll(() => {
  // A kill that always comes too late would prove nothing.
  expect(met).toBeGreaterThanOrEqual(2)
})

test('undisturbed, the counts are exact', () => {
  const valid = ROWS - BAD
  expect(expected.counts).toMatchObject({ rows: ROWS, valid, rejected: BAD, personsNew: valid })
  expect(expected.content['persons']?.rows).toBe(valid)
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
  180_000,
)
