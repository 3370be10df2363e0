import { bigint, boolean, check, date, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, inList, instant, jurisdictionId, updatedAt, version } from '../../kernel/columns.ts'

/** Files for import that are sent in pieces. The pieces are `import_chunks`; a finished upload is the batch of the same id. */
export const importUploads = pgTable(
  'import_uploads',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    regionCode: text('region_code').notNull(),
    source: text('source').notNull(),
    releaseName: text('release_name').notNull(),
    cutOffOn: date('cut_off_on').notNull(),
    coverage: text('coverage').notNull(),
    polite: boolean('polite').notNull(),
    villageCode: text('village_code'),
    correctionOf: uuid('correction_of'),
    fileName: text('file_name').notNull(),
    mediaType: text('media_type').notNull(),
    fileBytes: bigint('file_bytes', { mode: 'number' }).notNull(),
    fileSha256: text('file_sha256').notNull(),
    /** Bytes that are stored: moves with each piece, in the same statement. */
    storedBytes: bigint('stored_bytes', { mode: 'number' }).notNull().default(0),
    finishedAt: instant('finished_at'),
    createdBy: uuid('created_by').notNull(),
    /** Each request that sends a piece makes a new one and may store while it is the latest: a later request takes over. */
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'import_uploads_pkey', columns: [t.jurisdictionId, t.id] }),
    index('import_uploads_mine_idx').on(t.jurisdictionId, t.createdBy, t.createdAt, t.id),
    check(
      'import_uploads_media_type_check',
      inList('media_type', [
        'text/csv',
        'text/plain',
        'application/gzip',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      ]),
    ),
    check('import_uploads_source_check', inList('source', ['dtks', 'dtsen', 'bdt', 'regsosek', 'sheet'])),
    check('import_uploads_coverage_check', inList('coverage', ['everybody', 'partial'])),
  ],
)
