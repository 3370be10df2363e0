import { expect, test } from '@jest/globals'
import { KnownRows } from './known-rows.ts'
import { Presence } from './presence.ts'

/** NIKs as villages have them: one kecamatan, days and serials that are near each other. */
const PEOPLE = Array.from({ length: 20_000 }, (_, n) => ({
  high: 33_140_100 + (n % 71),
  low: Math.floor(n / 71) * 10_000 + (n % 9) + 1,
}))

test('everybody keeps the own slot while the table grows from next to nothing', () => {
  const known = new KnownRows(10)
  for (const [record, { high, low }] of PEOPLE.entries()) known.remember(high, low, record, record * 3, -record)
  const slots = new Set<number>()
  for (const [record, { high, low }] of PEOPLE.entries()) {
    const slot = known.slot(high, low)
    slots.add(slot)
    expect([
      known.record(slot),
      known.says(slot, record * 3, -record),
      known.says(slot, record * 3 + 1, -record),
    ]).toEqual([record, true, false])
  }
  expect(slots.size).toBe(PEOPLE.length)
})

test('a NIK is new once in a file, and somebody whom only the file has says nothing yet', () => {
  const known = new KnownRows(PEOPLE.length)
  for (const { high, low } of PEOPLE) {
    const slot = known.slot(high, low)
    expect([known.record(slot), known.says(slot, -1, -1), known.markSeen(slot), known.markSeen(slot)]).toEqual([
      -1,
      false,
      true,
      false,
    ])
  }
})

test('a run that goes on after a kill has seen whom the run before it saw', () => {
  const known = new KnownRows(PEOPLE.length)
  const before = new Presence()
  for (const [record, { high, low }] of PEOPLE.entries()) {
    known.remember(high, low, record, 0, 0)
    if (record % 3 === 0) before.add(record)
  }
  known.seeAll(before)
  for (const [record, { high, low }] of PEOPLE.entries())
    expect(known.markSeen(known.slot(high, low))).toBe(record % 3 !== 0)
})
