import { expect, test } from '@jest/globals'
import { accessReleaseRecord, accountRecord } from '@pandu-gempita/shared/access'
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import { importRecord } from '@pandu-gempita/shared/import-record'
import { ppksRecord } from '@pandu-gempita/shared/ppks'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import { toneOf } from './event-tone.ts'

const byTone = (subject: string, states: readonly string[]): Record<string, string[]> => {
  const found: Record<string, string[]> = {}
  for (const state of states) (found[toneOf(subject, state)] ??= []).push(state)
  const { info: _info, ...striking } = found
  return striking
}

test('what went well, what did not, and what needs a look stand out of a timeline', () => {
  expect(byTone('complaint', complaintRecord.states)).toEqual({
    success: ['resolved', 'closed'],
    error: ['rejected', 'withdrawn', 'duplicate'],
    warning: ['awaiting_documents', 'escalated', 'reopened'],
  })
  expect(byTone('referral', referralRecord.states)).toEqual({
    success: ['accepted', 'in_progress', 'completed'],
    error: ['declined', 'cancelled'],
  })
  expect(byTone('ppks', ppksRecord.states)).toEqual({
    success: ['determined', 'active', 'handled'],
    warning: ['returned'],
  })
  expect(byTone('import', importRecord.states)).toEqual({ success: ['applied'], error: ['refused', 'cancelled'] })
  expect(byTone('account', accountRecord.states)).toEqual({ error: ['suspended'] })
  expect(byTone('access_release', accessReleaseRecord.states)).toEqual({
    success: ['released'],
    error: ['refused', 'withdrawn'],
  })
})

test('a word is judged within its own record', () => {
  expect(toneOf('account', 'created')).toBe('info')
  expect(toneOf('ppks', 'photo_attached')).toBe('info')
  expect(toneOf('person', 'rejected')).toBe('info')
  expect(toneOf('later', 'closed')).toBe('info')
})
