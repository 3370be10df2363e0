/** What the audit log is asked for, from the words of the address. */
import { auditSubjects, type AuditSubject } from '@pandu-gempita/shared/audit-words'
import { wordIn, type Address } from '../../../address.ts'
import { isDate } from '../../../format/date-text.ts'
import { dayEnd, dayStart } from '../../../format/dates.ts'

/** What is being typed is no filter yet. */
export const dayIn = (address: Address, name: 'sejak' | 'sampai'): string | undefined => {
  const value = wordIn(address, name)
  return value !== undefined && isDate(value) ? value : undefined
}
const isSubject = (word: string): word is AuditSubject => (auditSubjects as readonly string[]).includes(word)
export const subjectIn = (address: Address): AuditSubject | undefined => {
  const word = wordIn(address, 'pada')
  return word !== undefined && isSubject(word) ? word : undefined
}
const SHORTEST_NAME = 2
/** A name of an officer is in no address, so it comes from the page. */
export const nameFilter = (name: string) => (name.trim().length >= SHORTEST_NAME ? { actorName: name.trim() } : {})
export const periodFilter = (from: string | undefined, until: string | undefined) => ({
  ...(from && isDate(from) && { from: dayStart(from) }),
  ...(until && isDate(until) && { until: dayEnd(until) }),
})
export const filtersOf = (address: Address, name: string) => {
  const operation = wordIn(address, 'tindakan')
  const subjectType = subjectIn(address)
  return {
    ...(operation && { operation }),
    ...(subjectType && { subjectType }),
    ...nameFilter(name),
    ...periodFilter(dayIn(address, 'sejak'), dayIn(address, 'sampai')),
  }
}
/** Reading leaves no entry in this log; taking a log along does. */
const TAKEN: readonly string[] = ['downloadAccessLog', 'downloadAuditEntries']
export const leavesEntry = (operation: string): boolean =>
  TAKEN.includes(operation) || !/^(get|list|search|stream|download)/.test(operation)
