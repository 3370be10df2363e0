/** Pure decisions about complaints. */
import { REOPEN_DAYS } from '@pandu-gempita/shared/complaint-record'

export interface Handled {
  readonly createdBy: string
  readonly submittedBy: string | null
  readonly screenedBy: string | null
}
/** Who recorded it, screened it, or handled it and asked for the outcome, does not also determine the outcome. */
export const tookPart = ({ createdBy, submittedBy, screenedBy }: Handled, actorId: string): boolean =>
  [createdBy, submittedBy, screenedBy].includes(actorId)

/** Closed for longer than it can be reopened. What is only resolved has no such time. */
export function isTooLate(closedAt: Date | string | null, now: Date): boolean {
  if (closedAt === null) return false
  const closed = typeof closedAt === 'string' ? Date.parse(closedAt) : closedAt.getTime()
  return now.getTime() - closed > REOPEN_DAYS * 86_400_000
}

/** `3314-K7M2PX`: the shard's region, so that the public page needs no list of all tickets, and six letters. */
export const ticketPattern = /^([1-9][0-9]{3})-[2-9B-DF-HJ-NP-TV-Z]{6,8}$/
