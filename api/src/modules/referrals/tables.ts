import { referralRecord } from '@pandu-gempita/shared/referrals'
import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, inList, instant, jurisdictionId, recordId, updatedAt, version } from '../../kernel/columns.ts'
import { complaints } from '../complaints/tables.ts'

/** A leg of a complaint. The institution may belong to another jurisdiction (province, ministry), so it is named by both parts of its key and has no foreign key. */
export const referrals = pgTable(
  'referrals',
  {
    jurisdictionId: jurisdictionId(),
    id: recordId(),
    complaintId: uuid('complaint_id').notNull(),
    institutionJurisdictionId: integer('institution_jurisdiction_id').notNull(),
    institutionId: uuid('institution_id').notNull(),
    institutionName: text('institution_name').notNull(),
    regionCode: text('region_code').notNull(),
    status: text('status').notNull().default('created'),
    request: text('request').notNull(),
    programmeCode: text('programme_code'),
    declineReason: text('decline_reason'),
    statusReason: text('status_reason'),
    result: text('result'),
    resultNote: text('result_note'),
    dueAt: instant('due_at'),
    createdBy: uuid('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'referrals_pkey', columns: [t.jurisdictionId, t.id] }),
    foreignKey({
      name: 'referrals_complaint_fkey',
      columns: [t.jurisdictionId, t.complaintId],
      foreignColumns: [complaints.jurisdictionId, complaints.id],
    }).onDelete('restrict'),
    index('referrals_complaint_idx').on(t.jurisdictionId, t.complaintId),
    index('referrals_institution_idx').on(t.institutionId, t.createdAt, t.id),
    index('referrals_newest_idx').on(t.jurisdictionId, t.createdAt, t.id),
    check('referrals_status_check', inList('status', referralRecord.states)),
    check('referrals_result_check', sql`(status = 'completed') = (result is not null)`),
    check('referrals_decline_check', sql`(status = 'declined') = (decline_reason is not null)`),
  ],
)
