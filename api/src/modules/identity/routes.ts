import type { identity } from '@pandu-gempita/shared/identity'
import type { Handlers } from '../../kernel/handlers.ts'
import { activateAccount } from './activate-account.ts'
import { changePassword, signIn, signOut } from './actions.ts'
import { authorizationServer } from './authorization-server.ts'
import { readSession } from './queries.ts'
import { issueToken } from './tokens.ts'

export const createHandlers = (publicUrl: string): Handlers<typeof identity> => ({
  signIn,
  activateAccount,
  getSession: (context) => readSession(context.db, context.actor),
  signOut: (uow) => signOut(uow),
  changePassword,
  issueToken,
  getAuthorizationServer: () => Promise.resolve(authorizationServer(publicUrl)),
})
