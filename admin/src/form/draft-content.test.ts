import { expect, test } from '@jest/globals'
import { fill, textOf } from './draft-content.ts'

test('fields come back in place, with their parts, and what was empty is empty again', () => {
  const inner = { street: 'Jalan Baru' }
  const fields: Record<string, unknown> = { name: 'Lama', sex: 'female', domicile: inner, types: ['a'] }
  fill(fields, JSON.parse(textOf({ name: 'Sarinah', sex: undefined, domicile: { street: '' }, types: [] })) as object)
  expect(fields).toEqual({ name: 'Sarinah', sex: undefined, domicile: { street: '' }, types: [] })
  expect(fields['domicile']).toBe(inner)
})

test('files and codes of citizens are not kept', () => {
  expect(textOf({ note: 'n', secret: 'ABCD', photo: new Blob(['x']) })).toBe('{"note":"n"}')
})
