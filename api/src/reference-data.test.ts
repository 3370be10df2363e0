import { expect, test } from '@jest/globals'
import { csvFields, regionKind, regionsCsv } from './reference-data.ts'

test('quoted fields keep their commas and quotes', () => {
  expect(csvFields('12.07.28.1007,12.07.28,"Lubuk Pakam I,II"')).toEqual([
    '12.07.28.1007',
    '12.07.28',
    'Lubuk Pakam I,II',
  ])
  expect(csvFields('35.13.15.2017,35.13.15,"Soka""an"')).toEqual(['35.13.15.2017', '35.13.15', 'Soka"an'])
  expect(csvFields('a,,')).toEqual(['a', '', ''])
})

test('the kind of a region is in its digits', () => {
  expect(['33', '3314', '3372', '331401', '3314012001', '3314011002', '9101013001'].map(regionKind)).toEqual([
    'provinsi',
    'kabupaten',
    'kota',
    'kecamatan',
    'desa',
    'kelurahan',
    'desa_adat',
  ])
})

test('all regions are there, each with the names up to its province', () => {
  const lines = regionsCsv().trimEnd().split('\n').slice(1).map(csvFields)
  const count = (level: number): number => lines.filter((fields) => fields[1] === String(level)).length
  expect([1, 2, 3, 4].map(count)).toEqual([38, 514, 7_285, 83_762])
  expect(lines.find(([code]) => code === '3314')?.[4]).toBe('Kabupaten Sragen, Jawa Tengah')
  expect(lines.find(([code]) => code === '1376')?.[4]).toBe('Kota Payakumbuh, Sumatera Barat')
})
