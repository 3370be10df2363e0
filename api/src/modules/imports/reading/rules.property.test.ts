/** The row reader: whatever a line holds, the answer is a typed row that the tables take, or one reason. */
import { expect, test } from '@jest/globals'
import { rejectCodes } from '@pandu-gempita/shared/import-record'
import { nikFault } from '@pandu-gempita/shared/nik'
import fc from 'fast-check'
import { layoutOf } from '../../../../test/imports/layout-of.ts'
import { settings } from '../../../../test/properties/seed.ts'
import type { ImportField } from '@pandu-gempita/shared/import-record'
import { splitLine } from './layouts.ts'
import { readRow, type RowContext } from './rules.ts'
import { cleanNumber, numberFault, parseDate } from './values.ts'
import { createVillageIndex } from './villages.ts'

const HEADER =
  'KABUPATEN/KOTA|KECAMATAN|DESA/KELUARAHAN|NOKK|NIK|NAMA|TANGGAL LAHIR|JENIS KELAMIN|HUB KELUARGA|RT|DESIL'
const layout = layoutOf(HEADER)
const context: RowContext = {
  layout,
  villages: createVillageIndex({
    regencyNames: ['SRAGEN'],
    villages: [{ code: '3314012001', name: 'Ngargotirto', district: 'Sumberlawang' }],
    successors: [],
    within: '3314',
  }),
  regencyName: 'SRAGEN',
  villageCode: null,
  today: '2025-11-01',
  lastNikDigitLost: false,
  lastKkDigitLost: false,
}
const GOOD: Readonly<Partial<Record<ImportField, string>>> = {
  regency: 'KAB. SRAGEN',
  district: 'SUMBERLAWANG',
  village: 'DESA NGARGOTIRTO',
  kkNumber: '9901010101201231',
  nik: '9901011506800121',
  name: 'SUTINAH',
  birthDate: '1980-06-15',
  sex: 'P',
  relation: 'ISTRI',
  rt: '001',
  desil: '3',
}
const lineOf = (changes: Partial<Record<ImportField, string>> = {}): string[] => {
  const fields: string[] = Array.from({ length: layout.columns }, () => '')
  for (const [field, value] of Object.entries({ ...GOOD, ...changes }))
    fields[layout.position[field as ImportField] ?? -1] = value
  return fields
}

const date = fc.record({
  year: fc.integer({ min: 1900, max: 2024 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 28 }),
})
const two = (value: number): string => String(value).padStart(2, '0')
const nik = fc
  .record({
    region: fc.integer({ min: 110_101, max: 999_999 }),
    date,
    female: fc.boolean(),
    serial: fc.integer({ min: 1, max: 9999 }),
  })
  .map(
    ({ region, date: { year, month, day }, female, serial }) =>
      `${region}${two(day + (female ? 40 : 0))}${two(month)}${two(year % 100)}${String(serial).padStart(4, '0')}`,
  )

test('the good row is taken', () => {
  expect(readRow(lineOf(), context).row).toMatchObject({
    regionCode: '3314012001',
    nik: '9901011506800121',
    sex: 'female',
    relation: 'spouse',
    desil: 3,
  })
})

test('any line is a typed row or one known reason', () => {
  const field = fc.constantFrom(...(Object.keys(GOOD) as ImportField[]))
  const change = fc.tuple(field, fc.oneof(fc.string({ unit: 'binary', maxLength: 260 }), fc.string(), nik))
  fc.assert(
    fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
      const { row, reject } = readRow(lineOf(Object.fromEntries(changes)), context)
      if (reject) {
        expect(rejectCodes).toContain(reject.code)
        expect((reject.value ?? '').length).toBeLessThanOrEqual(60)
        return
      }
      expect(row.nik).toMatch(/^[0-9]{16}$/)
      expect(nikFault(row.nik)).toBeUndefined()
      expect(row.kkNumber).toMatch(/^[0-9]{16}$/)
      expect(parseDate(row.birthDate ?? '')).toBe(row.birthDate)
      expect((row.birthDate ?? '9999') <= context.today).toBe(true)
      expect(row.name.trim()).toBe(row.name)
      expect(row.name.length).toBeGreaterThan(0)
      expect([null, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).toContain(row.desil)
    }),
    settings(2_000),
  )
})

test('any number of fields but the header’s is refused as such', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (fields) => {
      fc.pre(fields.length !== layout.columns)
      expect(readRow(fields, context).reject?.code).toBe('column_count')
    }),
    settings(200),
  )
})

test('a NIK is the same with apostrophe, dots and spaces, and every spoiled one is told apart', () => {
  fc.assert(
    fc.property(nik, fc.nat({ max: 15 }), (value, at) => {
      const decorated = `'${value.slice(0, 4)}.${value.slice(4, 8)} ${value.slice(8)} `
      expect(cleanNumber(decorated)).toBe(value)
      expect(numberFault(decorated, false)).toBeUndefined()
      expect(numberFault(`${value.slice(0, at)}${value.slice(at + 1)}`, false)).toBe('length')
      expect(numberFault(`${value.slice(0, at)}X${value.slice(at + 1)}`, false)).toBe('not_digits')
      expect(numberFault(`${value.charAt(0)}.${value.slice(1, 6)}E+15`, false)).toBe('scientific')
      expect(numberFault(`${value.charAt(0)},${value.slice(1, 6)}e15`, false)).toBe('scientific')
      expect(numberFault(`${value.slice(0, 12)}0000`, false)).toBe('last_digits_lost')
      expect(numberFault(`${value.slice(0, 15)}0`, true)).toBe('last_digits_lost')
      expect(numberFault('  ', false)).toBe('missing')
    }),
    settings(500),
  )
})

test('every real day is read in each order that offices write, and no other day', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1880-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (at) => {
      const iso = at.toISOString().slice(0, 10)
      const [year = '', month = '', day = ''] = iso.split('-')
      for (const text of [
        iso,
        `${day}-${month}-${year}`,
        `${day}/${month}/${year}`,
        `${Number(day)}.${Number(month)}.${year}`,
      ])
        expect(parseDate(text)).toBe(iso)
      expect(parseDate(`${year}-02-30`)).toBeUndefined()
      expect(parseDate(`${year}-13-${day}`)).toBeUndefined()
    }),
    settings(500),
  )
})

test('quoted fields come back as they were', () => {
  const field = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !/[\r\n]/.test(text))
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 8 }), (fields) => {
      const line = fields.map((text) => `"${text.replaceAll('"', '""')}"`).join('|')
      expect(splitLine(line, '|')).toEqual(fields)
    }),
    settings(500),
  )
})
