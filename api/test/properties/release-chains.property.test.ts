import { test } from '@jest/globals'
import { runReleaseChains } from './release-chains.ts'

test(
  'random chains of make, grant, reset, suspend, reactivate, release, refuse, revoke and try',
  () => runReleaseChains(30),
  120_000,
)
