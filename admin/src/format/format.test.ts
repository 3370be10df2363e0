import { expect, test } from '@jest/globals'
import { dayStart, formatDate, formatRelative, formatTime, officeHour, useOfficeZone } from './dates.ts'
import { dateOf, dateText, isDate, isWholeDate } from './date-text.ts'
import { formatIdentifier, formatRegionCode } from './identifiers.ts'
import { formatBytes, formatNumber, formatWait } from './numbers.ts'
import { digitsOf } from './search-text.ts'

test('dates are written out, and a calendar date never moves to the day before', () => {
  expect(formatDate('2026-02-03')).toBe('3 Februari 2026')
  expect(formatDate(null)).toBe('–')
})
test('distance in the nearest unit', () => {
  const now = Date.parse('2026-11-22T00:00:00Z')
  expect(formatRelative('2026-11-25T00:00:00Z', now)).toBe('dalam 3 hari')
  expect(formatRelative('2026-11-21T22:00:00Z', now)).toBe('2 jam yang lalu')
})
test('numbers have Indonesian separators', () => {
  expect(formatNumber(20000)).toBe('20.000')
})
test('sizes in the unit in which they are not nothing', () => {
  expect([40, 1500, 2_600_000].map(formatBytes)).toEqual(['40 byte', '1,5 kB', '2,6 MB'])
})
test('a wait is never told shorter than it is', () => {
  expect([1, 89, 90, 121, 3600].map(formatWait)).toEqual(['1 detik', '89 detik', '2 menit', '3 menit', '60 menit'])
})
test('identifiers in fours, masked ones too; region codes with dots', () => {
  expect(formatIdentifier('3314************')).toBe('3314 **** **** ****')
  expect(formatIdentifier(null)).toBe('–')
  expect(formatRegionCode('3314082005')).toBe('33.14.08.2005')
  expect(formatRegionCode('33')).toBe('33')
})
test('what was typed into the number field', () => {
  expect(digitsOf('3314 0812-0101.0001')).toBe('3314081201010001')
})
test('a date is typed day first, however it is divided, and only when there is such a day', () => {
  for (const typed of ['17/8/1980', '17-08-1980', ' 17.8.1980', '17081980', '1980-08-17'])
    expect(dateOf(typed)).toBe('1980-08-17')
  for (const typed of ['31/06/1980', '29/02/2025', '8/17/1980', '17/08', '17/08/80', ''])
    expect(dateOf(typed)).toBeUndefined()
  for (const typed of ['31/02/2026', '31022026', '2026-02-31']) expect(isWholeDate(typed)).toBe(true)
  for (const typed of ['', '31', '31/02', '31/02/20']) expect(isWholeDate(typed)).toBe(false)
  expect(dateText('1980-08-17')).toBe('17/08/1980')
  expect(dateText('17/0')).toBe('17/0')
  expect(isDate('1980-08-17')).toBe(true)
  expect(isDate('1980-02-30')).toBe(false)
})
test('the clock is that of the office, whatever the browser says', () => {
  const now = new Date('2026-11-22T16:30:00Z')
  const clock = (zone: string) => {
    useOfficeZone(zone)
    return [officeHour(now), formatTime(now.toISOString()), dayStart('2026-11-22')]
  }
  expect(clock('Asia/Jakarta')).toEqual([23, '23.30 WIB', '2026-11-21T17:00:00.000Z'])
  expect(clock('Asia/Makassar')).toEqual([0, '00.30 WITA', '2026-11-21T16:00:00.000Z'])
  expect(clock('Asia/Jayapura')).toEqual([1, '01.30 WIT', '2026-11-21T15:00:00.000Z'])
})
