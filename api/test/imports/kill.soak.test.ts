/** Thirty kills of the worker in imports of 100,000 rows; twenty more of the whole product are in killed-product, at moments from a seed. Only when asked for. */
import { beforeAll, expect, test } from '@jest/globals'
import { seeded } from '../../scripts/demo/random.ts'
import { fileOf, readBatch } from '../factories/imports.ts'
import { createWorld } from '../world.ts'
import { importWithKill, type KillPoint } from './killed-import.ts'
import { registryContent, type Content } from './registry-content.ts'

const SEED = Number(process.env['PANDU_SEED'] ?? 20_251_101)
const FILE = fileOf({ rows: 100_000, bad: 500 })
const random = seeded(SEED)
const POINTS: KillPoint[] = Array.from({ length: 30 }, () => ({
  stage: random.pick(['reading', 'matching', 'applying'] as const),
  share: random.int(0, 90) / 100,
  delay: random.int(0, 400),
})).map((point) => (point.stage === 'matching' ? { ...point, share: 0 } : point))

const run = async (point?: KillPoint) => {
  const world = await createWorld()
  try {
    const { id } = await importWithKill(world, FILE, point)
    const { status, counts } = await readBatch(world, id)
    return { status, counts, content: await registryContent(world.owner) }
  } finally {
    await world.close()
  }
}

let expected: { status: string; counts: object; content: Content }
beforeAll(async () => {
  process.stderr.write(`seed ${SEED}\n`)
  expected = await run()
}, 600_000)

test('undisturbed, the counts are exact', () => {
  expect(expected).toMatchObject({
    status: 'applied',
    counts: { rows: 100_000, valid: 99_500, rejected: 500, personsNew: 99_500 },
  })
})

test.each(POINTS)(
  'killed while $stage, at $share and $delay ms',
  async (point) => {
    expect(await run(point)).toEqual(expected)
  },
  600_000,
)
