/** The door to a complaint: who sees it, which rules its steps obey, and what the audit log tells of its columns. */
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf } from '../../kernel/authorize.ts'
import { defineDoor, statesIn, type RecordFacts } from '../../kernel/record.ts'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import { isTooLate, tookPart, type Handled } from './rules.ts'
import { complaints } from './tables.ts'

/** What the rules look at: of a row of the table, and of a reply. */
export interface ComplaintFacts extends RecordFacts, Handled {
  readonly regionCode: string
  readonly createdBy: string
  readonly closedAt: Date | string | null
  readonly openReferrals: number
}

/** Works for the whole kabupaten/kota of a village: takes over what a Puskesos escalates (domain 10.1, eskalasi). */
const isKabupatenWide = (actor: Actor, regionCode: string): boolean =>
  actor.grants.some(
    (grant) =>
      grant.permission === 'complaint.process' &&
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

export const complaintDoor = defineDoor<typeof complaintRecord, typeof complaints, ComplaintFacts>({
  record: complaintRecord,
  table: complaints,
  scope: scopeOf('t', { owner: true }),
  readPermission: 'complaint.read',
  facts: (_actor, home) => ({ openReferrals: openReferrals(home) }),
  rules: {
    'not-own-level': ({ regionCode }, { actor }) => !isKabupatenWide(actor, regionCode),
    'open-referral': (facts) => facts.openReferrals > 0,
    'separation-of-duties': (facts, { actor }) => tookPart(facts, actor.id),
    'deadline-passed': (facts, { now }) => isTooLate(facts.closedAt, now),
  },
  /** The person that it is about: the subject, else a listed reporter. */
  about: (row) => row.subjectPersonId ?? row.reporterPersonId,
  named: ({ ticket }) => ({ ticket }),
  told: {
    kind: 'plain',
    sector: 'plain',
    topic: 'plain',
    urgency: 'plain',
    programmeOwner: 'plain',
    programmeCode: 'plain',
    subjectPersonId: 'plain',
    screeningResult: 'plain',
    screeningNote: 'digest',
    submittedBy: 'plain',
    outcome: 'plain',
    outcomeNote: 'digest',
    statusReason: 'digest',
    publicNote: 'digest',
    duplicateOfId: 'plain',
  },
})
