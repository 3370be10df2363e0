import { accountRecord } from '@pandu-gempita/shared/access'
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
    check('accounts_status_check', inList('status', accountRecord.states)),
    check(
      'accounts_secret_check',
      // Neither is there before the owner has activated the account.
      sql`(kind = 'officer' or password_hash is null) and (kind = 'machine' or client_secret_hash is null)`,
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

/** The way to a first password or secret: digests of the half that its maker has and of the one that its releaser has. */
export const accountActivations = pgTable(
  'account_activations',
  {
    jurisdictionId: jurisdictionId(),
    accountId: uuid('account_id').notNull(),
    madeBy: uuid('made_by').notNull(),
    needsRelease: boolean('needs_release').notNull(),
    makerHash: text('maker_hash').notNull(),
    releaserHash: text('releaser_hash'),
    wrong: integer('wrong').notNull().default(0),
    expiresAt: instant('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ name: 'account_activations_pkey', columns: [t.jurisdictionId, t.accountId] }),
    foreignKey({
      name: 'account_activations_account_fkey',
      columns: [t.jurisdictionId, t.accountId],
      foreignColumns: [accounts.jurisdictionId, accounts.id],
    }).onDelete('cascade'),
    check('account_activations_halves_check', sql`needs_release or releaser_hash is null`),
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
