import { expect, test } from '@jest/globals'
import { runReleaseChains } from './release-chains.ts'

/** Twenty times as many chains, and as many again with other seeds by PANDU_SEED. */
test('random chains of what two people can do with an account, at length', async () => {
  expect(await runReleaseChains(40)).toBeGreaterThan(10)
}, 3_600_000)
