import { expect, test } from '@jest/globals'
import { filtersOf, leavesEntry } from './audit-list.ts'

test('half a date, an unknown kind and one letter ask for nothing', () => {
  expect(filtersOf({ sejak: '2026-1', sampai: '31-02-2026', pada: 'nonsense' }, ' S ')).toEqual({})
  expect(
    Object.keys(filtersOf({ tindakan: 'closeComplaint', pada: 'complaint', sejak: '2026-11-01' }, ' Sri ')),
  ).toEqual(['operation', 'subjectType', 'actorName', 'from'])
})

test('reading is not offered as an action, but taking a log along is', () => {
  const offered = ['getPerson', 'listComplaints', 'closeComplaint', 'downloadExport', 'downloadAccessLog']
  expect(offered.filter(leavesEntry)).toEqual(['closeComplaint', 'downloadAccessLog'])
})
