import { expect, test } from '@jest/globals'
import { lineBlock } from './line-block.ts'
import { createLineDigest } from './line-digest.ts'

const out = { hashHigh: 0, hashLow: 0 }
const digestOf = (line: string, seed = 7, before = ''): string => {
  const source = Buffer.from(`${before}${line}\nwhat follows`)
  createLineDigest(seed).of(lineBlock(source), before.length, before.length + Buffer.byteLength(line), out)
  return `${out.hashHigh >>> 0}.${out.hashLow >>> 0}`
}
const LINE = '"331400000001"|"JAWA TENGAH"|"GONDANG"|"9950022312830001"|"SUGENG"|"1983-12-23"'

test('the same line has the same digest wherever it stands in its block', () => {
  for (const before of ['', 'a', 'ab', 'abc', 'abcd', 'a line before\n'])
    expect(digestOf(LINE, 7, before)).toBe(digestOf(LINE))
})

test('every byte, the length and the mapping count', () => {
  const seen = new Set([digestOf(LINE), digestOf(LINE, 8)])
  for (let at = 0; at < LINE.length; at++)
    for (const letter of '07AZ ') seen.add(digestOf(`${LINE.slice(0, at)}${letter}${LINE.slice(at + 1)}`))
  for (let length = 0; length < LINE.length; length++) seen.add(digestOf(LINE.slice(0, length)))
  for (let zeros = 1; zeros < 12; zeros++) seen.add(digestOf(`${LINE}${'\0'.repeat(zeros)}`))
  const distinctLines = new Set(
    Array.from({ length: LINE.length }, (_, at) =>
      [...'07AZ '].map((letter) => `${LINE.slice(0, at)}${letter}${LINE.slice(at + 1)}`),
    ).flat(),
  )
  distinctLines.add(LINE)
  expect(seen.size).toBe(distinctLines.size + 1 + LINE.length + 11)
})

test('two words that change places, and rising numbers, are told apart in both halves', () => {
  expect(digestOf('AAAABBBBCCCC')).not.toBe(digestOf('BBBBAAAACCCC'))
  const halves = [new Set<string>(), new Set<string>()]
  const ROWS = 200_000
  for (let n = 0; n < ROWS; n++)
    for (const [at, half] of digestOf(`33140000${String(n).padStart(8, '0')}|SUTINAH|1980-06-15`)
      .split('.')
      .entries())
      halves[at]?.add(half)
  // Of 200,000 values among 2^32 some five meet by chance.
  for (const half of halves) expect(half.size).toBeGreaterThan(ROWS - 30)
})
