import type { access } from '@pandu-gempita/shared/access'
import type { Handlers } from '../../kernel/register.ts'
import {
  createAccount,
  createMachineClient,
  grantRole,
  reactivateAccount,
  resetPassword,
  revokeGrant,
  revokeMachineClient,
  rotateMachineClientSecret,
  suspendAccount,
} from './actions.ts'
import { getAccount, listAccounts, listMachineClients } from './queries.ts'

export const handlers: Handlers<typeof access> = {
  listAccounts,
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
}
