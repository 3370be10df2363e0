import { describe, expect, test } from '@jest/globals'
import { importRecord } from '@pandu-gempita/shared/import-record'
import * as page from './import-page.ts'

const NONE = { rows: 0, rejected: 0, personsNew: 0, personsChanged: 0, personsUnchanged: 0 }
type Counts = Parameters<typeof page.consequencesOf>[0]
const counts = (changes: Partial<Counts>): Counts => ({ ...(NONE as Counts), ...changes })

describe('what an import waits for', () => {
  test('a file whose columns are not known does not run', () => {
    expect(page.awaitsMapping({ status: 'uploaded', needsMapping: true })).toBe(true)
    expect(page.isRunning({ status: 'uploaded', needsMapping: true })).toBe(false)
    expect(page.isRunning({ status: 'uploaded', needsMapping: false })).toBe(true)
    expect(page.isRunning({ status: 'matched', needsMapping: false })).toBe(false)
  })
})

describe('rows', () => {
  test('a file that was stopped before it was compared has rejects alone, if any', () => {
    const stopped = { status: 'cancelled' as const, counts: counts({}) }
    expect(page.isCompared(stopped)).toBe(false)
    expect(page.showsRows(stopped, 0)).toBe(false)
    expect(page.showsRows(stopped, 3)).toBe(true)
    expect(page.tabsOf(false)).toEqual(['rejects'])
  })
  test('one that was refused after it was compared keeps its differences', () => {
    expect(page.isCompared({ status: 'refused', counts: counts({ personsUnchanged: 4 }) })).toBe(true)
    expect(page.showsRows({ status: 'validated', counts: counts({ personsNew: 1 }) }, 0)).toBe(false)
  })
  test('a tab that is not there gives the first', () => {
    expect(page.tabOf('areas', page.TABS)).toBe('areas')
    expect(page.tabOf('areas', page.tabsOf(false))).toBe('rejects')
    expect(page.tabOf(undefined, page.TABS)).toBe('differences')
  })
})

test('what applying does is said before it is done: also that it does nothing, and that it is final', () => {
  expect(page.consequencesOf(counts({}), 'partial')).toHaveLength(2)
  expect(page.consequencesOf(counts({ personsNew: 2, personsChanged: 1, rejected: 5 }), 'everybody')).toHaveLength(5)
})

test('every import that has ended says how', () => {
  const told = importRecord.states.filter((status) => page.endingOf({ status, statusReason: null }) !== undefined)
  expect(told).toEqual([...importRecord.groups.ended])
})
