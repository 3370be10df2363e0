/** The kernel's own tables: the one log of what happened, who looked, and replies kept for replays. */
import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, id, inList, instant, jurisdictionId, xid8 } from './columns.ts'

/** Change feed, timeline and outbox in one. Readers stop below the oldest running transaction (docs/adr/0004). */
export const events = pgTable(
  'events',
  {
    jurisdictionId: jurisdictionId(),
    xid: xid8('xid')
      .notNull()
      .default(sql`pg_current_xact_id()`),
    seq: bigint('seq', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    id: id(),
    at: instant('at')
      .notNull()
      .default(sql`now()`),
    type: text('type').notNull(),
    subjectType: text('subject_type').notNull(),
    subjectId: uuid('subject_id').notNull(),
    aboutId: uuid('about_id'),
    regionCode: text('region_code'),
    actorId: uuid('actor_id'),
    actorName: text('actor_name'),
    visibleWith: text('visible_with'),
    /** The matter that it belongs to: who may not know that, does not hear of this (docs/adr/0039). */
    matterId: uuid('matter_id'),
    details: jsonb('details').notNull().default({}),
    requestId: text('request_id').notNull(),
  },
  (t) => [
    primaryKey({ name: 'events_pkey', columns: [t.jurisdictionId, t.xid, t.seq] }),
    index('events_subject_idx').on(t.jurisdictionId, t.subjectId, t.at),
    index('events_about_idx')
      .on(t.jurisdictionId, t.aboutId, t.at)
      .where(sql`about_id is not null`),
  ],
)

export const auditEntries = pgTable(
  'audit_entries',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    at: instant('at')
      .notNull()
      .default(sql`now()`),
    actorId: uuid('actor_id'),
    actorName: text('actor_name'),
    actorKind: text('actor_kind').notNull(),
    operation: text('operation').notNull(),
    subjectType: text('subject_type').notNull(),
    subjectId: uuid('subject_id'),
    regionCode: text('region_code'),
    changes: jsonb('changes').notNull().default([]),
    matterId: uuid('matter_id'),
    requestId: text('request_id').notNull(),
  },
  (t) => [
    primaryKey({ name: 'audit_entries_pkey', columns: [t.jurisdictionId, t.id] }),
    index('audit_entries_at_idx').on(t.jurisdictionId, t.at, t.id),
    index('audit_entries_subject_idx').on(t.jurisdictionId, t.subjectId),
    check('audit_entries_actor_kind_check', inList('actor_kind', ['officer', 'machine', 'public', 'system'])),
  ],
)

export const accessLog = pgTable(
  'access_log',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    at: instant('at')
      .notNull()
      .default(sql`now()`),
    actorId: uuid('actor_id'),
    actorName: text('actor_name'),
    operation: text('operation').notNull(),
    subjectId: uuid('subject_id').notNull(),
    fields: text('fields').array().notNull(),
    reason: text('reason'),
    matterId: uuid('matter_id'),
    requestId: text('request_id').notNull(),
  },
  (t) => [
    primaryKey({ name: 'access_log_pkey', columns: [t.jurisdictionId, t.id] }),
    index('access_log_subject_idx').on(t.jurisdictionId, t.subjectId, t.at),
    // What one account looked at, and what anybody did in an hour: for who investigates.
    index('access_log_actor_idx').on(t.jurisdictionId, t.actorId, t.at),
    index('access_log_at_idx').on(t.jurisdictionId, t.at, t.id),
  ],
)

/** Replies are kept 48 hours, encrypted, because some carry a secret that is shown once. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    actorId: uuid('actor_id').notNull(),
    key: text('key').notNull(),
    operation: text('operation').notNull(),
    requestHash: text('request_hash').notNull(),
    reply: bytea('reply'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ name: 'idempotency_keys_pkey', columns: [t.actorId, t.key] }),
    index('idempotency_keys_created_idx').on(t.createdAt),
  ],
)

export const referenceLoads = pgTable('reference_loads', {
  name: text('name').primaryKey(),
  sha256: text('sha256').notNull(),
  rows: integer('rows').notNull(),
  loadedAt: instant('loaded_at')
    .notNull()
    .default(sql`now()`),
})

/** One row: a keyed digest of a constant. A process with another DATA_KEY refuses to start (api/src/preflight.ts). */
export const dataKeyMark = pgTable(
  'data_key_mark',
  {
    one: boolean('one').primaryKey().default(true),
    mark: text('mark').notNull(),
  },
  () => [check('data_key_mark_one_check', sql`one`)],
)
