import { expect, test } from '@jest/globals'
import { isoDays, SixteenDigits } from './digits.ts'
import { lineBlock } from './line-block.ts'

const daysOf = (text: string): number | undefined => {
  const bytes = Buffer.from(`|${text}|`)
  return isoDays(bytes, 1, bytes.length - 1)
}

test('every day from 1880 to 2199 is told as a Date tells it', () => {
  for (let at = Date.UTC(1880, 0, 1); at < Date.UTC(2200, 0, 1); at += 86_400_000)
    expect(daysOf(new Date(at).toISOString().slice(0, 10))).toBe(at / 86_400_000)
})

test('what is no day, or is written otherwise, is not told', () => {
  for (const text of ['1879-12-31', '2200-01-01', '2025-02-29', '1900-02-29', '2025-13-01', '2025-00-01', '2025-04-31'])
    expect(daysOf(text)).toBeUndefined()
  for (const text of [
    '2025-01-00',
    '2025/01/01',
    '01-01-2025',
    '2025-1-01',
    '20250101',
    '2025-01-1a',
    '+025-01-01',
    '',
  ])
    expect(daysOf(text)).toBeUndefined()
})

test('sixteen digits are told as four numbers, and those that a spreadsheet has eaten are not', () => {
  const digits = new SixteenDigits()
  const read = (text: string, lost = false): boolean => {
    const { bytes, words } = lineBlock(Buffer.from(`x${text}|what follows`))
    return digits.read(words, 1, bytes.indexOf('|'), lost)
  }
  expect(read('9901011506800120')).toBe(true)
  expect([...digits.quarters]).toEqual([9901, 115, 680, 120])
  expect(read('9901011506800120', true)).toBe(false)
  expect(read('9901011506800121', true)).toBe(true)
  for (const text of [
    '9901011506800000',
    '990101150680012',
    '99010115068001211',
    '99010115068001:1',
    '9901011506/00121',
  ])
    expect(read(text)).toBe(false)
})
