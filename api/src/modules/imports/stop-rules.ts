/**
 * Stop rules: shares of a batch above which it waits for an explicit word, although each good row by itself
 * could be taken. A file of another kabupaten, or one that a spreadsheet has spoilt, is not applied by habit.
 */
import type { ImportHold } from '@pandu-gempita/shared/imports'
import { sql } from 'drizzle-orm'
import { firstRow, type Tx } from '../../kernel/db.ts'
import type { BatchKey } from './batch-key.ts'

/** Shares of all rows of the file. Proposals of ours: no regulation sets them. */
export const STOP_SHARES: Readonly<Record<ImportHold, number>> = {
  many_rejected: 0.05,
  many_duplicates: 0.02,
  many_outside: 0.01,
}
/** Fewer rows of a kind than this are looked at one by one anyway. */
const TOO_FEW = 20

export const holdsFor = (counts: Readonly<Record<ImportHold, number>>, all: number): ImportHold[] =>
  (Object.keys(STOP_SHARES) as ImportHold[]).filter(
    (hold) => counts[hold] >= TOO_FEW && counts[hold] / all > STOP_SHARES[hold],
  )

export async function holdsOf(tx: Tx, key: BatchKey): Promise<ImportHold[]> {
  const found = await firstRow<Record<ImportHold, number> & { all: number }>(
    tx,
    sql`select count(*)::int as many_rejected, (count(*) filter (where code = 'duplicate_in_file'))::int as many_duplicates,
          (count(*) filter (where code = 'outside_jurisdiction'))::int as many_outside,
          (select coalesce((b.counts ->> 'rows')::int, 0) from import_batches b where b.jurisdiction_id = ${key.jurisdictionId} and b.id = ${key.id}) as all
        from import_rejects where jurisdiction_id = ${key.jurisdictionId} and batch_id = ${key.id}`,
  )
  return found ? holdsFor(found, found.all) : []
}
