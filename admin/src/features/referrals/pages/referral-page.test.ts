import { expect, test } from '@jest/globals'
import { nobodyText, streetOf, waitsFor } from './referral-page.ts'

const known = (status: 'created' | 'sent' | 'completed', ...actions: string[]) => ({
  status,
  institutionName: 'RSUD Sehat',
  allowedActions: actions.map((action) => ({ action, allowed: true })),
})

test('somebody else has the turn unless this account has a step of its own', () => {
  expect(waitsFor(known('sent'))).toContain('RSUD Sehat')
  expect(waitsFor(known('sent', 'acceptReferral'))).toBeUndefined()
  expect(waitsFor(known('created'))).not.toContain('RSUD Sehat')
  expect(waitsFor(known('completed'))).toBeUndefined()
})

test('that it can be called off is no turn', () => {
  expect(waitsFor(known('sent', 'cancelReferral'))).toContain('RSUD Sehat')
})

test('a person who is withheld is not called nobody', () => {
  expect(nobodyText({ status: 'declined', story: null })).not.toBe(nobodyText({ status: 'sent', story: null }))
  expect(nobodyText({ status: 'declined', story: 'Atap bocor' })).toBe(nobodyText({ status: 'sent', story: null }))
})

test('an address is what is known of it', () => {
  expect(streetOf({ street: 'Jl. Melati 3', hamlet: null, rt: '02', rw: '05' })).toBe('Jl. Melati 3, RT 02 RW 05')
  expect(streetOf({ street: null, hamlet: null, rt: null, rw: null })).toBeNull()
  expect(streetOf(null)).toBeNull()
})
