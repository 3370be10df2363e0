import { expect, test } from '@jest/globals'
import { plainName, spellingsOf, swapsOf } from './names.ts'

test('titles and punctuation do not make another name', () => {
  expect(plainName('Hj. Siti Aminah')).toBe('SITI AMINAH')
  expect(plainName('  alm.  Nur’aini ')).toBe('NUR AINI')
  expect(plainName('SUGENG')).toBe('SUGENG')
})

test('the spelling before 1972 is read as today’s, and today’s is left alone', () => {
  expect(spellingsOf('SOEPARMAN')).toEqual(['SOEPARMAN', 'SUPARMAN'])
  expect(spellingsOf('MOELJANI')).toEqual(['MOELJANI', 'MULYANI'])
  expect(spellingsOf('TJAHJONO DJOKO')).toEqual(['TJAHJONO DJOKO', 'CAHYONO JOKO'])
  expect(spellingsOf('JOKO')).toEqual(['JOKO'])
})

test('two neighbours swapped are one slip', () => {
  expect(swapsOf('ANI')).toEqual(['NAI', 'AIN'])
  expect(swapsOf('AAN')).toEqual(['ANA'])
  expect(swapsOf('A')).toEqual([])
})
