import { describe, expect, test } from '@jest/globals'
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import { clockStopped, outcomeName, reasonOf, waitsFor } from './complaint-page.ts'

type Case = Parameters<typeof waitsFor>[0] & Parameters<typeof reasonOf>[0]
const known = (changes: Partial<Case>): Case => ({
  status: 'referred',
  statusReason: null,
  waitsForApproval: false,
  allowedActions: [],
  referrals: [],
  ...changes,
})
const leg = (status: string) => ({ status, institutionName: 'RSUD Sehat' })

describe('whose turn it is', () => {
  test('the institution that has it, unless nobody has approved the referral yet', () => {
    expect(waitsFor(known({ referrals: [leg('sent')] }))).toContain('RSUD Sehat')
    expect(waitsFor(known({ referrals: [leg('sent')], waitsForApproval: true }))).not.toContain('RSUD Sehat')
    expect(waitsFor(known({ referrals: [leg('declined')] }))).toBeUndefined()
  })
  test('the manager, unless that is who looks at it', () => {
    const decides = [{ action: 'determineOutcome', allowed: true }]
    expect(waitsFor(known({ status: 'determination' }))).toBeDefined()
    expect(waitsFor(known({ status: 'determination', allowedActions: decides }))).toBeUndefined()
  })
})

describe('why it stands where it stands', () => {
  test('a referral that came back comes before the reason of the step', () => {
    const reason = reasonOf(
      known({ status: 'categorised', statusReason: 'Penuh', referrals: [leg('completed'), leg('declined')] }),
    )
    expect(reason).toMatchObject({ tone: 'warning', text: 'Penuh' })
    expect(reason?.title).toContain('RSUD Sehat')
  })
  test('only the latest referral counts, and only while the case is back', () => {
    expect(reasonOf(known({ status: 'categorised', referrals: [leg('declined'), leg('sent')] }))).toBeUndefined()
    expect(reasonOf(known({ status: 'in_handling', referrals: [leg('declined')] }))).toBeUndefined()
  })
  test('what has ended is told, what is open is warned of', () => {
    expect(reasonOf(known({ status: 'rejected', statusReason: 'Bukan wewenang' }))?.tone).toBe('neutral')
    expect(reasonOf(known({ status: 'escalated', statusReason: 'Rumit' }))?.tone).toBe('warning')
  })
})

test('the clock stands still only where the citizen has to bring something', () => {
  expect(complaintRecord.states.filter((status) => clockStopped({ status }))).toEqual(['awaiting_documents'])
})

test('an outcome of a case that was opened again is an earlier one', () => {
  expect(outcomeName({ status: 'closed' })).not.toBe(outcomeName({ status: 'reopened' }))
})
