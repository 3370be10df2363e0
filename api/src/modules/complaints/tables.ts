import {
  complaintRecord,
  confidentialReasons,
  endingKinds,
  tellingWays,
  type ConfidentialReason,
} from '@pandu-gempita/shared/complaint-record'
import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, id, inList, instant, jurisdictionId, recordId, updatedAt, version } from '../../kernel/columns.ts'
import { persons } from '../persons/tables.ts'

/** Hours a step may take, calendar time for now (migrations/reference/service_standards.csv). */
export const serviceStandards = pgTable(
  'service_standards',
  {
    step: text('step').notNull(),
    urgency: text('urgency').notNull(),
    calendarHours: integer('calendar_hours').notNull(),
    source: text('source').notNull(),
  },
  (t) => [primaryKey({ name: 'service_standards_pkey', columns: [t.step, t.urgency] })],
)

export const complaints = pgTable(
  'complaints',
  {
    jurisdictionId: jurisdictionId(),
    id: recordId(),
    ticket: text('ticket').notNull(),
    secretHash: text('secret_hash'),
    /** Who gave it out, and so knows it: in that officer's hand it proves nothing. */
    secretIssuedBy: uuid('secret_issued_by'),
    status: text('status').notNull(),
    kind: text('kind'),
    sector: text('sector'),
    topic: text('topic'),
    programmeOwner: text('programme_owner'),
    programmeCode: text('programme_code'),
    channel: text('channel').notNull(),
    urgency: text('urgency').notNull(),
    story: text('story').notNull(),
    /** Why it is kept from all but its own circle. The guards in `matter_guards` do that. */
    confidential: text('confidential').$type<ConfidentialReason>(),
    regionCode: text('region_code').notNull(),
    reporterKind: text('reporter_kind').notNull(),
    reporterPersonId: uuid('reporter_person_id'),
    reporterName: text('reporter_name'),
    reporterPhone: text('reporter_phone'),
    reporterSex: text('reporter_sex'),
    subjectPersonId: uuid('subject_person_id'),
    screeningResult: text('screening_result'),
    screeningNote: text('screening_note'),
    screenedAt: instant('screened_at'),
    screenedBy: uuid('screened_by'),
    dueStep: text('due_step'),
    dueAt: instant('due_at'),
    submittedBy: uuid('submitted_by'),
    /** What the office itself has given or done. */
    delivered: text('delivered'),
    deliveredOn: date('delivered_on'),
    outcome: text('outcome'),
    outcomeNote: text('outcome_note'),
    statusReason: text('status_reason'),
    toldHow: text('told_how'),
    publicNote: text('public_note'),
    duplicateOfId: uuid('duplicate_of_id'),
    createdBy: uuid('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    registeredAt: instant('registered_at'),
    resolvedAt: instant('resolved_at'),
    closedAt: instant('closed_at'),
    /** When the Inspektorat has reviewed that a confidential case was rejected, and its finding. */
    reviewedAt: instant('reviewed_at'),
    reviewNote: text('review_note'),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'complaints_pkey', columns: [t.jurisdictionId, t.id] }),
    uniqueIndex('complaints_ticket_key').on(t.jurisdictionId, t.ticket),
    foreignKey({
      name: 'complaints_reporter_fkey',
      columns: [t.jurisdictionId, t.reporterPersonId],
      foreignColumns: [persons.jurisdictionId, persons.id],
    }).onDelete('restrict'),
    foreignKey({
      name: 'complaints_subject_fkey',
      columns: [t.jurisdictionId, t.subjectPersonId],
      foreignColumns: [persons.jurisdictionId, persons.id],
    }).onDelete('restrict'),
    index('complaints_newest_idx').on(t.jurisdictionId, t.createdAt, t.id),
    index('complaints_due_idx').on(t.jurisdictionId, t.dueAt, t.id),
    index('complaints_subject_idx').on(t.jurisdictionId, t.subjectPersonId),
    index('complaints_reporter_idx').on(t.jurisdictionId, t.reporterPersonId),
    check('complaints_status_check', inList('status', complaintRecord.states)),
    check('complaints_confidential_check', inList('confidential', confidentialReasons)),
    check('complaints_urgency_check', inList('urgency', ['normal', 'urgent'])),
    check(
      'complaints_reporter_check',
      sql`case reporter_kind when 'listed' then reporter_person_id is not null when 'unlisted' then reporter_name is not null when 'anonymous' then num_nonnulls(reporter_person_id, reporter_name, reporter_phone) = 0 else false end`,
    ),
    check('complaints_secret_check', sql`status = 'draft' or secret_hash is not null or status = 'withdrawn'`),
    check('complaints_delivered_check', sql`(delivered is null) = (delivered_on is null)`),
    check('complaints_told_how_check', inList('told_how', tellingWays)),
    check('complaints_outcome_check', sql`status not in ('resolved', 'closed') or outcome is not null`),
  ],
)

/** Endings that one officer asked for, until a second one has agreed or declined. */
export const complaintEndings = pgTable(
  'complaint_endings',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    complaintId: uuid('complaint_id').notNull(),
    kind: text('kind').notNull(),
    reason: text('reason').notNull(),
    duplicateOfId: uuid('duplicate_of_id'),
    /** Of a withdrawal: by the citizen's secret, or who saw her sign. */
    statementSignedOn: date('statement_signed_on'),
    statementWitness: text('statement_witness'),
    askedBy: uuid('asked_by').notNull(),
    askedByName: text('asked_by_name').notNull(),
    askedAt: instant('asked_at').notNull(),
    agreed: boolean('agreed'),
    decidedBy: uuid('decided_by'),
    decidedByName: text('decided_by_name'),
    decidedAt: instant('decided_at'),
    decisionReason: text('decision_reason'),
  },
  (t) => [
    primaryKey({ name: 'complaint_endings_pkey', columns: [t.jurisdictionId, t.id] }),
    foreignKey({
      name: 'complaint_endings_complaint_fkey',
      columns: [t.jurisdictionId, t.complaintId],
      foreignColumns: [complaints.jurisdictionId, complaints.id],
    }).onDelete('cascade'),
    uniqueIndex('complaint_endings_pending_key')
      .on(t.jurisdictionId, t.complaintId)
      .where(sql`decided_at is null`),
    check('complaint_endings_kind_check', inList('kind', endingKinds)),
    check('complaint_endings_two_check', sql`agreed is not true or decided_by <> asked_by`),
  ],
)
