import { expect, test } from '@jest/globals'
import { layoutOf } from '../../../../test/imports/layout-of.ts'
import { lineBlock } from './bytes/line-block.ts'
import { FastReader } from './fast-rows.ts'
import { KnownRows } from './known-rows.ts'
import { LineWalk } from './line-walk.ts'
import { Presence } from './presence.ts'
import { RowSorter } from './row-sorter.ts'
import type { RowContext } from './rules.ts'
import { createVillageIndex } from './villages.ts'

const HEADER = 'KABUPATEN|KECAMATAN|DESA|NIK|NAMA|TANGGAL LAHIR'
const lineOf = (serial: number, { name = 'SUTINAH', born = '1980-06-15' } = {}): string =>
  `SRAGEN|SUMBERLAWANG|NGARGOTIRTO|990101150680${String(serial).padStart(4, '0')}|${name}|${born}`

const context: RowContext = {
  layout: layoutOf(HEADER),
  villages: createVillageIndex({
    regencyNames: ['SRAGEN'],
    villages: [{ code: '3314012001', name: 'Ngargotirto', district: 'Sumberlawang' }],
    successors: [],
    within: '3314',
  }),
  regencyName: 'SRAGEN',
  villageCode: null,
  today: '2025-11-01',
  lastNikDigitLost: false,
  lastKkDigitLost: false,
}

const sorterOf = (known = new KnownRows(100)): RowSorter =>
  new RowSorter({
    batch: { jurisdictionId: 1, id: '01900000-0000-7000-8000-000000000001' },
    context,
    known,
    presence: new Presence(),
    counts: { valid: 0, rejected: 0, same: 0 },
    words: [],
  })

/** A source that has said these lines; their place in the list is their record number. */
function sourceThatSaid(serials: readonly number[]): KnownRows {
  const known = new KnownRows(100)
  const reader = new FastReader(context)
  for (const [record, serial] of serials.entries()) {
    const bytes = Buffer.from(lineOf(serial))
    expect(reader.read(lineBlock(bytes), 0, bytes.length)).toBe(true)
    const { nikHigh, nikLow, hashHigh, hashLow } = reader.row
    known.remember(nikHigh, nikLow, record, hashHigh, hashLow)
  }
  return known
}

/** Walks through a whole file that is one block, saving nothing. */
function walkThrough(sorter: RowSorter, text: string, readThrough = 0): LineWalk {
  const walk = new LineWalk(sorter, readThrough)
  const bytes = Buffer.from(text)
  expect(walk.take(lineBlock(bytes), 0)).toBeGreaterThanOrEqual(bytes.length)
  return walk
}

test('a row is staged once, and whoever comes twice or is faulty is kept back with the line and the reason', () => {
  const sorter = sorterOf()
  const file = [HEADER, lineOf(1), lineOf(2), lineOf(1), lineOf(3, { name: '' }), '|'].join('\n')
  expect(walkThrough(sorter, file).through).toBe(6)
  expect(sorter.counts).toEqual({ valid: 2, rejected: 3, same: 0 })
  expect(sorter.staged.out.rows).toBe(2)
  const kept = sorter.rejected.text.trimEnd().split('\n')
  expect(kept.map((line) => line.split('\t').slice(2, 5).join(' '))).toEqual([
    '4 NIK duplicate_in_file',
    '5 NAMA name_missing',
    '6 \\N column_count',
  ])
  expect(kept[0]?.endsWith(`\t${lineOf(1)}`)).toBe(true)
})

test('a name that the bytes leave to the rules is staged all the same', () => {
  const sorter = sorterOf()
  walkThrough(sorter, [HEADER, lineOf(1, { name: 'SITI NUR’AINI' }), lineOf(1, { name: 'SITI NUR’AINI' })].join('\n'))
  expect(sorter.counts).toEqual({ valid: 1, rejected: 1, same: 0 })
  expect(sorter.staged.out.rows).toBe(1)
})

test('a row that says what its source said before is marked present and not staged', () => {
  const sorter = sorterOf(sourceThatSaid([1, 2, 3]))
  walkThrough(sorter, [HEADER, lineOf(1), lineOf(2, { name: 'SUTINI' })].join('\n'))
  expect(sorter.counts).toEqual({ valid: 2, rejected: 0, same: 1 })
  expect(sorter.staged.out.rows).toBe(1)
  expect([0, 1, 2].map((record) => sorter.presence.has(record))).toEqual([true, true, false])
})

test('somebody whose row is faulty elsewhere is present, and may come once more as a good row', () => {
  const sorter = sorterOf(sourceThatSaid([1]))
  walkThrough(sorter, [HEADER, lineOf(1, { born: '1980-02-30' }), lineOf(1)].join('\n'))
  expect(sorter.counts).toEqual({ valid: 1, rejected: 1, same: 1 })
  expect(sorter.presence.has(0)).toBe(true)
})

test('lines that an earlier run has stored, and lines without a letter, are passed over', () => {
  const file = `${[HEADER, lineOf(1), '', lineOf(2), lineOf(3), ''].join('\r\n')}\r\n`
  const whole = sorterOf()
  expect(walkThrough(whole, file).through).toBe(5)
  expect(whole.counts.valid).toBe(3)
  const rest = sorterOf()
  expect(walkThrough(rest, file, 4).through).toBe(5)
  expect(rest.counts.valid).toBe(1)
  const nothing = sorterOf()
  expect(walkThrough(nothing, file, 5).through).toBe(5)
  expect(nothing.counts.valid).toBe(0)
})

test('a walk stops where a piece is full, and goes on behind it when the piece is saved', () => {
  const sorter = sorterOf()
  const walk = new LineWalk(sorter, 0)
  const block = lineBlock(Buffer.from(`${HEADER}\n${'|\n'.repeat(25_001)}`))
  const stop = walk.take(block, 0)
  expect([walk.isPieceFull, walk.through, block.bytes.length - stop]).toEqual([true, 25_001, 2])
  walk.pieceSaved()
  expect(walk.take(block, stop)).toBe(block.bytes.length)
  expect([walk.isPieceFull, walk.through, sorter.counts.rejected]).toEqual([false, 25_002, 25_001])
})
