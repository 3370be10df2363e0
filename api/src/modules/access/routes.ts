import type { access } from '@pandu-gempita/shared/access'
import type { Handlers } from '../../kernel/handlers.ts'
import { createAccount, grantRole, reactivateAccount, resetPassword, revokeGrant, suspendAccount } from './actions.ts'
import {
  activateMachineClient,
  createMachineClient,
  revokeMachineClient,
  rotateMachineClientSecret,
} from './client-actions.ts'
import { getAccount, listMachineClients, searchAccounts } from './queries.ts'
import { listAccessReleases } from './release-queries.ts'
import { refuseAccess, releaseAccess } from './releases.ts'

export const handlers: Handlers<typeof access> = {
  searchAccounts,
  getAccount: (context, { params }) => getAccount(context, params.accountId),
  createAccount,
  suspendAccount,
  reactivateAccount,
  resetPassword,
  grantRole,
  revokeGrant,
  listMachineClients,
  createMachineClient,
  rotateMachineClientSecret,
  revokeMachineClient,
  activateMachineClient,
  listAccessReleases,
  releaseAccess,
  refuseAccess,
}
