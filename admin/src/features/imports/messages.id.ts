import { defineMessages } from '../../i18n/i18n.ts'

export const id = {
  list: 'list',
  upload: 'upload',
  batch: 'batch',
} as const
export const t = defineMessages('imports', id, async () => id)
export type Messages = typeof id
