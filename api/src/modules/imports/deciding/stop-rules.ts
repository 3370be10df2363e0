/**
 * Stop rules: what makes a batch wait for an explicit word, although each good row by itself could be taken. A file of
 * another kabupaten, or one that a spreadsheet has spoilt, is not applied by habit, nor one that would end much aid.
 */
import type { ImportHold } from '@pandu-gempita/shared/import-record'
import { sql } from 'drizzle-orm'
import { firstRow, rows, type Tx } from '../../../kernel/db.ts'
import type { BatchKey } from '../batch-key.ts'
import { isAbsenceUnknown } from './absence.ts'
import { isOlderRelease } from './match.ts'

type ShareHold = 'many_rejected' | 'many_duplicates' | 'many_outside'

/** Shares of all rows of the file. Proposals of ours: no regulation sets them. */
const STOP_SHARES: Readonly<Record<ShareHold, number>> = {
  many_rejected: 0.05,
  many_duplicates: 0.02,
  many_outside: 0.01,
}
/** Fewer rows of a kind than this are looked at one by one anyway. */
const TOO_FEW = 20

const holdsFor = (counts: Readonly<Record<ShareHold, number>>, all: number): ShareHold[] =>
  (Object.keys(STOP_SHARES) as ShareHold[]).filter(
    (hold) => counts[hold] >= TOO_FEW && counts[hold] / all > STOP_SHARES[hold],
  )

export interface Endings {
  /** Memberships of one programme that the batch would end. */
  readonly ended: number
  /** Open ones of that programme in the villages that the batch changes. */
  readonly open: number
}
/** More than a tenth of a programme, from five on; or most of it, however small it is. Proposals of ours. */
const isUnusual = ({ ended, open }: Endings): boolean =>
  (ended >= 5 && ended > open / 10) || (ended >= 2 && ended > open / 2)

/** People in a village that the file changes are the measure: a list of one desa is not lost in its kabupaten. */
const endingsIn = (tx: Tx, key: BatchKey): Promise<Endings[]> =>
  rows<Endings>(
    tx,
    sql`
    with ending as (
      select r.region_code, code from import_matches m
        join import_rows r on r.jurisdiction_id = m.jurisdiction_id and r.batch_id = m.batch_id and r.row_number = m.row_number
        cross join jsonb_array_elements(m.changes) c cross join unnest(string_to_array(c ->> 'before', ' ')) code
      where m.jurisdiction_id = ${key.jurisdictionId} and m.batch_id = ${key.id} and c ->> 'field' = 'programmes' and code <> all(r.programmes)),
    counted as (select code, count(*)::int as ended, array_agg(distinct region_code) as villages from ending group by code)
    select e.ended, (select count(*)::int from programme_memberships g join persons p on p.jurisdiction_id = g.jurisdiction_id and p.id = g.person_id
      where g.jurisdiction_id = ${key.jurisdictionId} and g.programme_code = e.code and upper_inf(g.valid) and p.region_code = any(e.villages)) as open
    from counted e where e.ended > 1`,
  )

export async function holdsOf(tx: Tx, key: BatchKey): Promise<ImportHold[]> {
  const found = await firstRow<Record<ShareHold, number> & { all: number; words: number }>(
    tx,
    sql`select count(*)::int as many_rejected, (count(*) filter (where code = 'duplicate_in_file'))::int as many_duplicates,
          (count(*) filter (where code = 'outside_jurisdiction'))::int as many_outside,
          (select coalesce((b.counts ->> 'rows')::int, 0) from import_batches b where b.jurisdiction_id = ${key.jurisdictionId} and b.id = ${key.id}) as all,
          (select jsonb_array_length(b.unknown_words) from import_batches b where b.jurisdiction_id = ${key.jurisdictionId} and b.id = ${key.id}) as words
        from import_rejects where jurisdiction_id = ${key.jurisdictionId} and batch_id = ${key.id}`,
  )
  if (!found) return []
  return [
    ...holdsFor(found, found.all),
    ...(found.words > 0 ? (['unknown_words'] as const) : []),
    ...((await endingsIn(tx, key)).some(isUnusual) ? (['many_endings'] as const) : []),
    // It fills the past; whoever expects today's state from it is mistaken.
    ...((await isOlderRelease(tx, key)) ? (['older_release'] as const) : []),
    ...((await isAbsenceUnknown(tx, key)) ? (['absence_unknown'] as const) : []),
  ]
}
