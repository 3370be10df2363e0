/** Kills of the whole product in imports of 100,000 rows: API and worker, or PostgreSQL. Only when asked for. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fs from 'node:fs'
import { seeded } from '../../scripts/demo/random.ts'
import { fileOf } from '../factories/imports.ts'
import { importInProduct, preparedFolder, type ProductKill } from './killed-product.ts'

const SEED = Number(process.env['PANDU_SEED'] ?? 20_251_101)
const KILLS = Number(process.env['PANDU_KILLS'] ?? 20)
const ROWS = Number(process.env['PANDU_ROWS'] ?? 100_000)
const FILE = fileOf({ rows: ROWS, bad: ROWS / 200, kabupaten: '3313' })
const random = seeded(SEED)
const POINTS: readonly ProductKill[] = Array.from({ length: KILLS }, (_, n) => ({
  victim: n % 2 === 0 ? ('postgres' as const) : ('api and worker' as const),
  stage: random.pick(['reading', 'matching', 'applying', 'applying'] as const),
  share: random.int(0, 90) / 100,
  delay: random.int(0, 300),
})).map((point) => (point.stage === 'matching' ? { ...point, share: 0 } : point))

let prepared = ''
let expected: Awaited<ReturnType<typeof importInProduct>>
let met = 0
beforeAll(async () => {
  process.stderr.write(`seed ${SEED}\n`)
  prepared = await preparedFolder('in use')
  expected = await importInProduct(prepared, 'karanganyar', FILE)
}, 600_000)
afterAll(() => {
  fs.rmSync(prepared, { recursive: true, force: true })
  process.stderr.write(`${met} of ${KILLS} kills met work in hand\n`)
  expect(met).toBeGreaterThan(KILLS / 3)
})

test('undisturbed, the counts are exact', () => {
  const bad = ROWS / 200
  expect(expected).toMatchObject({ status: 'applied', counts: { rows: ROWS, valid: ROWS - bad, rejected: bad } })
})

test.each(POINTS)(
  '$victim killed while $stage, at $share and $delay ms',
  async (point) => {
    const outcome = await importInProduct(prepared, 'karanganyar', FILE, point)
    if (outcome.met) met++
    expect({ ...outcome, met: expected.met }).toEqual(expected)
  },
  600_000,
)
