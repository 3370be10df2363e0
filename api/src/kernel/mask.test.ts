import { expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { maskJson, maskLongNumbers, maskNumbers } from './mask.ts'

test.each([
  ['NIK saya 3314010101010001, tolong', 'NIK saya 3314************, tolong'],
  ['NIK3314010101010001dan3314010101010002', 'NIK3314************dan3314************'],
  ['3314 0101 0101 0001 / 3314.0101.0101.0002', '3314************ / 3314************'],
  ['33140101010100013314010101010002', '3314************'],
  ['3314-010101-01', '3314-010101-01'],
  ['2026-11-27 2026-11-28', '2026-11-27 2026-11-28'],
])('%s', (text, masked) => {
  expect(maskNumbers(text)).toBe(masked)
  expect(maskNumbers(masked)).toBe(masked)
})

test('digests and ids stay as they are, in JSON too', () => {
  const digests = Array.from({ length: 3_000 }, (_, n) => createHash('sha256').update(String(n)).digest('hex'))
  expect(digests.some((digest) => /\d{16}/.test(digest))).toBe(true)
  for (const digest of digests) expect(maskNumbers(digest)).toBe(digest)
  const json = JSON.stringify({ digests, id: '12345678-1234-4234-8234-123456789012' })
  expect(maskJson(json)).toBe(json)
})

test('JSON stays JSON: after an escape, in keys, and never in a number', () => {
  const value = {
    story: 'Nomor:\n3314010101010001\t"3314010101010002"\\',
    score: 0.1234567890123456,
    '3314010101010003': 1,
  }
  expect(JSON.parse(maskJson(JSON.stringify(value)))).toEqual({
    story: 'Nomor:\n3314************\t"3314************"\\',
    score: 0.1234567890123456,
    '3314************': 1,
  })
})

test('of files every long run, however it is broken up', () => {
  expect(maskLongNumbers('0812-3456-7890')).toBe('0812*******')
  expect(maskLongNumbers("SITI '33.14.010101.010001")).toBe("SITI '33.14*******")
  expect(maskLongNumbers('1990-02-01')).toBe('1990-02-01')
  expect(maskLongNumbers('33.14.01.2001')).toBe('33.14.01.2001')
})
