import { expect, test } from '@jest/globals'
import { FieldBorders } from './field-borders.ts'

/** The fields of a line that lies between others; undefined where it is not plain. */
function fieldsOf(line: string, columns: number): string[] | undefined {
  const borders = new FieldBorders('|', columns)
  const bytes = Buffer.from(`before|\n${line}\nbehind|`)
  const start = bytes.indexOf('\n') + 1
  if (!borders.split(bytes, start, start + Buffer.byteLength(line))) return undefined
  return Array.from({ length: columns }, (_, at) => bytes.toString('utf8', borders.starts[at], borders.ends[at]))
}

test('fields are told with and without quotes, the empty ones and the last one too', () => {
  expect(fieldsOf('SRAGEN|A B!|1', 3)).toEqual(['SRAGEN', 'A B!', '1'])
  expect(fieldsOf('"SRAGEN"|"A|B"|1', 3)).toEqual(['SRAGEN', 'A|B', '1'])
  expect(fieldsOf('||', 3)).toEqual(['', '', ''])
  expect(fieldsOf('"a"|""|', 3)).toEqual(['a', '', ''])
})

test('a line is not plain with other columns, odd blanks, other letters or quotes within', () => {
  for (const line of [
    'a|b',
    'a|b|c|d',
    ' a|b|c',
    'a |b|c',
    'a|b  b|c',
    'a|b|c ',
    'a|é|c',
    'a|b\tb|c',
    'a|"b""b"|c',
    'a|b|"c',
  ])
    expect([line, fieldsOf(line, 3)]).toEqual([line, undefined])
  // A quote that does not begin a field is a letter that the rules must see.
  expect(fieldsOf('a|b"|c', 3)).toBeUndefined()
})

test('a column that the file does not have is empty', () => {
  const borders = new FieldBorders('|', 2)
  const bytes = Buffer.from('a|b')
  expect(borders.split(bytes, 0, bytes.length)).toBe(true)
  expect([borders.starts[2], borders.ends[2]]).toEqual([0, 0])
})
