/** What the list of PPKS asks for, from the words of the address. */
import type { ppksRecord } from '@pandu-gempita/shared/ppks'
import { wordIn, type Address } from '../../../address.ts'

export type Status = (typeof ppksRecord)['states'][number]
export const ALL = 'semua'
/** One view a state, named as the state is; the words in the address stay as they were. */
export const STATE_VIEWS: readonly (readonly [string, Status])[] = [
  ['dilaporkan', 'reported'],
  ['diverifikasi', 'verified'],
  ['divalidasi', 'validated'],
  ['dikembalikan', 'returned'],
  ['ditetapkan', 'determined'],
  ['aktif', 'active'],
  ['tertangani', 'handled'],
  ['keluar', 'left'],
  ['meninggal', 'died'],
  ['pindah', 'moved'],
]
const wanted = (address: Address) => STATE_VIEWS.find(([view]) => view === wordIn(address, 'tampilan'))
export const viewOf = (address: Address): string => wanted(address)?.[0] ?? ALL

export const queryOf = (address: Address) => {
  const status = wanted(address)?.[1]
  const typeCode = wordIn(address, 'jenis')
  const regionCode = wordIn(address, 'wilayah')
  return { ...(status && { status }), ...(typeCode && { typeCode }), ...(regionCode && { regionCode }) }
}
