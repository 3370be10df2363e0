import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, id, inList, instant, jurisdictionId, updatedAt, version } from '../../kernel/columns.ts'
import { jurisdictions } from '../regions/tables.ts'

/** Officers and machine clients. `region_code` says which administrator looks after the account. */
export const accounts = pgTable(
  'accounts',
  {
    jurisdictionId: jurisdictionId().references(() => jurisdictions.id, { onDelete: 'restrict' }),
    id: id(),
    kind: text('kind').notNull(),
    userName: text('user_name').notNull(),
    displayName: text('display_name').notNull(),
    regionCode: text('region_code'),
    status: text('status').notNull().default('active'),
    passwordHash: text('password_hash'),
    mustChangePassword: boolean('must_change_password').notNull().default(false),
    clientSecretHash: text('client_secret_hash'),
    lastSignInAt: instant('last_sign_in_at'),
    revokedAt: instant('revoked_at'),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'accounts_pkey', columns: [t.jurisdictionId, t.id] }),
    uniqueIndex('accounts_id_idx').on(t.id),
    uniqueIndex('accounts_user_name_idx').on(t.userName),
    check('accounts_kind_check', inList('kind', ['officer', 'machine'])),
    check('accounts_status_check', inList('status', ['active', 'suspended'])),
    check(
      'accounts_secret_check',
      sql`(kind = 'officer') = (password_hash is not null) and (kind = 'machine') = (client_secret_hash is not null)`,
    ),
  ],
)

/** Browser sessions and access tokens alike: only the SHA-256 of the bearer secret is kept. */
export const sessions = pgTable(
  'sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    jurisdictionId: jurisdictionId(),
    accountId: uuid('account_id').notNull(),
    /** Permissions that a token was narrowed to (RFC 6749 3.3); null: all that the account has. */
    scope: text('scope').array(),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
    lastSeenAt: instant('last_seen_at')
      .notNull()
      .default(sql`now()`),
  },
  (t) => [
    foreignKey({
      name: 'sessions_account_fkey',
      columns: [t.jurisdictionId, t.accountId],
      foreignColumns: [accounts.jurisdictionId, accounts.id],
    }).onDelete('cascade'),
    index('sessions_account_idx').on(t.accountId),
    index('sessions_expires_idx').on(t.expiresAt),
  ],
)

/**
 * Wrong sign-ins of the last day by keyed digest of the name that was typed, whether it is anybody's or not, and of
 * where it was typed: a name that does not exist is slowed down like one that does.
 */
export const signInTries = pgTable('sign_in_tries', {
  nameDigest: text('name_digest').primaryKey(),
  failed: integer('failed').notNull().default(0),
  lockedUntil: instant('locked_until'),
  lastTryAt: instant('last_try_at')
    .notNull()
    .default(sql`now()`),
})
