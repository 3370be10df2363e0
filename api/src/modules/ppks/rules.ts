/** Pure decisions about PPKS registrations. Age rules warn, they never block (domain: press and annex disagree on ages). */

type Sex = 'male' | 'female'
interface TypeRule {
  readonly minAge: number | null
  readonly maxAge: number | null
  readonly sex: Sex | null
}
interface PersonFacts {
  readonly age: number | null
  readonly sex: Sex | null
}
export type PpksWarning =
  | 'age_below_type'
  | 'age_above_type'
  | 'sex_differs_from_type'
  | 'age_unknown'
  | 'no_criterion_met'
  | 'other_registration_of_type'

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
  return warnings
}

/** Who registers does not approve (domain 10.3). */
export const DECISIONS = ['verify', 'validate', 'determine', 'return'] as const
export const needsAnotherOfficer = (transition: string): boolean =>
  (DECISIONS as readonly string[]).includes(transition)
