import { defineMessages } from '../../i18n/i18n.ts'

export const id = {
  list: 'list',
} as const
export const t = defineMessages('audit', id, async () => id)
export type Messages = typeof id
