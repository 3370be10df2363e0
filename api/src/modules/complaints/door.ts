/** The door to a complaint: who sees it, which rules its steps obey, and what the audit log tells of its columns. */
import { complaintRecord, integrityReasons } from '@pandu-gempita/shared/complaint-record'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { defineDoor, statesIn, type RecordFacts } from '../../kernel/record.ts'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import { keptFor, mayKnow, type MatterOf } from '../matters/public.ts'
import { isDead } from '../persons/public.ts'
import { isTooLate, tookPart, type Handled } from './rules.ts'
import { complaints } from './tables.ts'

/** What the rules look at: of a row of the table, and of a reply. */
export interface ComplaintFacts extends RecordFacts, Handled {
  readonly regionCode: string
  readonly createdBy: string
  readonly closedAt: Date | string | null
  readonly registeredAt: Date | string | null
  readonly openReferrals: number
  /** Who asked for the ending that waits for a second officer. */
  readonly endingAskedBy: string | null
  /** Who asked for the ending that was agreed to, and who agreed. */
  readonly endedBy: readonly string[]
  readonly confidential: string | null
  readonly reviewedAt: Date | string | null
}

/** Works for the whole kabupaten/kota of a village: takes over what a Puskesos escalates, and is the second who ends a case. */
const isKabupatenWide = (actor: Actor, regionCode: string, permission: PermissionCode): boolean =>
  actor.grants.some(
    (grant) =>
      grant.permission === permission &&
      !grant.ownOnly &&
      (grant.scope === 'national' ||
        (grant.scope === 'area' &&
          grant.regionCode !== null &&
          grant.regionCode.length <= 4 &&
          regionCode.startsWith(grant.regionCode))),
  )

/** Of complaint `t`. */
export const openReferrals = (home: SQL) =>
  sql<number>`(select count(*)::int from referrals r where r.jurisdiction_id = ${home} and r.complaint_id = t.id and r.status in ${statesIn(referralRecord, 'open')})`

/** What is on record of complaint `t` that an outcome can rest on. */
export const shownOf = (home: SQL): SQL => sql`json_build_object(
  'servedLegs', (select count(*) from referrals r where r.jurisdiction_id = ${home} and r.complaint_id = t.id and r.status in ${statesIn(referralRecord, 'completed')} and r.result = 'served'),
  'fullLegs', (select count(*) from referrals r where r.jurisdiction_id = ${home} and r.complaint_id = t.id and r.status in ${statesIn(referralRecord, 'declined')} and r.decline_reason = 'no_capacity'),
  'delivered', t.delivered is not null, 'subjectDead', ${isDead(sql`coalesce(t.subject_person_id, t.reporter_person_id)`, home)})`

export const endingAskedBy = (home: SQL) =>
  sql<
    string | null
  >`(select e.asked_by from complaint_endings e where e.jurisdiction_id = ${home} and e.complaint_id = t.id and e.decided_at is null)`

export const endedBy = (home: SQL) =>
  sql<
    string[]
  >`array(select unnest(array[e.asked_by, e.decided_by]) from complaint_endings e where e.jurisdiction_id = ${home} and e.complaint_id = t.id and e.agreed)`

/** Somebody else asked to end it, and it waits for this officer or a colleague of his level. */
export const endingWaits = (actor: Actor, home: SQL): SQL => sql`${endingAskedBy(home)} <> ${actor.id}`

/** Which matter complaint `t` is, for the one predicate of who may know of it. */
const matterOfComplaint = (home: SQL): MatterOf => ({
  home,
  matter: sql`t.id`,
  people: [sql`t.subject_person_id`, sql`t.reporter_person_id`],
  scope: scopeOf('t', { owner: true }),
})
/** A draft is its maker's own until it is taken in. */
export const knownComplaint = (actor: Actor, home: SQL): SQL =>
  sql`(t.status in ${statesIn(complaintRecord, 'draft')} and t.created_by = ${actor.id} or ${mayKnow(actor, matterOfComplaint(home))})`
/** The integrity team and the Inspektorat read what is kept for them, and of all other cases nothing by that. */
const forIntegrity = (actor: Actor, home: SQL): SQL =>
  sql`(t.status in ${statesIn(complaintRecord, 'rejected')} and t.confidential is not null and ${visibleTo(actor, 'complaint.review', scopeOf('t'))} or ${visibleTo(actor, 'complaint.read-integrity', scopeOf('t'))} and ${keptFor('complaint.read-integrity', { home, matter: sql`t.id` })})`

const REVIEWS: readonly string[] = ['upholdRejection', 'overturnRejection']
const REASONS = sql.raw(`(${integrityReasons.map((reason) => `'${reason}'`).join(', ')})`)
/** Whom a levy or the conduct of an officer is about is mostly who reported it: then the one is not shown for the other. */
export const tellsReporter = (alias: string): SQL => {
  const c = sql.raw(alias)
  return sql`(${c}.confidential is not null and ${c}.confidential in ${REASONS} and (${c}.subject_person_id is null or ${c}.subject_person_id is not distinct from ${c}.reporter_person_id))`
}

export const complaintDoor = defineDoor<typeof complaintRecord, typeof complaints, ComplaintFacts>({
  record: complaintRecord,
  table: complaints,
  scope: scopeOf('t', { owner: true }),
  readPermission: 'complaint.read',
  readable: knownComplaint,
  alsoRead: forIntegrity,
  matter: ({ id }) => id,
  facts: (_actor, home) => ({
    openReferrals: openReferrals(home),
    endingAskedBy: endingAskedBy(home),
    endedBy: endedBy(home),
  }),
  rules: {
    'not-own-level': ({ regionCode }, { actor }, step) =>
      !isKabupatenWide(actor, regionCode, step === 'confirmEnding' ? 'complaint.determine' : 'complaint.process'),
    'ending-pending': ({ endingAskedBy }) => endingAskedBy !== null,
    'no-ending-asked': ({ endingAskedBy }) => endingAskedBy === null,
    'no-review-asked': ({ confidential, reviewedAt }) => confidential === null || reviewedAt !== null,
    'open-referral': (facts) => facts.openReferrals > 0,
    'separation-of-duties': (facts, { actor }, step) =>
      step === 'confirmEnding'
        ? facts.endingAskedBy === actor.id
        : // Who rejected it does not look at that for the Inspektorat.
          tookPart(facts, actor.id) || (REVIEWS.includes(step) && facts.endedBy.includes(actor.id)),
    // A draft that was thrown away was never a case.
    'deadline-passed': (facts, { now }) => facts.registeredAt === null || isTooLate(facts.closedAt, now),
  },
  /** The person that it is about: the subject, else a listed reporter. */
  about: (row) => row.subjectPersonId ?? row.reporterPersonId,
  named: ({ ticket }) => ({ ticket }),
  told: {
    kind: 'plain',
    confidential: 'plain',
    sector: 'plain',
    topic: 'plain',
    urgency: 'plain',
    programmeOwner: 'plain',
    programmeCode: 'plain',
    subjectPersonId: 'plain',
    screeningResult: 'plain',
    screeningNote: 'digest',
    submittedBy: 'plain',
    delivered: 'digest',
    deliveredOn: 'plain',
    toldHow: 'plain',
    outcome: 'plain',
    outcomeNote: 'digest',
    statusReason: 'digest',
    publicNote: 'digest',
    duplicateOfId: 'plain',
  },
})
