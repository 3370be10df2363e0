/** The whole product is killed in an import of 30,000 rows: once PostgreSQL, once API and worker. The soak run does it twenty times. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fs from 'node:fs'
import { fileOf } from '../factories/imports.ts'
import { importInProduct, preparedFolder, type ProductKill } from './killed-product.ts'

const ROWS = 30_000
const BAD = 150
const FILE = fileOf({ rows: ROWS, bad: BAD, kabupaten: '3313' })
const POINTS: readonly ProductKill[] = [
  { victim: 'postgres', stage: 'applying', share: 0.4, delay: 139 },
  { victim: 'api and worker', stage: 'reading', share: 0.2, delay: 90 },
]

let prepared = ''
let expected: Awaited<ReturnType<typeof importInProduct>>
let met = 0
beforeAll(async () => {
  prepared = await preparedFolder('empty')
  expected = await importInProduct(prepared, 'karanganyar', FILE)
}, 300_000)
afterAll(() => {
  fs.rmSync(prepared, { recursive: true, force: true })
  // A kill that always comes too late would prove nothing.
  expect(met).toBeGreaterThanOrEqual(1)
})

test('undisturbed, the counts are exact', () => {
  expect(expected).toMatchObject({ status: 'applied', counts: { rows: ROWS, valid: ROWS - BAD, rejected: BAD } })
})

test.each(POINTS)(
  '$victim killed while $stage, at $share and $delay ms',
  async (point) => {
    const outcome = await importInProduct(prepared, 'karanganyar', FILE, point)
    if (outcome.met) met++
    expect({ ...outcome, met: expected.met }).toEqual(expected)
  },
  300_000,
)
