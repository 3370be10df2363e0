/** What "who saw data" is asked for. All of it stays out of the address of the page: it names people. */
import { digitsOf } from '../../../format/search-text.ts'
import { nameFilter, periodFilter } from './audit-list.ts'

const NIK_LENGTH = 16
const SHORTEST_TICKET = 6

export type About =
  | { readonly filter: { readonly nik?: string; readonly ticket?: string } }
  | { readonly fault: 'digits' | 'short'; readonly count: number }

/** One box for the number of a person and of a case: digits alone are a NIK, however they are grouped. */
export function aboutOf(typed: string): About {
  const number = digitsOf(typed)
  if (number === '') return { filter: {} }
  if (/^\d+$/.test(number) && number.length > SHORTEST_TICKET + 2)
    return number.length === NIK_LENGTH ? { filter: { nik: number } } : { fault: 'digits', count: number.length }
  return number.length < SHORTEST_TICKET
    ? { fault: 'short', count: number.length }
    : { filter: { ticket: number.toUpperCase() } }
}

interface Asked {
  readonly name: string
  readonly about: string
  readonly personId: string | undefined
  readonly from: string | undefined
  readonly until: string | undefined
}
/** @returns undefined while the number cannot be one */
export function accessFilters({ name, about, personId, from, until }: Asked) {
  const meant = aboutOf(about)
  if ('fault' in meant) return undefined
  return { ...nameFilter(name), ...meant.filter, ...(personId && { personId }), ...periodFilter(from, until) }
}
