import type { Shape } from '../../i18n/i18n.ts'
import type { Messages } from './messages.id.ts'

export const en: Shape<Messages> = {
  list: 'Institutions',
  intro: 'Dinas, LKS and other institutions that can take referrals from your area.',
  add: 'Add an institution',
  addHelp: 'It can then be chosen for referrals.',
  name: 'Name',
  kind: 'Kind',
  sectors: 'Sectors',
  region: 'Region',
  address: 'Address',
  phone: 'Phone',
  search: 'Find by name',
  allSectors: 'All sectors',
  emptyTitle: 'No institutions here yet',
  emptyText: 'A referral needs an institution. Change the filters, or add one.',
  added: 'Institution added.',
}
