import { sql } from 'drizzle-orm'
import { bigint, check, date, foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, id, inList, instant, jurisdictionId, updatedAt } from '../../kernel/columns.ts'

/** Who took which data out of which area, what for, and until when the file is kept. */
export const dataExports = pgTable(
  'data_exports',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    kind: text('kind').notNull(),
    format: text('format').notNull(),
    identifiers: text('identifiers').notNull(),
    regionCode: text('region_code').notNull(),
    asOf: date('as_of'),
    purpose: text('purpose').notNull(),
    status: text('status').notNull().default('waiting'),
    failure: text('failure'),
    rows: integer('rows'),
    bytes: bigint('bytes', { mode: 'number' }),
    /** Digest of the grants of who asked: what a position in the feed is bound to. Null without change.read. */
    feedAccess: text('feed_access'),
    feedShards: integer('feed_shards').array().notNull().default([]),
    feedCursor: text('feed_cursor'),
    linkHash: text('link_hash'),
    linkExpiresAt: instant('link_expires_at'),
    expiresAt: instant('expires_at'),
    createdBy: uuid('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'data_exports_pkey', columns: [t.jurisdictionId, t.id] }),
    index('data_exports_created_idx').on(t.jurisdictionId, t.createdAt, t.id),
    check('data_exports_kind_check', inList('kind', ['persons', 'families'])),
    check('data_exports_format_check', inList('format', ['xlsx', 'csv', 'ndjson'])),
    check('data_exports_identifiers_check', inList('identifiers', ['masked', 'full'])),
    check('data_exports_status_check', inList('status', ['waiting', 'running', 'ready', 'failed', 'expired'])),
    check('data_exports_failure_check', inList('failure', ['too_many_rows', 'job_died', 'internal'])),
    check('data_exports_purpose_check', sql`length(purpose) >= 10`),
  ],
)

/** The file, in pieces of about a megabyte; gone when the export expires. */
export const exportPieces = pgTable(
  'export_pieces',
  {
    jurisdictionId: jurisdictionId(),
    exportId: uuid('export_id').notNull(),
    number: integer('number').notNull(),
    bytes: bytea('bytes').notNull(),
    /** Whose names are in it, or in the pieces before: each of them sees who took it. */
    people: uuid('people')
      .array()
      .notNull()
      .default(sql`'{}'`),
  },
  (t) => [
    primaryKey({ name: 'export_pieces_pkey', columns: [t.jurisdictionId, t.exportId, t.number] }),
    foreignKey({
      name: 'export_pieces_export_fkey',
      columns: [t.jurisdictionId, t.exportId],
      foreignColumns: [dataExports.jurisdictionId, dataExports.id],
    }).onDelete('cascade'),
  ],
)
