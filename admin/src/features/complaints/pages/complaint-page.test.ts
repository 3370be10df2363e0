import { describe, expect, test } from '@jest/globals'
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import { actionsOf, clockOf, clockStopped, outcomeName, reasonOf, reviewOf, waitsFor } from './complaint-page.ts'

type Case = Parameters<typeof waitsFor>[0] & Parameters<typeof reasonOf>[0]
const known = (changes: Partial<Case>): Case => ({
  status: 'referred',
  statusReason: null,
  waitsForApproval: false,
  allowedActions: [],
  referrals: [],
  confidential: null,
  dueAt: null,
  ending: null,
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
  test('in every state somebody is named to who can do nothing, but where it has ended', () => {
    const silent = complaintRecord.states.filter(
      (status) => waitsFor(known({ status, referrals: [leg('sent')] })) === undefined,
    )
    expect(silent).toEqual(['draft', 'closed', 'rejected', 'withdrawn', 'duplicate'])
  })
  test('by when, and of a confidential case nobody who may not know it', () => {
    const said = waitsFor(known({ status: 'registered', dueAt: '2026-11-30T03:00:00.000Z' }))
    expect(said).toMatch(/back office.*30 November 2026/)
    expect(waitsFor(known({ status: 'registered', confidential: 'levy' }))).not.toContain('back office')
  })
  test('ending a case, or keeping it from others, is nobody’s turn to move it', () => {
    const ends = [{ action: 'withdrawComplaint', allowed: true }]
    expect(waitsFor(known({ status: 'registered', allowedActions: ends }))).toBeDefined()
    const asked = { kind: 'reject' as const, reason: '', askedByName: '', askedAt: '2026-11-28T00:00:00.000Z' }
    expect(waitsFor(known({ status: 'registered', ending: asked }))).toContain('petugas kedua')
    expect(waitsFor(known({ status: 'rejected', dueAt: '2026-12-05T03:00:00.000Z' }))).toContain('Inspektorat')
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

test('a clock that runs after the end is no promise', () => {
  const after = complaintRecord.states.filter((status) => clockOf({ status }) !== undefined)
  expect(after).toEqual(['resolved', 'closed', 'rejected'])
})

test('what the Inspektorat found is told once it has found it', () => {
  const review = { dueAt: null, at: '2026-11-28T00:00:00.000Z', upheld: false, note: 'Belum diperiksa.' }
  expect(reviewOf({ review })).toMatchObject({ text: 'Belum diperiksa.', title: expect.stringContaining('membuka') })
  expect(reviewOf({ review: { ...review, at: null, upheld: null } })).toBeUndefined()
})

test('a confidential case is not made confidential again', () => {
  const allowedActions = [{ action: 'markComplaintConfidential', allowed: true }]
  expect(actionsOf({ confidential: null, allowedActions }, false)).toHaveLength(1)
  expect(actionsOf({ confidential: 'levy', allowedActions }, false)).toHaveLength(0)
  const reviews = [{ action: 'upholdRejection', allowed: true }]
  expect(
    [true, false].map((daily) => actionsOf({ confidential: 'levy', allowedActions: reviews }, daily).length),
  ).toEqual([1, 0])
})

test('the clock stands still only where the citizen has to bring something', () => {
  expect(complaintRecord.states.filter((status) => clockStopped({ status }))).toEqual(['awaiting_documents'])
})

test('an outcome of a case that was opened again is an earlier one', () => {
  expect(outcomeName({ status: 'closed' })).not.toBe(outcomeName({ status: 'reopened' }))
})
