import { expect, test } from '@jest/globals'
import { nearDates } from './search.ts'

test('only dates that exist are tried', () => {
  expect(nearDates('1980-06-05')).toEqual({
    given: '1980-06-05',
    swapped: '1980-05-06',
    years: ['1979-06-05', '1981-06-05'],
  })
  expect(nearDates('1980-06-15').swapped).toBeNull()
  expect(nearDates('1980-02-29').years).toEqual([])
  expect(nearDates('1980-06-06').swapped).toBeNull()
})
