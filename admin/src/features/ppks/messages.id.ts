import { defineMessages } from '../../i18n/i18n.ts'

export const id = {
  list: 'list',
  register: 'register',
  registration: 'registration',
} as const
export const t = defineMessages('ppks', id, async () => id)
export type Messages = typeof id
