/**
 * Applying to a register in use: some thousand rows a transaction, with the checkpoint in the same
 * transaction. A run that is killed goes on behind the last checkpoint; nothing is lost or doubled.
 */
import { sql } from 'drizzle-orm'
import { firstRow } from '../../../kernel/db.ts'
import type { UnitOfWork } from '../../../kernel/unit-of-work.ts'
import type { BatchKey } from '../batch-key.ts'
import {
  changePersons,
  endAddresses,
  endFamilyMembers,
  endProgrammes,
  insertDepartures,
  insertFamilyNews,
  keepKnownAddressParts,
} from './changes.ts'
import {
  insertAddresses,
  insertEvents,
  insertFamilies,
  insertFamilyMembers,
  insertHouseholdMembers,
  insertHouseholds,
  insertIdentifiers,
  insertPersons,
  insertProgrammes,
  insertRankings,
  insertSourceRecords,
} from './new-facts.ts'
import { lockReviewed, workOf } from './target.ts'

const CHUNK_ROWS = 10_000

/** Applies the next chunk. @returns how many rows it took; 0 when all are applied or the batch is not to be applied any more */
export async function applyChunk(uow: UnitOfWork, key: BatchKey): Promise<number> {
  const { tx } = uow
  const batch = await lockReviewed(tx, key)
  if (!batch) return 0
  // Generic plans for the checks of foreign keys: with custom ones each row would be planned anew (ten times the cost).
  await tx.execute(sql`set local plan_cache_mode = auto`)
  await tx.execute(sql`
    create temp table chunk on commit drop as
    select s.*, coalesce(m.person_id, s.new_person_id) as person_id, coalesce(m.action, 'new') as action, coalesce(m.changes, '[]'::jsonb) as changes
    from (select * from import_rows where jurisdiction_id = ${key.jurisdictionId} and batch_id = ${key.id} and row_number > ${batch.applied_through_row} order by row_number limit ${CHUNK_ROWS}) s
      left join import_matches m on m.jurisdiction_id = s.jurisdiction_id and m.batch_id = s.batch_id and m.row_number = s.row_number`)
  const bounds = await firstRow<{ last: number | null; taken: number }>(
    tx,
    sql`select max(row_number) as last, count(*)::int as taken from chunk`,
  )
  if (!bounds?.last) return 0
  await tx.execute(sql`analyze chunk`)
  const work = workOf(key, batch, { rows: sql`chunk`, whole: false, table: (name) => sql.identifier(name).getSQL() })
  await insertFamilies(tx, work)
  await insertHouseholds(tx, work)
  await insertPersons(tx, work)
  await insertIdentifiers(tx, work)
  await insertDepartures(tx, work, uow.requestId)
  await changePersons(tx, work)
  await keepKnownAddressParts(tx, work)
  await endAddresses(tx, work)
  await insertAddresses(tx, work)
  await endFamilyMembers(tx, work)
  await insertFamilyMembers(tx, work)
  await insertHouseholdMembers(tx, work)
  await endProgrammes(tx, work)
  await insertProgrammes(tx, work)
  await insertRankings(tx, work)
  await insertFamilyNews(tx, work, uow.requestId)
  await insertSourceRecords(tx, work, batch.record_base)
  await insertEvents(tx, work, uow.requestId)
  await tx.execute(
    sql`update import_batches set applied_through_row = ${bounds.last}, stage_done = stage_done + ${bounds.taken}, updated_at = now() where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}`,
  )
  uow.audit({
    jurisdictionId: key.jurisdictionId,
    subjectType: 'import',
    subjectId: key.id,
    regionCode: batch.region_code,
    changes: [{ field: 'applied_through_row', before: String(batch.applied_through_row), after: String(bounds.last) }],
  })
  return bounds.taken
}
