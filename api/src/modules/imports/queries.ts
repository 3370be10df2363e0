import { inGroup } from '@pandu-gempita/shared/contract/record'
import { importRecord } from '@pandu-gempita/shared/import-record'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type {
  imports,
  ImportAreaDifference,
  ImportBatch,
  ImportDifference,
  ImportProgress,
  ImportReject,
} from '@pandu-gempita/shared/imports'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { newestFirst, readPage, type Keyset } from '../../kernel/page.ts'
import { problem } from '../../kernel/problem-error.ts'
import { allowedActions, scopedRead } from '../../kernel/record.ts'
import type { WaitingContext } from '../../kernel/handlers.ts'
import { takeWait } from '../../kernel/waits.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { regionPath } from '../regions/public.ts'
import { areaDifferences } from './deciding/area-differences.ts'
import { importDoor } from './door.ts'
import { peopleIn } from './known-people.ts'
import { toldWords } from './reading/unknown-words.ts'

type Operations = (typeof imports)['operations']
interface BatchRow extends Omit<ImportBatch, 'allowedActions'> {
  jurisdictionId: number
  regionCode: string
  mappedBy: string | null
}

const COLUMNS = sql`t.jurisdiction_id as "jurisdictionId", t.region_code as "regionCode", t.mapped_by as "mappedBy", t.id, t.status, t.source, t.release_name as "releaseName", t.cut_off_on::text as "cutOffOn", t.file_name as "fileName", t.file_sha256 as "fileSha256",
  t.file_bytes::float8 as "fileBytes", jsonb_build_object('same', 0) || t.counts as counts, t.coverage, t.polite, t.holds, t.unknown_words as "unknownWords", t.stage = 'mapping' as "needsMapping", t.correction_of as "correctionOf", t.failure, t.status_reason as "statusReason", t.created_by_name as "uploadedByName", iso(t.created_at) as "uploadedAt", iso(t.applied_at) as "appliedAt", t.version`

const toBatch = (context: ReadContext, row: BatchRow): ImportBatch => {
  const { jurisdictionId: _j, regionCode: _r, mappedBy: _m, ...batch } = row
  return {
    ...batch,
    unknownWords: toldWords(row.unknownWords),
    allowedActions: allowedActions(context, importDoor, row),
  }
}

export async function listImports(context: ReadContext, { query }: InputOf<Operations['listImports']>) {
  const page = await readPage<BatchRow>(
    context.db,
    query,
    [context.actor.id],
    newestFirst('t'),
    ({ after, orderBy, limit, cursorColumns }) =>
      sql`select ${COLUMNS}, ${cursorColumns} from import_batches t where ${scopedRead(importDoor, context.actor)} and ${after} order by ${orderBy} ${limit}`,
  )
  return { items: page.items.map((row) => toBatch(context, row)), nextCursor: page.nextCursor }
}

async function findRow(context: ReadContext, id: string): Promise<BatchRow> {
  const row = await firstRow<BatchRow>(
    context.db,
    sql`select ${COLUMNS} from import_batches t where t.id = ${id} and ${scopedRead(importDoor, context.actor)}`,
  )
  if (!row) throw problem('not-found')
  return row
}

export const getImport = async (context: ReadContext, id: string): Promise<ImportBatch> =>
  toBatch(context, await findRow(context, id))

/**
 * NIK and KK in a faulty value are masked, however long they came out; any long number is, in whichever column it stands: a
 * row that slipped by one cell has its NIK where the birth date belongs. Whole values are in the correction file.
 */
const MASKED_VALUE = sql`case when r.code like 'nik%' or r.code like 'kk%' or r.code = 'duplicate_in_file' then mask_identifier(r.value) else mask_long_numbers(r.value) end`

const byRow = (alias: string): Keyset => ({
  keys: [{ expression: sql.raw(`${alias}.row_number`), cast: 'int' }],
  direction: 'asc',
})

export async function listImportRejects(
  context: ReadContext,
  { params, query }: InputOf<Operations['listImportRejects']>,
) {
  const { jurisdictionId } = await findRow(context, params.importId)
  const page = await readPage<ImportReject>(
    context.db,
    query,
    [context.actor.id, params.importId, query.code],
    byRow('r'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select r.row_number as "rowNumber", r.column_name as "column", r.code, ${MASKED_VALUE} as value, ${cursorColumns}
      from import_rejects r where r.jurisdiction_id = ${jurisdictionId} and r.batch_id = ${params.importId} and ${query.code ? sql`r.code = ${query.code}` : sql`true`} and ${after}
      order by ${orderBy} ${limit}`,
  )
  const people = await peopleIn(
    context,
    jurisdictionId,
    sql`select r.line from import_rejects r where r.jurisdiction_id = ${jurisdictionId} and r.batch_id = ${params.importId} and r.row_number = any(${sql.param(page.items.map(({ rowNumber }) => rowNumber))}::int[])`,
  )
  context.recordAccess({ jurisdictionId, subjectIds: [params.importId, ...people], fields: ['import_rejects'] })
  return page
}

/** Shard and release of a batch that the caller may see. */
export const locateImport = async (
  context: ReadContext,
  importId: string,
): Promise<{ jurisdictionId: number; releaseName: string }> => findRow(context, importId)

/** Imports of one jurisdiction run one after the other: a file is never matched with facts that are half applied. */
export const importQueue = (jurisdictionId: number): string => `import-${jurisdictionId}`

export async function listImportDifferences(
  context: ReadContext,
  { params, query }: InputOf<Operations['listImportDifferences']>,
) {
  const { jurisdictionId } = await findRow(context, params.importId)
  const page = await readPage<ImportDifference>(
    context.db,
    query,
    [context.actor.id, params.importId, query.kind],
    byRow('r'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select r.row_number as "rowNumber", coalesce(m.action, 'new') as kind, m.person_id as "personId", r.name, mask_identifier(r.nik) as nik, ${regionPath('r.region_code')} as "regionPath",
        coalesce(m.changes, '[]') as changes, ${cursorColumns}
      from import_rows r left join import_matches m on m.jurisdiction_id = r.jurisdiction_id and m.batch_id = r.batch_id and m.row_number = r.row_number
      where r.jurisdiction_id = ${jurisdictionId} and r.batch_id = ${params.importId} and ${query.kind === 'new' ? sql`m.action is null` : query.kind === 'changed' ? sql`m.action = 'changed'` : sql`m.action is distinct from 'unchanged'`} and ${after}
      order by ${orderBy} ${limit}`,
  )
  const people = page.items.flatMap((item) => (item.personId ? [item.personId] : []))
  context.recordAccess({ jurisdictionId, subjectIds: [params.importId, ...people], fields: ['import_differences'] })
  // The mother's name is revealed with a reason elsewhere; here it is enough that it differs.
  const hidden = (value: string | null): string | null => value && '•••'
  return {
    ...page,
    items: page.items.map((item) => ({
      ...item,
      changes: item.changes.map((change) =>
        change.field === 'mother_name'
          ? { ...change, before: hidden(change.before), after: hidden(change.after) }
          : change,
      ),
    })),
  }
}

export async function listImportAreaDifferences(
  context: ReadContext,
  { params }: InputOf<Operations['listImportAreaDifferences']>,
): Promise<{ items: ImportAreaDifference[] }> {
  const { jurisdictionId } = await findRow(context, params.importId)
  return { items: await areaDifferences(context.db, { jurisdictionId, id: params.importId }) }
}

const POLL_MS = 400
const QUIET_POLLS = 12
/** After this a client that still wants to know asks again; a connection must not live for ever. */
const MAX_MINUTES = 30

export async function readProgress(context: ReadContext, id: string): Promise<ImportProgress> {
  const found = await firstRow<ImportProgress & { elapsed: number | null }>(
    context.db,
    sql`select t.id as "importId", t.status, t.stage, t.stage_done::float8 as done, t.stage_total::float8 as total, jsonb_build_object('same', 0) || t.counts as counts, t.version, extract(epoch from now() - t.stage_started_at)::float8 as elapsed
        from import_batches t where t.id = ${id} and ${scopedRead(importDoor, context.actor)}`,
  )
  if (!found) throw problem('not-found')
  const { elapsed, ...progress } = found
  // While reading, `done` and `total` are bytes and the counts grow with each piece.
  const rate = elapsed && elapsed > 0.2 && progress.done > 0 ? progress.done / elapsed : null
  const rows = progress.stage === 'reading' ? elapsed && progress.counts.rows / elapsed : rate
  return {
    ...progress,
    rowsPerSecond: rate && rows && Math.round(rows),
    secondsLeft: rate && progress.total > progress.done ? Math.round((progress.total - progress.done) / rate) : null,
  }
}

/** First event at once; ends when the batch waits for a human or is done. */
export async function streamImportProgress(
  context: ReadContext & WaitingContext,
  id: string,
): Promise<AsyncIterable<ImportProgress>> {
  const first = await readProgress(context, id)
  const done = takeWait(context.actor.id)
  const ends = (progress: ImportProgress): boolean =>
    progress.stage === 'mapping' || inGroup(importRecord, 'still', progress.status)
  async function* follow(): AsyncGenerator<ImportProgress> {
    try {
      let last = first
      let quiet = 0
      yield last
      const until = Date.now() + MAX_MINUTES * 60_000
      while (!ends(last) && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS))
        // Whose session has ended hears no more of it.
        if (!(await context.reauthenticate())) return
        const next = await readProgress(context, id)
        // Unchanged progress is told too, now and then: only at a yield can a reader who has left be noticed.
        quiet++
        if (
          next.done !== last.done ||
          next.status !== last.status ||
          next.stage !== last.stage ||
          quiet > QUIET_POLLS
        ) {
          quiet = 0
          yield next
        }
        last = next
      }
    } finally {
      done()
    }
  }
  return follow()
}
