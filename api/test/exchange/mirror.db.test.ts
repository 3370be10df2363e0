/** The example of the ministry, killed at five moments: in the end the mirror is its source, by proof. */
import { expect, test } from '@jest/globals'
import { runKilledMirror } from './killed-mirror.ts'

const SEED = Number(process.env['PANDU_SEED'] ?? 20_251_101)

test('killed five times while the source goes on writing, the mirror equals the source', async () => {
  process.stderr.write(`seed ${SEED}\n`)
  const { met, mirror, source, output, code, journal } = await runKilledMirror(5, SEED, 3_000)
  expect(met).toBeGreaterThanOrEqual(2)
  expect(mirror).toEqual(source)
  expect(output).toContain(`equal: ${source.count} persons, ${source.hash}`)
  expect(code).toBe(0)
  // One copy, however often it was killed; nothing had to be mended, because the feed told everything.
  expect(journal.filter((what) => what === 'copied')).toHaveLength(1)
  expect(journal).not.toContain('repaired')
  expect(journal.at(-1)).toBe('equal')
}, 180_000)
