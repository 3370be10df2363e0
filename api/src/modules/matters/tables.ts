import { sql } from 'drizzle-orm'
import { boolean, check, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, inList, jurisdictionId } from '../../kernel/columns.ts'

/**
 * From whom a matter is kept. A `circle` is for holders of a permission alone; `accused` shuts out who works for the accused
 * place or institution, and the accused officer; where somebody is `unsafe`, nobody is told how to reach her. A matter without a row is an ordinary one.
 */
export const matterGuards = pgTable(
  'matter_guards',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    /** A case; or a person, whose cases are all kept so. */
    matterId: uuid('matter_id').notNull(),
    ofPerson: boolean('of_person').notNull().default(false),
    kind: text('kind').notNull(),
    permission: text('permission'),
    regionCode: text('region_code'),
    institutionId: uuid('institution_id'),
    accountId: uuid('account_id'),
    /** Of the accused: the name as it was when it was written down. */
    name: text('name'),
    createdBy: uuid('created_by').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ name: 'matter_guards_pkey', columns: [t.jurisdictionId, t.id] }),
    uniqueIndex('matter_guards_once_key').on(
      t.jurisdictionId,
      t.matterId,
      t.kind,
      sql`coalesce(permission, region_code, institution_id::text, account_id::text)`,
    ),
    index('matter_guards_matter_idx').on(t.jurisdictionId, t.matterId),
    check('matter_guards_kind_check', inList('kind', ['circle', 'accused', 'unsafe'])),
    check(
      'matter_guards_whom_check',
      sql`case kind when 'circle' then permission is not null and num_nonnulls(region_code, institution_id, account_id) = 0 else permission is null and num_nonnulls(region_code, institution_id, account_id) = 1 end`,
    ),
    check('matter_guards_region_check', sql`region_code ~ '^[1-9][0-9]{5}([0-9]{4})?$'`),
    check('matter_guards_permission_check', inList('permission', ['complaint.read-integrity', 'ppks.read-restricted'])),
  ],
)
