import { sql } from 'drizzle-orm'
import { boolean, check, date, foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, inList, jurisdictionId } from '../../kernel/columns.ts'
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
    validFrom: date('valid_from')
      .notNull()
      .default(sql`current_date`),
    validTo: date('valid_to'),
    grantedBy: uuid('granted_by'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ name: 'grants_pkey', columns: [t.jurisdictionId, t.id] }),
    foreignKey({
      name: 'grants_account_fkey',
      columns: [t.jurisdictionId, t.accountId],
      foreignColumns: [accounts.jurisdictionId, accounts.id],
    }).onDelete('cascade'),
    index('grants_account_idx').on(t.accountId),
    check('grants_scope_check', inList('scope', ['national', 'area', 'institution'])),
    check('grants_what_check', sql`num_nonnulls(role_code, permission) = 1`),
    check(
      'grants_where_check',
      sql`(scope = 'area') = (region_code is not null) and (scope = 'institution') = (institution_id is not null)`,
    ),
  ],
)
