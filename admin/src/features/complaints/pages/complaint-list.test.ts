import { expect, test } from '@jest/globals'
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import { isFiltered, queryOf, viewOf } from './complaint-list.ts'

test('without a word in the address it is what is open, the most urgent first', () => {
  expect(queryOf({})).toEqual({ order: 'due', status: [...complaintRecord.groups.running] })
})

test('each view asks for its states; what is late is asked of the clock', () => {
  expect(queryOf({ tampilan: 'terlambat' })).toEqual({ order: 'due', overdue: true })
  expect(queryOf({ tampilan: 'semua' })).toEqual({ order: 'due' })
  expect(queryOf({ tampilan: 'selesai' }).status).toEqual([...complaintRecord.groups.answered])
})

test('words that are not known, or given twice, ask for nothing', () => {
  expect(viewOf({ tampilan: 'toString' })).toBe('terbuka')
  expect(viewOf({ tampilan: ['semua', 'semua'] })).toBe('terbuka')
  expect(queryOf({ tampilan: 'semua', urut: 'x', sektor: 'x', tiket: '' })).toEqual({ order: 'due' })
})

test('filters go along; a ticket is written in capitals', () => {
  const address = { tampilan: 'semua', urut: 'newest', sektor: 'health', wilayah: '33.02', tiket: 'pg-1a' }
  expect(queryOf(address)).toEqual({ order: 'newest', sector: 'health', regionCode: '33.02', ticket: 'PG-1A' })
  expect(isFiltered(address)).toBe(true)
  expect(isFiltered({ tampilan: 'semua', urut: 'newest' })).toBe(false)
})
