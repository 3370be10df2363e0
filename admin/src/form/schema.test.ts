import { describe, expect, test } from '@jest/globals'
import { access } from '@pandu-gempita/shared/access'
import { contracts } from '@pandu-gempita/shared/contracts'
import { NewPerson, SearchPersons } from '@pandu-gempita/shared/persons'
import { clean, faultsOf, fieldFaults, formSchema, PATTERN_WORDS } from './schema.ts'

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
  test('of an object that is missing, the fields are marked that it must have', () => {
    const paths = fieldFaults(access.operations.createAccount.body, { userName: 'sri' }).map(({ path }) => path)
    expect(paths).toEqual([['displayName'], ['grant', 'role']])
  })
  test('a NIK of fifteen digits is told its rule', () => {
    expect(fieldFaults(SearchPersons, { nik: '123456789012345' })).toEqual([
      { path: ['nik'], message: 'Harus 16 angka.' },
    ])
  })
  test('what people type into a form is told its form in words', () => {
    // Picked from lists, made by programs, or refused only for letters that no keyboard has.
    const picked = /^(regionCode|villageCode|typeCode|asOf|types|hash|pages|jobId|fileSha256|cursor|token|code)$/
    const patterns = new Set<string>()
    const walk = (schema: unknown, name: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      const { pattern } = schema as { pattern?: unknown }
      if (typeof pattern === 'string' && !picked.test(name) && !pattern.includes('\\u0000')) patterns.add(pattern)
      for (const [key, inner] of Object.entries(schema))
        walk(inner, ['items', 'properties', 'anyOf'].includes(key) || /^\d+$/.test(key) ? name : key)
    }
    for (const contract of Object.values(contracts))
      for (const operation of Object.values(contract.operations)) if ('body' in operation) walk(operation.body, 'body')
    expect(patterns.size).toBeGreaterThan(3)
    expect([...patterns].filter((pattern) => !PATTERN_WORDS.has(pattern))).toEqual([])
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
