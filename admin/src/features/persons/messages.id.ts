import { defineMessages } from '../../i18n/i18n.ts'

export const id = {
  registry: 'registry',
  newPerson: 'newPerson',
  person: 'person',
  family: 'family',
} as const
export const t = defineMessages('persons', id, async () => id)
export type Messages = typeof id
