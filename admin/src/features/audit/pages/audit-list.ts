/** What the audit log is asked for, from the words of the address. */
import { wordIn, type Address } from '../../../address.ts'
import { isDate } from '../../../format/date-text.ts'
import { dayEnd, dayStart } from '../../../format/dates.ts'

const ACTIONS = 'tindakan'
export const LOOKS = 'dilihat'
/** Who looked at whom is a list of its own, for those who may read it. */
export const viewsFor = (readsLooks: boolean): readonly (typeof ACTIONS | typeof LOOKS)[] =>
  readsLooks ? [ACTIONS, LOOKS] : [ACTIONS]
export const viewOf = (address: Address, readsLooks: boolean): typeof ACTIONS | typeof LOOKS =>
  readsLooks && wordIn(address, 'tampilan') === LOOKS ? LOOKS : ACTIONS

/** What is being typed is no filter yet. */
export const dayIn = (address: Address, name: 'sejak' | 'sampai'): string | undefined => {
  const value = wordIn(address, name)
  return value !== undefined && isDate(value) ? value : undefined
}
export const queryOf = (address: Address) => {
  const operation = wordIn(address, 'tindakan')
  const from = dayIn(address, 'sejak')
  const until = dayIn(address, 'sampai')
  return {
    ...(operation && { operation }),
    ...(from && { from: dayStart(from) }),
    ...(until && { until: dayEnd(until) }),
  }
}
/** Reading leaves no entry in this log. */
export const leavesEntry = (operation: string): boolean => !/^(get|list|search|stream|download)/.test(operation)
