import fs from 'node:fs'
import { expect, test } from '@jest/globals'
import { ppksSearchText, ppksWords } from '@pandu-gempita/shared/ppks-words'

const types = fs
  .readFileSync(new URL('../../../../migrations/reference/ppks_types.csv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^[A-Z]+,\d/.test(line))
  .map((line) => line.split(','))
  .map(([code = '', _number, name = '', nameEn = '']) => ({ code, name, nameEn }))
const findsOf = (typed: string): string[] =>
  types.filter((type) => ppksSearchText(type).includes(typed.toLowerCase())).map(({ code }) => code)

test('every type of the reference list has its words, and no other has', () => {
  expect(types).toHaveLength(26)
  expect(Object.keys(ppksWords).sort()).toEqual(types.map(({ code }) => code).sort())
})

test.each(Object.entries(ppksWords))(
  '%s is found by its official name, its first five letters and its words',
  (code, known) => {
    for (const typed of [known.official, known.official.slice(0, 5), ...known.words])
      expect(findsOf(typed)).toContain(code)
  },
)

test('the kind name finds it too', () => {
  for (const { code, name, nameEn } of types) {
    expect(findsOf(name)).toContain(code)
    expect(findsOf(nameEn)).toContain(code)
  }
})
