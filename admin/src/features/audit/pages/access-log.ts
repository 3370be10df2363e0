/** What "who saw data" is asked for. All of it stays out of the address of the page: it names people. */
import { digitsOf } from '../../../format/search-text.ts'
import { nameFilter, periodFilter } from './audit-list.ts'

const SHORTEST_TICKET = 6
const LONGEST_TICKET = 12

export type About =
  | { readonly filter: { readonly nik?: string; readonly ticket?: string } }
  | { readonly fault: 'digits' | 'short'; readonly count: number }

/** A ticket is the code of a kabupaten and some letters: 3314-KX79PQ. The dash is easily left out. */
const TICKET = /^(\d{4})-?([A-Z0-9]{4,})$/
/** One box for the number of a person and of a case. Digits alone are a NIK, however they are grouped, but for the dash of a ticket. */
export function aboutOf(typed: string): About {
  const number = digitsOf(typed)
  if (number === '') return { filter: {} }
  if (/^\d{16}$/.test(number)) return { filter: { nik: number } }
  const word = typed.replace(/\s/g, '').toUpperCase()
  if (/^\d+$/.test(number) && !(word.indexOf('-') === 4 && number.length <= LONGEST_TICKET))
    return { fault: 'digits', count: number.length }
  const ticket = TICKET.exec(word)
  if (ticket) return { filter: { ticket: `${ticket[1]}-${ticket[2]}` } }
  return number.length < SHORTEST_TICKET ? { fault: 'short', count: number.length } : { filter: { ticket: word } }
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
