/** A hundred kills of the mirror, in ten runs with seeds of their own. Only when asked for. */
import { expect, test } from '@jest/globals'
import { runKilledMirror } from './killed-mirror.ts'

const SEED = Number(process.env['PANDU_SEED'] ?? 20_251_101)

test.each(Array.from({ length: 10 }, (_, n) => SEED + n))(
  'ten kills, seed %i',
  async (seed) => {
    const { mirror, source, code, journal } = await runKilledMirror(10, seed, 10_000)
    expect(mirror).toEqual(source)
    expect(code).toBe(0)
    expect(journal).not.toContain('repaired')
  },
  600_000,
)
