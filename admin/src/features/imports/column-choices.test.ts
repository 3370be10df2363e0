import { expect, test } from '@jest/globals'
import {
  choicesOf,
  mappedColumns,
  missingFields,
  NOT_USED,
  sharedColumns,
  tellsNoVillage,
  type Choice,
} from './column-choices.ts'

const column = (position: number, header: string, field: 'nik' | 'name' | null = null) => ({
  position,
  header,
  field,
  samples: [],
})
const COLUMNS = [column(0, 'No'), column(1, 'NIK', 'nik'), column(2, 'Nama Warga')]

test('guesses are chosen beforehand, what is not guessed is not used', () => {
  expect(choicesOf(COLUMNS)).toEqual([NOT_USED, 'nik', NOT_USED])
})

test('NIK and name are needed', () => {
  expect(missingFields(choicesOf(COLUMNS))).toEqual(['name'])
  expect(missingFields([NOT_USED, 'nik', 'name'])).toEqual([])
})

test('a field of two columns is a fault of both; columns that are not used share nothing', () => {
  const choices: Choice[] = ['nik', NOT_USED, 'nik', NOT_USED, 'name']
  expect([...sharedColumns(choices)]).toEqual([
    [0, 2],
    [2, 0],
  ])
})

test('a village may be told by name or by code', () => {
  expect(tellsNoVillage(['nik', 'name'])).toBe(true)
  expect(tellsNoVillage(['nik', 'name', 'villageCode'])).toBe(false)
  expect(tellsNoVillage(['village'])).toBe(false)
})

test('only columns that are used are sent, by their position in the file', () => {
  expect(mappedColumns(COLUMNS, [NOT_USED, 'nik', 'name'])).toEqual([
    { position: 1, field: 'nik' },
    { position: 2, field: 'name' },
  ])
})
