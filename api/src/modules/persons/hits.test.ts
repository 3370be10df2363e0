import { expect, test } from '@jest/globals'
import { neighbourhoodOf } from './hits.ts'

test.each([
  ['RT 004 RW 002, Dukuh Ngasem', '004', '002'],
  ['Jl. Melati 5 RT.4/RW.2', '4', '2'],
  ['DUSUN KRAJAN RT 004/002', '004', '002'],
  ['RT 7, Keden', '7', null],
  ['Jl. Kartini 12', null, null],
])('RT and RW are read from "%s"', (street, rt, rw) => {
  expect(neighbourhoodOf({ rt: null, rw: null, street })).toEqual({ rt, rw })
})

test('what stands in its own column counts before the street', () => {
  expect(neighbourhoodOf({ rt: '001', rw: null, street: 'RT 9 RW 9' })).toEqual({ rt: '001', rw: null })
  expect(neighbourhoodOf(null)).toEqual({ rt: null, rw: null })
})
