import { defineMessages } from '../../i18n/i18n.ts'

export const id = {
  inbox: 'inbox',
  outbox: 'outbox',
  referral: 'referral',
} as const
export const t = defineMessages('referrals', id, async () => id)
export type Messages = typeof id
