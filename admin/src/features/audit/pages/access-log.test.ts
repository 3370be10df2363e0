import { expect, test } from '@jest/globals'
import { aboutOf, accessFilters } from './access-log.ts'

test.each([
  ['', { filter: {} }],
  ['3314 0801 0180 0001', { filter: { nik: '3314080101800001' } }],
  ['331408010180000', { fault: 'digits', count: 15 }],
  ['3314-0801-0180-0001', { filter: { nik: '3314080101800001' } }],
  ['3314234567', { fault: 'digits', count: 10 }],
  ['3314-234567', { filter: { ticket: '3314-234567' } }],
  [' 3314-kx79pq', { filter: { ticket: '3314-KX79PQ' } }],
  ['3314 kx79pq2h', { filter: { ticket: '3314-KX79PQ2H' } }],
  ['kx7', { fault: 'short', count: 3 }],
])('"%s" is understood', (typed, meant) => {
  expect(aboutOf(typed)).toEqual(meant)
})

test('nothing is asked while the number is not one', () => {
  const asked = { name: 'Sri', about: '12345678901', personId: undefined, from: undefined, until: undefined }
  expect(accessFilters(asked)).toBeUndefined()
  expect(accessFilters({ ...asked, about: '', from: '2026-1' })).toEqual({ actorName: 'Sri' })
})
