import { describe, expect, test } from '@jest/globals'
import { NewPerson, SearchPersons } from '@pandu-gempita/shared/persons'
import { clean, faultsOf, fieldFaults, formSchema } from './schema.ts'

describe('what travels', () => {
  test('empty fields are absent fields, at any depth', () => {
    expect(clean({ name: '  ', nik: ' 3314 ', sex: null, domicile: { street: '' }, list: ['', 'a'] })).toEqual({
      nik: '3314',
      list: ['a'],
    })
  })
  test('nothing at all is nothing', () => {
    expect(clean({ domicile: { street: ' ' } })).toBeUndefined()
  })
})

describe('faults in words', () => {
  test('a missing field is named by itself, not by its parent', () => {
    const paths = fieldFaults(NewPerson, {}).map(({ path }) => path.join('.'))
    expect(paths).toEqual(expect.arrayContaining(['identityStatus', 'villageCode']))
    expect(paths).not.toContain('')
  })
  test('a NIK of fifteen digits is told its rule', () => {
    expect(fieldFaults(SearchPersons, { nik: '123456789012345' })).toEqual([
      { path: ['nik'], message: 'Harus 16 angka.' },
    ])
  })
  test('one field has one fault', () => {
    const names = fieldFaults(SearchPersons, { nik: 'x', name: '' }).map(({ path }) => path.join('.'))
    expect(new Set(names).size).toBe(names.length)
  })
  test('the adapter gives back what is valid', () => {
    expect(formSchema(SearchPersons)['~standard'].validate({ name: ' Sutrisno ', nik: '' })).toEqual({
      value: { name: 'Sutrisno' },
    })
  })
})

test('the server points into the body; the form gets the field', () => {
  expect(
    faultsOf([
      { pointer: '/domicile/villageCode', code: 'pattern', message: 'must match' },
      { pointer: '/a~1b', code: 'maxLength', message: 'too long', limit: 5 },
    ]),
  ).toEqual([
    { name: 'domicile.villageCode', message: 'Bentuk isian ini tidak sesuai.' },
    { name: 'a/b', message: 'Terlalu panjang: paling banyak 5 huruf.' },
  ])
})
