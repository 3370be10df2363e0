import { expect, test } from '@jest/globals'
import { actionsOf } from './account-page.ts'

const account = (status: 'active' | 'suspended') => ({ id: 'a', status })

test('an account is suspended or brought back, by who manages accounts', () => {
  const by = { accountId: 'b', manages: true }
  expect(actionsOf(account('active'), by)).toEqual([{ action: 'suspendAccount', allowed: true }])
  expect(actionsOf(account('suspended'), by)).toEqual([{ action: 'reactivateAccount', allowed: true }])
  expect(actionsOf(account('active'), { accountId: 'b', manages: false })).toEqual([])
})

test('nobody suspends his own account, and is told why', () => {
  expect(actionsOf(account('active'), { accountId: 'a', manages: true })).toEqual([
    { action: 'suspendAccount', allowed: false, reason: 'separation_of_duties' },
  ])
})
