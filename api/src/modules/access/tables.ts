import { accessReleaseRecord } from '@pandu-gempita/shared/access'
import { sql } from 'drizzle-orm'
import { boolean, check, date, foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, inList, instant, jurisdictionId, updatedAt, version } from '../../kernel/columns.ts'
import { accounts } from '../identity/tables.ts'

/** Role presets, seeded from shared/src/permissions.ts and kept as data so that an office can adapt them. */
export const roles = pgTable(
  'roles',
  {
    code: text('code').primaryKey(),
    label: text('label').notNull(),
    labelEn: text('label_en').notNull(),
    scope: text('scope').notNull(),
  },
  () => [check('roles_scope_check', inList('scope', ['national', 'area', 'institution']))],
)

export const rolePermissions = pgTable(
  'role_permissions',
  {
    roleCode: text('role_code')
      .notNull()
      .references(() => roles.code, { onDelete: 'cascade' }),
    permission: text('permission').notNull(),
    ownOnly: boolean('own_only').notNull().default(false),
  },
  (t) => [primaryKey({ name: 'role_permissions_pkey', columns: [t.roleCode, t.permission] })],
)

/**
 * Access to personal data that an administrator has made waits here for a second person (docs/adr/0016).
 * Who made it, and whom it is for, cannot be who releases it; the table itself refuses that.
 */
export const accessReleases = pgTable(
  'access_releases',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    accountId: uuid('account_id').notNull(),
    kind: text('kind').notNull(),
    regionCode: text('region_code').notNull(),
    status: text('status').notNull().default('pending'),
    createdBy: uuid('created_by').notNull(),
    decidedBy: uuid('decided_by'),
    refusalReason: text('refusal_reason'),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'access_releases_pkey', columns: [t.jurisdictionId, t.id] }),
    foreignKey({
      name: 'access_releases_account_fkey',
      columns: [t.jurisdictionId, t.accountId],
      foreignColumns: [accounts.jurisdictionId, accounts.id],
    }).onDelete('cascade'),
    index('access_releases_account_idx').on(t.accountId),
    index('access_releases_pending_idx')
      .on(t.jurisdictionId, t.regionCode)
      .where(sql`status = 'pending'`),
    check(
      'access_releases_kind_check',
      inList('kind', ['account', 'grant', 'password', 'reactivation', 'client', 'secret']),
    ),
    check('access_releases_status_check', inList('status', accessReleaseRecord.states)),
    check('access_releases_decided_check', sql`(decided_by is not null) = (status in ('released', 'refused'))`),
    check('access_releases_reason_check', sql`(status = 'refused') = (refusal_reason is not null)`),
    check('access_releases_duties_check', sql`decided_by <> created_by and decided_by <> account_id`),
  ],
)

/** Permission (or a role's permissions) + area or institution, with validity. Several grants add up; there is no deny. */
export const grants = pgTable(
  'grants',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    accountId: uuid('account_id').notNull(),
    roleCode: text('role_code').references(() => roles.code, { onDelete: 'restrict' }),
    permission: text('permission'),
    scope: text('scope').notNull(),
    regionCode: text('region_code'),
    institutionId: uuid('institution_id'),
    /** The office's day; by default UTC's, which is never ahead of it. */
    validFrom: date('valid_from')
      .notNull()
      .default(sql`(now() at time zone 'UTC')::date`),
    validTo: date('valid_to'),
    grantedBy: uuid('granted_by'),
    releaseId: uuid('release_id'),
    /** Nothing is effective before this is set; what reaches personal data gets it from a release only. */
    releasedAt: instant('released_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ name: 'grants_pkey', columns: [t.jurisdictionId, t.id] }),
    foreignKey({
      name: 'grants_account_fkey',
      columns: [t.jurisdictionId, t.accountId],
      foreignColumns: [accounts.jurisdictionId, accounts.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'grants_release_fkey',
      columns: [t.jurisdictionId, t.releaseId],
      foreignColumns: [accessReleases.jurisdictionId, accessReleases.id],
    }).onDelete('restrict'),
    index('grants_account_idx').on(t.accountId),
    check('grants_scope_check', inList('scope', ['national', 'area', 'institution'])),
    check('grants_what_check', sql`num_nonnulls(role_code, permission) = 1`),
    check(
      'grants_where_check',
      sql`(scope = 'area') = (region_code is not null) and (scope = 'institution') = (institution_id is not null)`,
    ),
  ],
)
