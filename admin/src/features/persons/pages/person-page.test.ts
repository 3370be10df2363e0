import { expect, test } from '@jest/globals'
import { isFramed, partOf, partsFor } from './person-page.ts'

test('a part that this account may not read is not offered', () => {
  expect(partsFor(() => true)).toHaveLength(9)
  expect(partsFor((permission) => permission !== 'access-log.read')).not.toContain('access')
  expect(partsFor(() => false)).toEqual(['timeline', 'family', 'addresses', 'identifiers', 'programmes', 'sources'])
})

test('an address that asks for another part gives the first', () => {
  const offered = partsFor(() => false)
  expect(partOf('family', offered)).toBe('family')
  expect(partOf('access', offered)).toBe('timeline')
  expect(partOf(undefined, offered)).toBe('timeline')
})

test('tables bring their own frame', () => {
  expect(isFramed('sources', true)).toBe(false)
  expect(isFramed('family', true)).toBe(false)
  expect(isFramed('family', false)).toBe(true)
  expect(isFramed('timeline', true)).toBe(true)
})
