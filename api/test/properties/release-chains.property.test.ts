import { expect, test } from '@jest/globals'
import { runReleaseChains } from './release-chains.ts'

test('random chains of make, grant, reset, suspend, reactivate, release, refuse, revoke and try', async () => {
  expect(await runReleaseChains(30)).toBeGreaterThan(10)
}, 120_000)
