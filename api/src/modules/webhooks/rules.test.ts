import { expect, test } from '@jest/globals'
import { errorOfStatus, nextTry, restOf, RETRY_AFTER_MS, type Outcome } from './rules.ts'

const NOW = Date.parse('2026-11-22T10:00:00.000Z')
const HOUR = 3_600_000
const outcome = (status: number | null, retryAfter: string | null = null): Outcome => ({
  status,
  error: 'status',
  retryAfter,
  durationMs: 1,
})

test.each([
  [200, null],
  [204, null],
  [299, null],
  [301, 'redirect'],
  [304, 'redirect'],
  [400, 'status'],
  [404, 'status'],
  [410, 'gone'],
  [500, 'status'],
  [101, 'status'],
])('status %d is %s', (status, error) => {
  expect(errorOfStatus(status)).toBe(error)
})

test('the tries of a message are those of the standard, a tenth more or less, and then there are none', () => {
  const planned = RETRY_AFTER_MS.map(
    (_, attempts) => nextTry(outcome(500), attempts + 1, RETRY_AFTER_MS, 0.5, NOW).afterMs,
  )
  expect(planned).toEqual([...RETRY_AFTER_MS.slice(1), null])
  expect(RETRY_AFTER_MS.map((ms) => ms / HOUR).reduce((a, b) => a + b)).toBeCloseTo(75.58, 1)
  expect(nextTry(outcome(500), 2, RETRY_AFTER_MS, 0, NOW).afterMs).toBe(270_000)
  expect(nextTry(outcome(null), 2, RETRY_AFTER_MS, 1, NOW).afterMs).toBe(330_000)
})

test('Retry-After is honoured from those who are out of breath, up to a day', () => {
  expect(nextTry(outcome(503, '600'), 1, RETRY_AFTER_MS, 0.5, NOW)).toEqual({ afterMs: 600_000, restMs: 600_000 })
  expect(nextTry(outcome(429, '1'), 3, RETRY_AFTER_MS, 0.5, NOW)).toEqual({ afterMs: 1_800_000, restMs: 1_000 })
  expect(nextTry(outcome(504), 1, RETRY_AFTER_MS, 0.5, NOW)).toEqual({ afterMs: 5_000, restMs: 5_000 })
  expect(nextTry(outcome(502), 5, RETRY_AFTER_MS, 0.5, NOW)).toEqual({ afterMs: 5 * HOUR, restMs: 60_000 })
  // From others it is no wish to be left alone.
  expect(nextTry(outcome(500, '600'), 1, RETRY_AFTER_MS, 0.5, NOW)).toEqual({ afterMs: 5_000, restMs: 0 })
})

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Sun, 22 Nov 2026 10:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
  ['999999999', 24 * HOUR],
  ['soon', null],
  ['', null],
  [null, null],
])('Retry-After %p is a rest of %p ms', (text, rest) => {
  expect(restOf(text, NOW)).toBe(rest)
})
