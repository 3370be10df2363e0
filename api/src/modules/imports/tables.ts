import {
  bigint,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, createdAt, id, inList, instant, jurisdictionId, updatedAt, version } from '../../kernel/columns.ts'

export const importBatches = pgTable(
  'import_batches',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    regionCode: text('region_code').notNull(),
    status: text('status').notNull().default('uploaded'),
    source: text('source').notNull(),
    releaseName: text('release_name').notNull(),
    cutOffOn: date('cut_off_on').notNull(),
    releaseId: uuid('release_id'),
    fileName: text('file_name').notNull(),
    fileSha256: text('file_sha256'),
    fileBytes: bigint('file_bytes', { mode: 'number' }).notNull(),
    counts: jsonb('counts').notNull(),
    stage: text('stage').notNull().default('waiting'),
    stageDone: bigint('stage_done', { mode: 'number' }).notNull().default(0),
    stageTotal: bigint('stage_total', { mode: 'number' }).notNull().default(0),
    stageStartedAt: instant('stage_started_at'),
    /** Last row of the file that is applied: where a run that was killed goes on. */
    appliedThroughRow: integer('applied_through_row').notNull().default(0),
    failure: text('failure'),
    statusReason: text('status_reason'),
    createdBy: uuid('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    appliedAt: instant('applied_at'),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'import_batches_pkey', columns: [t.jurisdictionId, t.id] }),
    index('import_batches_newest_idx').on(t.jurisdictionId, t.createdAt, t.id),
    check(
      'import_batches_status_check',
      inList('status', ['uploaded', 'parsed', 'validated', 'matched', 'reviewed', 'applied', 'refused']),
    ),
    check('import_batches_source_check', inList('source', ['dtks'])),
  ],
)

/** The uploaded bytes, in pieces, written while they arrive. Removed when the batch has ended. */
export const importChunks = pgTable(
  'import_chunks',
  {
    jurisdictionId: jurisdictionId(),
    batchId: uuid('batch_id').notNull(),
    ordinal: integer('ordinal').notNull(),
    bytes: bytea('bytes').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ name: 'import_chunks_pkey', columns: [t.jurisdictionId, t.batchId, t.ordinal] })],
)

/** Good rows of a batch, typed. `action` and `person_id` are set by matching. */
export const importRows = pgTable(
  'import_rows',
  {
    jurisdictionId: jurisdictionId(),
    batchId: uuid('batch_id').notNull(),
    rowNumber: integer('row_number').notNull(),
    householdExternalId: text('household_external_id'),
    regionCode: text('region_code').notNull(),
    street: text('street'),
    hamlet: text('hamlet'),
    rt: text('rt'),
    rw: text('rw'),
    kkNumber: text('kk_number').notNull(),
    nik: text('nik').notNull(),
    name: text('name').notNull(),
    birthDate: date('birth_date').notNull(),
    birthPlace: text('birth_place'),
    sex: text('sex').notNull(),
    occupation: text('occupation'),
    motherName: text('mother_name'),
    relation: text('relation'),
    matchStatus: text('match_status').notNull(),
    programmes: text('programmes').array().notNull(),
    desil: smallint('desil'),
    personId: uuid('person_id'),
    action: text('action'),
    changes: jsonb('changes'),
  },
  (t) => [
    primaryKey({ name: 'import_rows_pkey', columns: [t.jurisdictionId, t.batchId, t.rowNumber] }),
    index('import_rows_nik_idx').on(t.jurisdictionId, t.batchId, t.nik),
    index('import_rows_action_idx').on(t.jurisdictionId, t.batchId, t.action, t.rowNumber),
    check('import_rows_action_check', inList('action', ['new', 'changed', 'unchanged'])),
    foreignKey({
      name: 'import_rows_batch_fkey',
      columns: [t.jurisdictionId, t.batchId],
      foreignColumns: [importBatches.jurisdictionId, importBatches.id],
    }).onDelete('cascade'),
  ],
)

/** Rows kept back, never lost: the whole line as it came, for the correction file. */
export const importRejects = pgTable(
  'import_rejects',
  {
    jurisdictionId: jurisdictionId(),
    batchId: uuid('batch_id').notNull(),
    rowNumber: integer('row_number').notNull(),
    columnName: text('column_name'),
    code: text('code').notNull(),
    value: text('value'),
    line: text('line').notNull(),
  },
  (t) => [
    primaryKey({ name: 'import_rejects_pkey', columns: [t.jurisdictionId, t.batchId, t.rowNumber] }),
    foreignKey({
      name: 'import_rejects_batch_fkey',
      columns: [t.jurisdictionId, t.batchId],
      foreignColumns: [importBatches.jurisdictionId, importBatches.id],
    }).onDelete('cascade'),
  ],
)
