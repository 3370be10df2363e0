import { expect, test } from '@jest/globals'
import { ppksRecord } from '@pandu-gempita/shared/ppks'
import { returnReason, waitsFor } from './ppks-page.ts'

test('who decides next is said in every state that somebody decides in', () => {
  const waiting = ppksRecord.states.filter((status) => waitsFor({ status, allowedActions: [] }) !== undefined)
  expect(waiting).toEqual(['reported', 'verified', 'validated', 'returned'])
})

test('whoever may take the step waits for nobody', () => {
  const may = (action: string) => [{ action, allowed: true }]
  expect(waitsFor({ status: 'reported', allowedActions: may('verifyPpks') })).toBeUndefined()
  expect(waitsFor({ status: 'reported', allowedActions: may('validatePpks') })).toBeDefined()
})

test('why it was sent back is shown as long as it is', () => {
  expect(returnReason({ status: 'returned', returnReason: 'Foto buram' })).toBe('Foto buram')
  expect(returnReason({ status: 'verified', returnReason: 'Foto buram' })).toBeUndefined()
})
