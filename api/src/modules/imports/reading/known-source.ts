/** What the source of a batch said before, into memory. */
import { sql } from 'drizzle-orm'
import { firstRow, rows, type Database } from '../../../kernel/db.ts'
import type { BatchKey } from '../batch-key.ts'
import { KnownRows } from './known-rows.ts'
import { Presence } from './presence.ts'

/** People of the largest kabupaten, about: for more than these, room is made only when they come. */
const MOST_EXPECTED = 4_000_000

const PAGE = 50_000

/** Everybody whom the source has named, with what it said last. */
async function rememberSource(database: Database, batch: BatchKey, source: string, known: KnownRows): Promise<void> {
  for (let after = ''; ;) {
    // As arrays: a page is one row, and numbers are not made into objects.
    const page = await firstRow<{ niks: string[] | null; records: number[]; hashes: string[] }>(
      database.db,
      sql`select array_agg(nik order by nik) as niks, array_agg(record_number order by nik) as records, array_agg(row_hash order by nik) as hashes
          from (select nik, record_number, row_hash from source_records where jurisdiction_id = ${batch.jurisdictionId} and source = ${source} and nik > ${after} order by nik limit ${PAGE}) s`,
    )
    const niks = page?.niks
    if (!page || !niks) return
    for (const [at, nik] of niks.entries()) {
      const hash = BigInt(page.hashes[at] ?? '0')
      known.remember(
        Number(nik.slice(0, 8)),
        Number(nik.slice(8)),
        page.records[at] ?? -1,
        Number(BigInt.asIntN(32, hash >> 32n)),
        Number(BigInt.asIntN(32, hash)),
      )
    }
    after = niks.at(-1) ?? ''
    if (niks.length < PAGE) return
  }
}

/** Whom a run that was killed has staged already. */
async function markStaged(database: Database, batch: BatchKey, known: KnownRows): Promise<void> {
  for (let after = 0; ;) {
    const page = await rows<{ nik: string; row_number: number }>(
      database.db,
      sql`select nik, row_number from import_rows where jurisdiction_id = ${batch.jurisdictionId} and batch_id = ${batch.id} and row_number > ${after} order by row_number limit ${PAGE}`,
    )
    for (const { nik } of page) known.markSeen(known.slot(Number(nik.slice(0, 8)), Number(nik.slice(8))))
    after = page.at(-1)?.row_number ?? after
    if (page.length < PAGE) return
  }
}

/**
 * What the source said before, and who has been seen by a run that was killed.
 * @param rowsOfFile about how many
 */
export async function loadKnownRows(
  database: Database,
  batch: BatchKey,
  source: string,
  rowsOfFile: number,
): Promise<{ known: KnownRows; presence: Presence }> {
  const count = await firstRow<{ n: number }>(
    database.db,
    sql`select count(*)::int as n from source_records where jurisdiction_id = ${batch.jurisdictionId} and source = ${source}`,
  )
  const expected = Math.max(count?.n ?? 0, Math.min(rowsOfFile, MOST_EXPECTED))
  const known = new KnownRows(expected * 1.1 + 10_000)
  const saved = await firstRow<{ bits: Buffer }>(
    database.db,
    sql`select bits from release_presence where jurisdiction_id = ${batch.jurisdictionId} and batch_id = ${batch.id}`,
  )
  const presence = new Presence(saved && Buffer.from(saved.bits))
  await rememberSource(database, batch, source, known)
  known.seeAll(presence)
  await markStaged(database, batch, known)
  return { known, presence }
}
