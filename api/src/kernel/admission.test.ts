import { expect, test } from '@jest/globals'
import { createAdmission } from './admission.ts'
import { ProblemError } from './problem-error.ts'

const LIMITS = { places: 2, line: 2, waitMs: 50 }
const outcome = (work: Promise<void>): Promise<string> =>
  work.then(
    () => 'in',
    (error: unknown) => (error instanceof ProblemError ? error.code : 'broken'),
  )

test('as many as there are places work, a few wait, the next is refused at once', async () => {
  const admission = createAdmission(LIMITS, () => false)
  expect([await outcome(admission.enter()), await outcome(admission.enter())]).toEqual(['in', 'in'])
  const waiting = [outcome(admission.enter()), outcome(admission.enter())]
  expect(await outcome(admission.enter())).toBe('unavailable')
  expect(() => admission.ensureOpen()).toThrow(ProblemError)
  admission.leave()
  expect(await waiting[0]).toBe('in')
  // Who waits longer than a sender would is told so.
  expect(await waiting[1]).toBe('unavailable')
  admission.leave()
  admission.leave()
  expect([admission.working, admission.waiting]).toEqual([0, 0])
})

test('who was away comes back, however long it takes, and places are counted right', async () => {
  const admission = createAdmission(LIMITS, () => false)
  await admission.enter()
  admission.leave() // away
  await admission.enter()
  await admission.enter()
  const back = outcome(admission.enterAgain())
  await new Promise((resolve) => setTimeout(resolve, 3 * LIMITS.waitMs))
  expect(admission.waiting).toBe(1)
  admission.leave()
  expect(await back).toBe('in')
  for (let n = 0; n < 2; n++) admission.leave()
  expect([admission.working, admission.waiting]).toEqual([0, 0])
})

test('nobody is sent to a database that is silent', async () => {
  const admission = createAdmission(LIMITS, () => true)
  expect(await outcome(admission.enter())).toBe('unavailable')
  expect(() => admission.ensureAnswering()).toThrow(ProblemError)
  expect([admission.working, admission.waiting]).toEqual([0, 0])
})
