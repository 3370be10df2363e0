/** Pure decisions about a new or corrected person. */
import { nikFault } from '@pandu-gempita/shared/nik'
import type { InputError } from '@pandu-gempita/shared/contract/problem'
import type { ProblemCode } from '@pandu-gempita/shared/problems'

interface PersonFacts {
  identityStatus?: 'complete' | 'partial' | 'none'
  nik?: string
  name?: string
  birthDate?: string
  birthYearEstimated?: number
  foundAt?: string
}
export interface Fault {
  readonly code: ProblemCode
  readonly errors: readonly InputError[]
}

const fault = (code: ProblemCode, pointer: string, rule: string, message: string): Fault => ({
  code,
  errors: [{ pointer, code: rule, message }],
})

/**
 * @param today calendar date of the office, YYYY-MM-DD
 * @returns the first fault, or undefined
 */
export function personFault(facts: PersonFacts, today: string): Fault | undefined {
  const nik = facts.nik === undefined ? undefined : nikFault(facts.nik)
  if (nik) return fault('impossible-nik', '/nik', `nik_${nik}`, 'breaks a hard rule of the NIK')
  if (facts.birthDate !== undefined && (facts.birthDate > today || facts.birthDate < '1880-01-01'))
    return fault(
      'impossible-date',
      '/birthDate',
      'birth_date_impossible',
      'must be a day that a living person can be born on',
    )
  if (facts.birthYearEstimated !== undefined && facts.birthYearEstimated > Number(today.slice(0, 4)))
    return fault('impossible-date', '/birthYearEstimated', 'birth_date_impossible', 'must not be in the future')
  if (facts.identityStatus === 'complete') {
    if (!facts.nik) return fault('missing-detail', '/nik', 'required', 'a complete identity has a NIK')
    if (!facts.name) return fault('missing-detail', '/name', 'required', 'a complete identity has a name')
  }
  if (facts.identityStatus === 'partial' && !facts.nik && !facts.name)
    return fault('missing-detail', '/name', 'required', 'a partial identity has a name or a NIK')
  // A person found on the street is known by the place of finding (domain: gelandangan, foundlings, ODGJ).
  if (facts.identityStatus === 'none' && !facts.foundAt)
    return fault('missing-detail', '/foundAt', 'required', 'say where the person was met')
  return undefined
}
