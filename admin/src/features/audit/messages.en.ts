import type { Shape } from '../../i18n/i18n.ts'
import type { Messages } from './messages.id.ts'

export const en: Shape<Messages> = {
  list: 'Audit log',
  intro: 'Who did what and when. Personal values are hidden.',
  when: 'Time',
  who: 'Who',
  what: 'Action',
  subject: 'On',
  changes: 'Changes',
  request: 'Request number',
  from: 'From',
  until: 'Until',
  operation: 'Action',
  allOperations: 'All actions',
  change: '{field}: {before} becomes {after}',
  hidden: '(hidden)',
  empty: 'empty',
  emptyTitle: 'No entries',
  emptyText: 'Change the filters to see others.',
  subjects: {
    complaint: 'Case',
    referral: 'Referral',
    ppks: 'PPKS',
    person: 'Person',
    family: 'Family',
    account: 'Account',
    import: 'Import',
    machine_client: 'Application',
    institution: 'Institution',
    session: 'Session',
  },
}
