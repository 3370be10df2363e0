import { expect, test } from '@jest/globals'
import { lineBlock } from './line-block.ts'
import { repeatedTexts } from './repeated-words.ts'

const of = (known: ReturnType<typeof repeatedTexts<string>>, before: string, word: string): string | undefined => {
  const block = lineBlock(Buffer.from(`${before}${word}|what follows`))
  return known.of(block, before.length, before.length + word.length)
}

test('a word is asked for once, wherever it stands, and never taken for another', () => {
  let asked = 0
  const known = repeatedTexts((text) => {
    asked++
    return `meaning of ${text}`
  })
  // Of every length, and different in one letter at the beginning, in the middle or at the end.
  const words = new Set<string>([''])
  for (let length = 1; length <= 40; length++)
    for (let at = 0; at < length; at++)
      for (const letter of 'AB1') words.add(`${'A'.repeat(at)}${letter}${'A'.repeat(length - at - 1)}`)
  for (const before of ['', '"', '12', 'abc', 'abcd'])
    for (const word of words) expect(of(known, before, word)).toBe(`meaning of ${word}`)
  expect(asked).toBe(words.size)
})

test('a column that never repeats itself is asked for each time once it has filled its share, and so are long words', () => {
  let asked = 0
  const known = repeatedTexts((text) => {
    asked++
    return text
  })
  const MANY = 60_000
  for (let n = 0; n < MANY; n++) of(known, '', `PADAN${n}SELESAI`)
  asked = 0
  for (let n = 0; n < MANY; n++) expect(of(known, '', `PADAN${n}SELESAI`)).toBe(`PADAN${n}SELESAI`)
  expect(asked).toBe(MANY - 50_000)
  asked = 0
  for (let n = 0; n < 3; n++) expect(of(known, '', 'DESA'.repeat(100))).toBe('DESA'.repeat(100))
  expect(asked).toBe(3)
})

test('a word without a meaning is kept too', () => {
  let asked = 0
  const known = repeatedTexts((text) => {
    asked++
    return text === 'YA' ? 'yes' : undefined
  })
  for (let n = 0; n < 3; n++) expect([of(known, '', 'YA'), of(known, '', 'ENTAH')]).toEqual(['yes', undefined])
  expect(asked).toBe(2)
})
