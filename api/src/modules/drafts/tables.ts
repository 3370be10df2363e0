import { check, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import { bytea, createdAt, jurisdictionId, updatedAt, version } from '../../kernel/columns.ts'
import { jurisdictions } from '../regions/tables.ts'

/** One a form and account. What was typed is sealed: it tells of people, and no record of them has been made yet. */
export const drafts = pgTable(
  'drafts',
  {
    jurisdictionId: jurisdictionId().references(() => jurisdictions.id, { onDelete: 'restrict' }),
    accountId: uuid('account_id').notNull(),
    form: text('form').notNull(),
    sealed: bytea('sealed').notNull(),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'drafts_pkey', columns: [t.jurisdictionId, t.accountId, t.form] }),
    index('drafts_updated_idx').on(t.updatedAt),
    check('drafts_form_check', sql`length(form) between 3 and 100`),
  ],
)
