/** Who stands in a release: bits by record number, so that "who left" is a comparison of two bit strings. */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { statesIn } from '../../../kernel/record.ts'
import { sql } from 'drizzle-orm'
import { firstRow, rows, type Queryable } from '../../../kernel/db.ts'
import { Presence } from '../reading/presence.ts'
import type { BatchKey } from '../batch-key.ts'
import { blindRowsOf, recordsThatFit } from './blind-rows.ts'

const BLANK = 0x20
const ZERO = 0x30

/** Who stands in a batch: the rows that were only marked while reading, and those that were staged and whose person is known. */
export async function presenceInBatch(tx: Queryable, key: BatchKey): Promise<Presence> {
  const rowsOfBatch = sql`r.jurisdiction_id = ${key.jurisdictionId} and r.batch_id = ${key.id}`
  const batch = await firstRow<{ bits: Buffer | null; at_once: boolean; source: string }>(
    tx,
    sql`select p.bits, b.bulk_step is not null as at_once, b.source from import_batches b
        left join release_presence p on p.jurisdiction_id = b.jurisdiction_id and p.batch_id = b.id
        where b.jurisdiction_id = ${key.jurisdictionId} and b.id = ${key.id}`,
  )
  if (!batch) throw new Error('the batch is gone')
  // As one text: a million rows of a result would be a million objects. Of an empty register the records have the rows' numbers.
  const found = await firstRow<{ numbers: string | null }>(
    tx,
    batch.at_once
      ? sql`select string_agg(r.row_number::text, ' ') as numbers from import_rows r where ${rowsOfBatch}`
      : sql`select string_agg(s.record_number::text, ' ') as numbers from import_rows r
            join source_records s on s.jurisdiction_id = r.jurisdiction_id and s.source = ${batch.source} and s.nik = r.nik where ${rowsOfBatch}`,
  )
  const presence = new Presence(batch.bits ? Buffer.from(batch.bits) : undefined)
  const numbers = found?.numbers ?? ''
  for (let at = 0; at < numbers.length; at++) {
    let record = 0
    for (; at < numbers.length && numbers.charCodeAt(at) !== BLANK; at++)
      record = record * 10 + numbers.charCodeAt(at) - ZERO
    presence.add(record)
  }
  return presence
}

/** Everybody of a release, from all of its batches. */
export async function presenceInRelease(db: Queryable, jurisdictionId: number, releaseId: string): Promise<Presence> {
  const batches = await rows<{ bits: Buffer }>(
    db,
    sql`select p.bits from release_presence p join import_batches b on b.jurisdiction_id = p.jurisdiction_id and b.id = p.batch_id
        where p.jurisdiction_id = ${jurisdictionId} and p.release_id = ${releaseId} and b.status in ${statesIn(importRecord, 'applied')}`,
  )
  const all = new Presence()
  for (const { bits } of batches)
    for (const record of new Presence(Buffer.from(bits)).without(new Presence())) all.add(record)
  return all
}

export interface Absence {
  readonly gone: readonly number[]
  /** Those that the batch lacks as well, but that may stand in a row of it that cannot be read. */
  readonly unknown: readonly number[]
}
const NOBODY: Absence = { gone: [], unknown: [] }

/** The release that this batch is compared with: the one before of its source, where both claim to hold everybody. */
async function releaseBefore(db: Queryable, key: BatchKey): Promise<string | undefined> {
  const before = await firstRow<{ release_id: string }>(
    db,
    sql`select e.release_id from import_batches b join import_batches e on e.jurisdiction_id = b.jurisdiction_id and e.source = b.source and e.status in ${statesIn(importRecord, 'applied')}
          and e.coverage = 'everybody' and e.cut_off_on <= b.cut_off_on and e.release_id <> b.release_id
        where b.jurisdiction_id = ${key.jurisdictionId} and b.id = ${key.id} and b.coverage = 'everybody' order by e.cut_off_on desc, e.applied_at desc limit 1`,
  )
  return before?.release_id
}

/**
 * Records that the release before this one has and the batch lacks. Nobody is gone by a file that does not
 * claim to hold everybody, by the first release of a source, nor by a row that cannot be read.
 */
export async function absenceIn(db: Queryable, key: BatchKey, presence?: Presence): Promise<Absence> {
  const before = await releaseBefore(db, key)
  if (before === undefined) return NOBODY
  const earlier = await presenceInRelease(db, key.jurisdictionId, before)
  const missing = [...earlier.without(presence ?? (await presenceInBatch(db, key)))]
  if (missing.length === 0) return NOBODY
  const fitting = await recordsThatFit(db, key, await blindRowsOf(db, key), missing)
  return { gone: missing.filter((record) => !fitting.has(record)), unknown: [...fitting] }
}

/** Can the batch tell of anybody that he is gone, although it claims to hold everybody? */
export const isAbsenceUnknown = async (db: Queryable, key: BatchKey): Promise<boolean> =>
  (await releaseBefore(db, key)) !== undefined && (await blindRowsOf(db, key)).anybody
