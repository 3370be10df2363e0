import type { Shape } from '../../i18n/i18n.ts'
import type { Messages } from './messages.id.ts'

export const en: Shape<Messages> = {
  list: 'Programmes',
  intro: 'Programmes of social protection that this system knows.',
  name: 'Name',
  owner: 'Owner',
  unit: 'For',
  sector: 'Sector',
  empty: 'No programmes yet.',
}
