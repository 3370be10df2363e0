import type { identity } from '@pandu-gempita/shared/identity'
import { problem } from '../../kernel/problem-error.ts'
import type { Handlers } from '../../kernel/register.ts'
import { activateAccount } from './activate-account.ts'
import { changePassword, signOut, tryIssueToken, trySignIn } from './actions.ts'
import { readSession } from './queries.ts'

export const handlers: Handlers<typeof identity> = {
  // Failed tries are counted in the same transaction that refuses, so the refusal is thrown after its commit.
  signIn: async (uow, input) => {
    const outcome = await trySignIn(uow, input)
    if (outcome.refused === 'account-locked')
      throw uow.commitThen(problem('account-locked', { retryAfterSeconds: outcome.seconds }))
    if (outcome.refused) throw uow.commitThen(problem('wrong-credentials'))
    uow.setSession(outcome.token, outcome.expiresAt)
    return readSession(uow.tx, outcome.actor)
  },
  activateAccount: (uow, input) => activateAccount(uow, input),
  getSession: (context) => readSession(context.db, context.actor),
  signOut: (uow) => signOut(uow),
  changePassword: (uow, input) => changePassword(uow, input),
  issueToken: async (uow, input) => {
    const outcome = await tryIssueToken(uow, input)
    if (outcome.refused) throw uow.commitThen(problem('invalid-client'))
    return outcome.token
  },
}
