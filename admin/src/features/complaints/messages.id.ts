import { defineMessages } from '../../i18n/i18n.ts'

export const id = {
  list: 'list',
  case: 'case',
} as const
export const t = defineMessages('complaints', id, async () => id)
export type Messages = typeof id
