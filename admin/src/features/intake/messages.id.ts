import { defineMessages } from '../../i18n/i18n.ts'

export const id = {
  title: 'title',
} as const
export const t = defineMessages('intake', id, async () => id)
export type Messages = typeof id
