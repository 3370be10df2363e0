import { webhookRecord } from '@pandu-gempita/shared/webhooks'
import { sql } from 'drizzle-orm'
import { bigint, check, foreignKey, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import {
  bytea,
  createdAt,
  id,
  inList,
  instant,
  jurisdictionId,
  updatedAt,
  version,
  xid8,
} from '../../kernel/columns.ts'

/** Which events go to which receiver, until where they have been told, and with whose right. */
export const webhooks = pgTable(
  'webhooks',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    name: text('name').notNull(),
    url: text('url').notNull(),
    types: text('types').array().notNull().default([]),
    regionCode: text('region_code').notNull(),
    status: text('status').notNull().default('active'),
    failure: text('failure'),
    /** Sealed with DATA_KEY; gone when the webhook is deleted. */
    secret: bytea('secret'),
    oldSecret: bytea('old_secret'),
    oldSecretUntil: instant('old_secret_until'),
    /** Position in the change feed; everything before it is in the deliveries. */
    feedCursor: text('feed_cursor').notNull(),
    /** When many events were last told at once. */
    pendingToldAt: instant('pending_told_at'),
    /** The receiver asked for rest. */
    restUntil: instant('rest_until'),
    lastSuccessAt: instant('last_success_at'),
    createdBy: uuid('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    /** Where the account of the maker is kept; its right is asked anew before each message. */
    createdByJurisdiction: integer('created_by_jurisdiction').notNull(),
    /** What the token of the maker was narrowed to: the webhook tells no more than that; null: it was not. */
    scope: text('scope').array(),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'webhooks_pkey', columns: [t.jurisdictionId, t.id] }),
    index('webhooks_created_idx').on(t.jurisdictionId, t.createdAt, t.id),
    check('webhooks_status_check', inList('status', webhookRecord.states)),
    check('webhooks_failure_check', inList('failure', ['receiver_gone', 'receiver_failing', 'access_ended'])),
    check('webhooks_region_check', sql`region_code ~ '^[0-9]+$'`),
    check('webhooks_secret_check', sql`(status = 'ended') = (secret is null)`),
    check('webhooks_old_secret_check', sql`(old_secret is null) = (old_secret_until is null)`),
  ],
)

/** One message to one receiver, with what became of its tries. Never what the receiver answered. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    webhookId: uuid('webhook_id').notNull(),
    /** The header `webhook-id`: of an event its own id, so that a receiver knows it again. */
    messageId: uuid('message_id').notNull(),
    type: text('type').notNull(),
    /** The very bytes that are signed and sent. Ids and codes only. */
    body: text('body').notNull(),
    /** Where its event is in the feed: looked at again before each try, with the right of the maker. */
    eventJurisdictionId: integer('event_jurisdiction_id'),
    eventXid: xid8('event_xid'),
    eventSeq: bigint('event_seq', { mode: 'number' }),
    status: text('status').notNull().default('waiting'),
    attempts: integer('attempts').notNull().default(0),
    firstAttemptAt: instant('first_attempt_at'),
    lastAttemptAt: instant('last_attempt_at'),
    nextAttemptAt: instant('next_attempt_at'),
    /** A worker is at it until then. */
    claimedUntil: instant('claimed_until'),
    error: text('error'),
    responseStatus: integer('response_status'),
    durationMs: integer('duration_ms'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'webhook_deliveries_pkey', columns: [t.jurisdictionId, t.id] }),
    foreignKey({
      name: 'webhook_deliveries_webhook_fkey',
      columns: [t.jurisdictionId, t.webhookId],
      foreignColumns: [webhooks.jurisdictionId, webhooks.id],
    }).onDelete('cascade'),
    unique('webhook_deliveries_message_key').on(t.jurisdictionId, t.webhookId, t.messageId),
    index('webhook_deliveries_log_idx').on(t.jurisdictionId, t.webhookId, t.createdAt, t.id),
    index('webhook_deliveries_waiting_idx')
      .on(t.jurisdictionId, t.webhookId, t.nextAttemptAt)
      .where(sql`status = 'waiting'`),
    check('webhook_deliveries_status_check', inList('status', ['waiting', 'delivered', 'failed', 'withdrawn'])),
    check(
      'webhook_deliveries_error_check',
      inList('error', [
        'status',
        'redirect',
        'gone',
        'timeout',
        'connection',
        'unknown_host',
        'certificate',
        'address_refused',
        'ended',
      ]),
    ),
    check('webhook_deliveries_event_check', sql`num_nonnulls(event_jurisdiction_id, event_xid, event_seq) in (0, 3)`),
    check('webhook_deliveries_next_check', sql`(status = 'waiting') = (next_attempt_at is not null)`),
  ],
)
