/** Pure decisions about PPKS registrations. Age rules warn, they never block (domain: press and annex disagree on ages). */
import type { PpksRegistration } from '@pandu-gempita/shared/ppks'

type Sex = 'male' | 'female'
interface TypeRule {
  readonly minAge: number | null
  readonly maxAge: number | null
  readonly sex: Sex | null
}
interface PersonFacts {
  readonly deceased: boolean
  readonly age: number | null
  readonly sex: Sex | null
}
export type PpksWarning = PpksRegistration['warnings'][number]

export function ppksWarnings(
  type: TypeRule,
  person: PersonFacts,
  answers: readonly { met: boolean }[],
  earlierOfType: boolean,
): PpksWarning[] {
  const warnings: PpksWarning[] = []
  const ageMatters = type.minAge !== null || type.maxAge !== null
  if (ageMatters && person.age === null) warnings.push('age_unknown')
  if (type.minAge !== null && person.age !== null && person.age < type.minAge) warnings.push('age_below_type')
  if (type.maxAge !== null && person.age !== null && person.age > type.maxAge) warnings.push('age_above_type')
  if (type.sex !== null && person.sex !== null && type.sex !== person.sex) warnings.push('sex_differs_from_type')
  if (!answers.some((answer) => answer.met)) warnings.push('no_criterion_met')
  if (earlierOfType) warnings.push('other_registration_of_type')
  if (person.deceased) warnings.push('person_deceased')
  return warnings
}

/** Village, kecamatan and dinas: three levels are three who look. */
const LEVELS: readonly string[] = ['verify', 'validate', 'determine']
/** Steps that reported it, at first or again after mending. */
const REPORTING: readonly string[] = ['register', 'resubmit']
const DECISIONS: readonly string[] = [...LEVELS, 'return']

/**
 * Who registers does not approve (domain 10.3), and nobody takes two of the levels of one registration, whatever he may do; the same
 * level again, after it was mended, he may. Programs are held to it as people are.
 * @param mine the steps of this registration that the caller made
 */
export const needsAnotherOfficer = (transition: string, mine: readonly string[]): boolean =>
  DECISIONS.includes(transition) &&
  mine.some(
    (step) => REPORTING.includes(step) || (LEVELS.includes(transition) && LEVELS.includes(step) && step !== transition),
  )
