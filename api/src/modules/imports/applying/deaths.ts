/**
 * What a file says of life and death: "MENINGGAL" makes the one fact of death, with the release and its day. A younger release
 * that lists a dead person as checked and alive does not undo it: that is told, and somebody must look.
 */
import { sql } from 'drizzle-orm'
import type { Tx } from '../../../kernel/db.ts'
import { insertEventsOf } from '../../../kernel/unit-of-work.ts'
import type { BatchKey } from '../batch-key.ts'

/** Padan with the civil registry: so somebody has been found there, alive. */
const ALIVE = 'match'

export async function recordDeathsOf(tx: Tx, key: BatchKey, requestId: string): Promise<void> {
  const rows = sql`import_rows r join import_batches b on b.jurisdiction_id = r.jurisdiction_id and b.id = r.batch_id
      join source_records s on s.jurisdiction_id = r.jurisdiction_id and s.source = b.source and s.nik = r.nik`
  const ofBatch = sql`r.jurisdiction_id = ${key.jurisdictionId} and r.batch_id = ${key.id}`
  await tx.execute(sql`
    with dead as (
      insert into person_deaths (jurisdiction_id, person_id, known_on, said_by, source, release_id, row_number, recorded_by_name)
      select r.jurisdiction_id, s.person_id, b.cut_off_on, 'file', b.source, b.release_id, r.row_number, b.created_by_name from ${rows}
      where ${ofBatch} and r.match_status = 'deceased'
      on conflict (jurisdiction_id, person_id) where withdrawn_at is null do nothing returning jurisdiction_id, person_id, recorded_by_name),
    changed as (
      update persons p set version = p.version + 1, updated_at = now() from dead where p.jurisdiction_id = dead.jurisdiction_id and p.id = dead.person_id
      returning p.jurisdiction_id, p.id, p.region_code, dead.recorded_by_name)
    ${insertEventsOf(sql`select c.jurisdiction_id, 'person.died', 'person', c.id, c.id, c.region_code, c.recorded_by_name, '{"saidBy":"file"}'::jsonb, ${requestId} from changed c order by c.id`)}`)
  await tx.execute(sql`
    with alive as (
      update person_deaths x set contested_by = b.release_name from ${rows}
      where ${ofBatch} and r.match_status = ${ALIVE} and x.jurisdiction_id = r.jurisdiction_id and x.person_id = s.person_id and x.withdrawn_at is null and x.known_on < b.cut_off_on and x.contested_by is null
      returning x.jurisdiction_id, x.person_id, b.created_by_name)
    ${insertEventsOf(sql`select p.jurisdiction_id, 'person.death_contested', 'person', p.id, p.id, p.region_code, alive.created_by_name, '{}'::jsonb, ${requestId}
      from alive join persons p on p.jurisdiction_id = alive.jurisdiction_id and p.id = alive.person_id order by p.id`)}`)
}
