import { importRecord } from '@pandu-gempita/shared/import-record'
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
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
    /** Last line of the file whose outcome is stored: where reading goes on after a kill. */
    readThroughRow: integer('read_through_row').notNull().default(0),
    /** Last row of the file that is applied: where a run that was killed goes on. */
    appliedThroughRow: integer('applied_through_row').notNull().default(0),
    /** Record numbers of this batch begin behind those that the source had when applying began. */
    recordBase: integer('record_base').notNull().default(0),
    /** Steps done of loading an empty register at once; null where rows are applied in chunks. */
    bulkStep: integer('bulk_step'),
    /** Does the file hold everybody of the area? Only then does absence mean anything. */
    coverage: text('coverage').notNull().default('partial'),
    /** Where everybody of the file lives whom the file does not place. */
    villageCode: text('village_code'),
    /** The batch whose rejected rows this one brings back, mended. */
    correctionOf: uuid('correction_of'),
    /** Why the batch waits for an explicit word although every row was read (stop rules). */
    holds: text('holds')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** Which column is which field, and how the file is read. Null until the header is known. */
    mapping: jsonb('mapping'),
    /** Who said which column is which: that officer does not also accept what comes of it. */
    mappedBy: uuid('mapped_by'),
    /** Words in columns of programmes that are not understood, with how many rows have them. */
    unknownWords: jsonb('unknown_words')
      .notNull()
      .default(sql`'[]'`),
    polite: boolean('polite').notNull().default(true),
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
    check('import_batches_status_check', inList('status', importRecord.states)),
    check('import_batches_source_check', inList('source', ['dtks', 'dtsen', 'bdt', 'regsosek', 'sheet'])),
    check('import_batches_coverage_check', inList('coverage', ['everybody', 'partial'])),
  ],
)

/** What an office told of the columns of files with one header. */
export const importLayouts = pgTable(
  'import_layouts',
  {
    jurisdictionId: jurisdictionId(),
    headerDigest: text('header_digest').notNull(),
    header: text('header').array().notNull(),
    position: jsonb('position').notNull(),
    toldBy: uuid('told_by').notNull(),
    updatedAt: updatedAt(),
  },
  (t) => [primaryKey({ name: 'import_layouts_pkey', columns: [t.jurisdictionId, t.headerDigest] })],
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

/**
 * Rows of a batch that say something new, typed. No foreign key: it would be asked once a row, and a batch is never deleted. A row that equals what its release said before is not
 * here: it is a bit in `presence`. `new_person_id` becomes the person's id where matching finds nobody.
 */
export const importRows = pgTable(
  'import_rows',
  {
    jurisdictionId: jurisdictionId(),
    batchId: uuid('batch_id').notNull(),
    rowNumber: integer('row_number').notNull(),
    rowHash: bigint('row_hash', { mode: 'bigint' }).notNull(),
    newPersonId: uuid('new_person_id').notNull(),
    householdExternalId: text('household_external_id'),
    regionCode: text('region_code').notNull(),
    street: text('street'),
    hamlet: text('hamlet'),
    rt: text('rt'),
    rw: text('rw'),
    kkNumber: text('kk_number'),
    nik: text('nik').notNull(),
    name: text('name').notNull(),
    birthDate: date('birth_date'),
    birthPlace: text('birth_place'),
    sex: text('sex'),
    occupation: text('occupation'),
    motherName: text('mother_name'),
    relation: text('relation'),
    matchStatus: text('match_status').notNull(),
    programmes: text('programmes').array().notNull(),
    /** Programmes of which the row says yes or no: only these can begin or end by it. */
    programmesTold: text('programmes_told')
      .array()
      .notNull()
      .default(sql`'{}'`),
    desil: smallint('desil'),
  },
  (t) => [primaryKey({ name: 'import_rows_pkey', columns: [t.jurisdictionId, t.batchId, t.rowNumber] })],
)

/** Staged rows whose person is known already, and what they would change. A staged row without one is a new person. */
export const importMatches = pgTable(
  'import_matches',
  {
    jurisdictionId: jurisdictionId(),
    batchId: uuid('batch_id').notNull(),
    rowNumber: integer('row_number').notNull(),
    personId: uuid('person_id').notNull(),
    action: text('action').notNull(),
    changes: jsonb('changes').notNull(),
  },
  (t) => [
    primaryKey({ name: 'import_matches_pkey', columns: [t.jurisdictionId, t.batchId, t.rowNumber] }),
    check('import_matches_action_check', inList('action', ['changed', 'unchanged'])),
  ],
)

/**
 * What a source last said of each NIK: a digest of its row, and the person that row became. An equal
 * digest in the next release needs no look at the facts. `record_number` is the row's bit in `release_presence`.
 */
export const sourceRecords = pgTable(
  'source_records',
  {
    jurisdictionId: jurisdictionId(),
    source: text('source').notNull(),
    nik: text('nik').notNull(),
    recordNumber: integer('record_number').notNull(),
    personId: uuid('person_id').notNull(),
    rowHash: bigint('row_hash', { mode: 'bigint' }).notNull(),
    /** Of the release that said it: an older file does not become what was said last. */
    cutOffOn: date('cut_off_on').notNull(),
    /** What the row said of desil and programmes (reading/claims.ts), for files that repeat it. Null: said before this was kept. */
    claim: smallint('claim'),
  },
  (t) => [
    primaryKey({ name: 'source_records_pkey', columns: [t.jurisdictionId, t.source, t.nik] }),
    index('source_records_person_idx').on(t.jurisdictionId, t.personId),
  ],
)

/** Who stands in a batch: bit n is the record numbered n of its source. Saved at each checkpoint of reading. */
export const releasePresence = pgTable(
  'release_presence',
  {
    jurisdictionId: jurisdictionId(),
    batchId: uuid('batch_id').notNull(),
    releaseId: uuid('release_id').notNull(),
    source: text('source').notNull(),
    bits: bytea('bits').notNull(),
    /** What the batch said of each of them, two bytes a record number (reading/claims.ts). Null: applied before this was kept. */
    claims: bytea('claims'),
    claimedProgrammes: text('claimed_programmes')
      .array()
      .notNull()
      .default(sql`'{}'`),
  },
  (t) => [
    primaryKey({ name: 'release_presence_pkey', columns: [t.jurisdictionId, t.batchId] }),
    index('release_presence_release_idx').on(t.jurisdictionId, t.releaseId),
    foreignKey({
      name: 'release_presence_batch_fkey',
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
