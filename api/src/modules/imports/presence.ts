/** Who stands in a release: bits by record number, so that "who left" is a comparison of two bit strings. */
import { sql } from 'drizzle-orm'
import { firstRow, rows, type Tx } from '../../kernel/db.ts'
import { Presence } from './known-rows.ts'
import type { BatchKey } from './batch-key.ts'

const PAGE = 50_000

/** Adds the rows that were staged to those that were only marked while reading. Once, when the batch has been applied. */
export async function savePresence(tx: Tx, key: BatchKey): Promise<void> {
  const saved = await firstRow<{ bits: Buffer }>(
    tx,
    sql`select bits from release_presence where jurisdiction_id = ${key.jurisdictionId} and batch_id = ${key.id}`,
  )
  const presence = new Presence(saved && Buffer.from(saved.bits))
  for (let after = 0; ;) {
    const page = await rows<{ row_number: number; record_number: number | null }>(
      tx,
      sql`select r.row_number, s.record_number from (select jurisdiction_id, row_number, nik, batch_id from import_rows
            where jurisdiction_id = ${key.jurisdictionId} and batch_id = ${key.id} and row_number > ${after} order by row_number limit ${PAGE}) r
          join import_batches b on b.jurisdiction_id = r.jurisdiction_id and b.id = r.batch_id
          left join source_records s on s.jurisdiction_id = r.jurisdiction_id and s.source = b.source and s.nik = r.nik order by r.row_number`,
    )
    for (const { record_number } of page) if (record_number !== null) presence.add(record_number)
    after = page.at(-1)?.row_number ?? after
    if (page.length < PAGE) break
  }
  await tx.execute(sql`
    insert into release_presence (jurisdiction_id, batch_id, release_id, source, bits)
    select jurisdiction_id, id, release_id, source, ${presence.bytes} from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}
    on conflict (jurisdiction_id, batch_id) do update set bits = excluded.bits`)
}
