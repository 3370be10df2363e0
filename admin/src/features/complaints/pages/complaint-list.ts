/** What the list of cases asks for, from the words of the address. None of them says anything about a person. */
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import { sectors } from '@pandu-gempita/shared/institutions'
import { wordIn, type Address } from '../../../address.ts'

const VIEWS = {
  terbuka: complaintRecord.groups.running,
  terlambat: undefined,
  penetapan: complaintRecord.groups.undetermined,
  selesai: complaintRecord.groups.answered,
  semua: undefined,
} as const
export type View = keyof typeof VIEWS

export const viewOf = (address: Address): View => {
  const wanted = wordIn(address, 'tampilan')
  return wanted !== undefined && Object.hasOwn(VIEWS, wanted) ? (wanted as View) : 'terbuka'
}
export type Order = 'due' | 'newest'
export const orderOf = (address: Address): Order => (wordIn(address, 'urut') === 'newest' ? 'newest' : 'due')
export type Sector = (typeof sectors)[number]
export const sectorOf = (address: Address): Sector | undefined =>
  sectors.find((one) => one === wordIn(address, 'sektor'))

/** View and order are no filters: clearing leaves them. */
export const FILTERS = ['sektor', 'wilayah', 'tiket'] as const
export const isFiltered = (address: Address): boolean => FILTERS.some((name) => wordIn(address, name) !== undefined)

export const queryOf = (address: Address) => {
  const statuses = VIEWS[viewOf(address)]
  const sector = sectorOf(address)
  const regionCode = wordIn(address, 'wilayah')
  const ticket = wordIn(address, 'tiket')
  return {
    order: orderOf(address),
    ...(statuses && { status: [...statuses] }),
    ...(viewOf(address) === 'terlambat' && { overdue: true }),
    ...(sector && { sector }),
    ...(regionCode && { regionCode }),
    ...(ticket && { ticket: ticket.toUpperCase() }),
  }
}
