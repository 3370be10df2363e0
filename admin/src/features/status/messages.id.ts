import { defineMessages } from '../../i18n/i18n.ts'

export const id = {
  title: 'title',
} as const
export const t = defineMessages('status', id, async () => id)
export type Messages = typeof id
