/** One seed for all properties: fixed, so that a red run is red again; other ones when asked for. */
import type fc from 'fast-check'

const SEED = Number(process.env['PANDU_SEED'] ?? 20_251_101)
/** The long run tries twenty times as much. */
const FACTOR = process.env['PANDU_SOAK'] ? 20 : 1

/** Settings of a property that makes `runs` tries; the seed is in every failure and printed here. */
export function settings(runs: number): fc.Parameters<unknown> {
  process.stderr.write(`seed ${SEED}, ${runs * FACTOR} tries\n`)
  return { seed: SEED, numRuns: runs * FACTOR, endOnFailure: Boolean(process.env['PANDU_SOAK']) }
}
