import { expect, test } from '@jest/globals'
import { hasSteps } from './webhook-page.ts'

test('steps are for who manages webhooks, until the webhook has ended', () => {
  expect(hasSteps({ status: 'disabled' }, true)).toBe(true)
  expect(hasSteps({ status: 'active' }, false)).toBe(false)
  expect(hasSteps({ status: 'ended' }, true)).toBe(false)
})
