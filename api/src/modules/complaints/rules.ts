/** Pure decisions about complaints. */
import { REOPEN_DAYS, type complaintLifecycle } from '@pandu-gempita/shared/complaints'

export type ComplaintState = (typeof complaintLifecycle.states)[number]
export type ServiceStep = 'screening' | 'categorisation' | 'handling' | 'referral_result' | 'determination' | 'closing'

/** The step whose time runs in a state; none where the clock stops (documents from the citizen) or nothing is left to do. */
const CLOCK: Readonly<Record<ComplaintState, ServiceStep | null>> = {
  draft: null,
  registered: 'screening',
  screened: 'categorisation',
  categorised: 'handling',
  in_handling: 'handling',
  field_visit: 'handling',
  awaiting_documents: null,
  referred: 'referral_result',
  escalated: 'handling',
  determination: 'determination',
  resolved: 'closing',
  closed: null,
  reopened: 'categorisation',
  rejected: null,
  withdrawn: null,
  duplicate: null,
}
export const stepOf = (state: ComplaintState): ServiceStep | null => CLOCK[state]

export const OPEN_REFERRAL_STATES = ['created', 'approved', 'sent', 'accepted', 'in_progress'] as const

interface Facts {
  readonly status: string
  readonly closedAt: string | null
  readonly createdById: string
  readonly submittedBy: string | null
  readonly openReferrals: number
  /** The actor processes complaints for the whole kabupaten/kota of this one. */
  readonly kabupatenWide: boolean
}

/** Why a step is refused though the state allows it, or undefined. */
export function complaintRefusal(
  transition: string,
  facts: Facts,
  actorId: string,
  now: Date,
): 'open_referral' | 'separation_of_duties' | 'deadline_passed' | 'not_own_level' | undefined {
  // From the Puskesos up to the kabupaten: who works for the whole of it takes over (domain 10.1, eskalasi).
  if (transition === 'takeOver' && !facts.kabupatenWide) return 'not_own_level'
  const needsNoOpenReferral = ['determine', 'submitForDetermination', 'reject', 'markDuplicate', 'withdraw']
  if (facts.openReferrals > 0 && needsNoOpenReferral.includes(transition)) return 'open_referral'
  // Who recorded or handled it does not also determine what came of it.
  if (transition === 'determine' && (facts.createdById === actorId || facts.submittedBy === actorId))
    return 'separation_of_duties'
  if (
    transition === 'reopen' &&
    facts.status === 'closed' &&
    facts.closedAt !== null &&
    now.getTime() - Date.parse(facts.closedAt) > REOPEN_DAYS * 86_400_000
  )
    return 'deadline_passed'
  return undefined
}

/** `3314-K7M2PX`: the shard's region, so that the public page needs no list of all tickets, and six letters. */
export const ticketPattern = /^([1-9][0-9]{3})-[2-9B-DF-HJ-NP-TV-Z]{6,8}$/
