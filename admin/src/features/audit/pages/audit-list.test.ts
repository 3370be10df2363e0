import { expect, test } from '@jest/globals'
import { leavesEntry, LOOKS, queryOf, viewOf, viewsFor } from './audit-list.ts'

test('who looked at whom is shown to those who may read it, whatever the address says', () => {
  expect(viewsFor(false)).not.toContain(LOOKS)
  expect(viewOf({ tampilan: LOOKS }, true)).toBe(LOOKS)
  expect(viewOf({ tampilan: LOOKS }, false)).not.toBe(LOOKS)
})

test('half a date asks for nothing', () => {
  expect(queryOf({ sejak: '2026-1', sampai: '31-02-2026' })).toEqual({})
  expect(Object.keys(queryOf({ tindakan: 'closeComplaint', sejak: '2026-11-01' }))).toEqual(['operation', 'from'])
})

test('reading is not offered as an action', () => {
  expect(['getPerson', 'listComplaints', 'closeComplaint'].filter(leavesEntry)).toEqual(['closeComplaint'])
})
