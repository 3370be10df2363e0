/** The door to a referral: who sees it, which rules its steps obey, and what the audit log tells of its columns. */
import { referralRecord } from '@pandu-gempita/shared/referrals'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { defineDoor, statesIn, stepsMadeHere, type RecordFacts } from '../../kernel/record.ts'
import { keptFor, mayKnow, notInConflict } from '../matters/public.ts'
import { needsAnotherOfficer } from './rules.ts'
import { referrals } from './tables.ts'

const scope = scopeOf('t', { institution: true, owner: true })
const areaOnly = (actor: Actor): Actor => ({
  ...actor,
  grants: actor.grants.filter((grant) => grant.scope !== 'institution'),
})
const institutionOnly = (actor: Actor): Actor => ({
  ...actor,
  grants: actor.grants.filter((grant) => grant.scope === 'institution'),
})
export const byArea = (actor: Actor): SQL => visibleTo(areaOnly(actor), 'referral.read', scope)
/** One that was taken back before it was sent never reached the institution. */
const wasSent = (home: SQL): SQL =>
  sql`(t.status not in ${statesIn(referralRecord, 'cancelled')} or exists (select 1 from events e where e.jurisdiction_id = ${home} and e.subject_id = t.id and e.type = 'referral.sent'))`
/** An institution sees a referral from the moment it is sent, not while the office still thinks about it. */
const reached = (home: SQL): SQL => sql`(t.status not in ${statesIn(referralRecord, 'inside')} and ${wasSent(home)})`
/** The person and the story are for those who help: an institution that declined, or that it was taken back from, needs them no longer. */
export const inHand = (actor: Actor): SQL =>
  sql`(${byArea(actor)} or t.status in ${statesIn(referralRecord, 'inHand')})`

/** What the actor had to do with referral `t`: created, approved or sent it. */
export const mySteps = (actor: Actor, home: SQL) =>
  sql<
    string[]
  >`array(select distinct coalesce(e.details ->> 'step', 'create') from events e where e.jurisdiction_id = ${home} and e.subject_id = t.id and e.actor_id = ${actor.id}
    and e.type in ('referral.created', 'referral.approved', 'referral.sent'))`

export interface ReferralFacts extends RecordFacts {
  readonly mySteps: readonly string[]
  /** Of the complaint that it is a leg of: whom it is about, how urgent it is, and its ticket. */
  readonly aboutId: string | null
  readonly urgency: string
  readonly ticket: string
}
const ofComplaint = <T>(expression: SQL, home: SQL) =>
  sql<T>`(select ${expression} from complaints c where c.jurisdiction_id = ${home} and c.id = t.complaint_id)`

/** The matter is the complaint: a leg is known to whom that is, and to the institution that it was sent to unless that is accused. */
export function knownReferral(actor: Actor, home: SQL): SQL {
  const of = {
    home,
    matter: sql`t.complaint_id`,
    people: [ofComplaint(sql`c.subject_person_id`, home), ofComplaint(sql`c.reporter_person_id`, home)],
    scope,
  }
  const asReceiver = visibleTo(institutionOnly(actor), 'referral.read', scope)
  return sql`(${mayKnow(actor, of)} or ${asReceiver} and ${notInConflict(actor, of)})`
}
const forIntegrity = (actor: Actor, home: SQL): SQL =>
  sql`(${visibleTo(actor, 'complaint.read-integrity', scopeOf('t'))} and ${keptFor('complaint.read-integrity', { home, matter: sql`t.complaint_id` })})`

export const referralDoor = defineDoor<typeof referralRecord, typeof referrals, ReferralFacts>({
  record: referralRecord,
  table: referrals,
  scope,
  readPermission: 'referral.read',
  readable: (actor, home) =>
    sql`(${reached(home)} or ${byArea(actor)} or ${forIntegrity(actor, home)}) and ${knownReferral(actor, home)}`,
  alsoRead: forIntegrity,
  matter: ({ complaintId }) => complaintId,
  facts: (actor, home) => ({ mySteps: mySteps(actor, home) }),
  beside: (home) => ({
    aboutId: ofComplaint(sql`coalesce(c.subject_person_id, c.reporter_person_id)`, home),
    urgency: ofComplaint(sql`c.urgency`, home),
    ticket: ofComplaint(sql`c.ticket`, home),
  }),
  rules: {
    'separation-of-duties': (facts, context, step) =>
      needsAnotherOfficer(step, [...facts.mySteps, ...stepsMadeHere(context, facts.id)]),
  },
  about: ({ aboutId }) => aboutId ?? null,
  named: ({ ticket, institutionName }) => ({ ticket: ticket ?? '', institution: institutionName }),
  told: {
    programmeCode: 'plain',
    declineReason: 'plain',
    result: 'plain',
    resultNote: 'digest',
    statusReason: 'digest',
  },
})
