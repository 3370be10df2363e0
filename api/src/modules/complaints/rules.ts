/** Pure decisions about complaints. */
import { outcomes, REOPEN_DAYS, type Outcome } from '@pandu-gempita/shared/complaint-record'

export interface Handled {
  readonly createdBy: string
  readonly submittedBy: string | null
  readonly screenedBy: string | null
}
/** Who recorded it, screened it, or handled it and asked for the outcome, does not also determine the outcome. */
export const tookPart = ({ createdBy, submittedBy, screenedBy }: Handled, actorId: string): boolean =>
  [createdBy, submittedBy, screenedBy].includes(actorId)

/** What is on record of a case. */
export interface Shown {
  readonly servedLegs: number
  /** Legs declined because the institution has no place left. */
  readonly fullLegs: number
  readonly delivered: boolean
  readonly subjectDead: boolean
}
/** Outcomes that the record shows. Those that rest on the manager's judgement alone are always among them. */
export const possibleOutcomes = ({ servedLegs, fullLegs, delivered, subjectDead }: Shown): Outcome[] =>
  outcomes.filter(
    (outcome) =>
      (outcome !== 'served' || servedLegs > 0 || delivered) &&
      (outcome !== 'quota_full' || fullLegs > 0) &&
      (outcome !== 'died' || subjectDead),
  )

/** Closed for longer than it can be reopened. What is only resolved has no such time. */
export function isTooLate(closedAt: Date | string | null, now: Date): boolean {
  if (closedAt === null) return false
  const closed = typeof closedAt === 'string' ? Date.parse(closedAt) : closedAt.getTime()
  return now.getTime() - closed > REOPEN_DAYS * 86_400_000
}

/** `3314-K7M2PX`: the shard's region, so that the public page needs no list of all tickets, and six letters. */
export const ticketPattern = /^([1-9][0-9]{3})-[2-9B-DF-HJ-NP-TV-Z]{6,8}$/
