import { defineMessages } from '../../i18n/i18n.ts'

export const id = {
  accounts: 'accounts',
  newAccount: 'newAccount',
  account: 'account',
  clients: 'clients',
} as const
export const t = defineMessages('access', id, async () => id)
export type Messages = typeof id
