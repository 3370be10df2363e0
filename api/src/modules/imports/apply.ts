/**
 * Stage "applying": rows become facts, some thousand rows a transaction, with the checkpoint in the
 * same transaction. A run that is killed goes on behind the last checkpoint; nothing is lost or doubled.
 */
import { sql, type SQL } from 'drizzle-orm'
import { firstRow, type Tx } from '../../kernel/db.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import type { BatchKey } from './read-file.ts'
import { layoutProgrammes } from './rules.ts'

export const CHUNK_ROWS = 5_000

interface Batch {
  status: string
  cut_off_on: string
  release_id: string
  source: string
  applied_through_row: number
  region_code: string
}

/** Rows of the chunk in hand, by number. `t` is the staging alias. */
interface Chunk {
  readonly where: SQL
  readonly provenance: SQL
  readonly cutOff: SQL
  readonly shard: number
}

const changed = (field: string): SQL => sql`(r.action = 'new' or r.changes @> ${JSON.stringify([{ field }])}::jsonb)`

async function families(tx: Tx, { where, provenance, shard }: Chunk): Promise<void> {
  await tx.execute(sql`
    insert into families (jurisdiction_id, kk_number, region_code, street, source, release_id, row_number)
    select distinct on (r.kk_number) ${shard}, r.kk_number, r.region_code, r.street, ${provenance}
    from import_rows r where ${where} and ${changed('kk_number')}
      and not exists (select 1 from families f where f.jurisdiction_id = ${shard} and f.kk_number = r.kk_number)
    order by r.kk_number, (r.relation = 'head') desc nulls last, r.row_number`)
  await tx.execute(sql`
    insert into households (jurisdiction_id, external_id, region_code, source)
    select distinct on (r.household_external_id) ${shard}, r.household_external_id, r.region_code, 'dtks'
    from import_rows r where ${where} and r.household_external_id is not null and ${changed('household')}
    order by r.household_external_id, r.row_number
    on conflict (jurisdiction_id, external_id) do nothing`)
}

async function newPersons(tx: Tx, { where, provenance, shard }: Chunk): Promise<void> {
  await tx.execute(sql`update import_rows r set person_id = uuidv7() where ${where} and r.action = 'new'`)
  await tx.execute(sql`
    insert into persons (jurisdiction_id, id, identity_status, name, sex, birth_date, birth_place, mother_name, region_code, source, release_id, row_number)
    select ${shard}, r.person_id, 'complete', r.name, r.sex, r.birth_date, r.birth_place, r.mother_name, r.region_code, ${provenance}
    from import_rows r where ${where} and r.action = 'new'`)
  await tx.execute(sql`
    insert into person_identifiers (jurisdiction_id, person_id, type, value, status, source, release_id, row_number)
    select ${shard}, r.person_id, 'nik', r.nik, r.match_status, ${provenance} from import_rows r where ${where} and r.action = 'new'`)
}

async function changedPersons(tx: Tx, { where, provenance, shard }: Chunk): Promise<void> {
  const scalar = sql`r.action = 'changed' and exists (select 1 from jsonb_array_elements(r.changes) c where c ->> 'field' in ('name', 'sex', 'birth_date', 'birth_place', 'mother_name', 'address'))`
  await tx.execute(sql`
    insert into person_revisions (jurisdiction_id, person_id, version, name, sex, birth_date, birth_place, mother_name, source, release_id, row_number, recorded_at)
    select p.jurisdiction_id, p.id, p.version, p.name, p.sex, p.birth_date, p.birth_place, p.mother_name, p.source, p.release_id, p.row_number, p.recorded_at
    from import_rows r join persons p on p.jurisdiction_id = ${shard} and p.id = r.person_id where ${where} and ${scalar}`)
  const pick = (field: string, column: string): SQL =>
    sql`case when r.changes @> ${JSON.stringify([{ field }])}::jsonb then ${sql.raw(`r.${column}`)} else ${sql.raw(`p.${column}`)} end`
  await tx.execute(sql`
    update persons p set name = ${pick('name', 'name')}, sex = ${pick('sex', 'sex')}, birth_date = ${pick('birth_date', 'birth_date')}, birth_place = ${pick('birth_place', 'birth_place')},
      mother_name = ${pick('mother_name', 'mother_name')},
      region_code = case when r.changes @> '[{"field":"address"}]'::jsonb and not exists (select 1 from person_addresses d where d.jurisdiction_id = p.jurisdiction_id and d.person_id = p.id and d.kind = 'domicile' and upper_inf(d.valid)) then r.region_code else p.region_code end,
      (source, release_id, row_number) = (select ${provenance}), recorded_at = now(), version = p.version + 1, updated_at = now()
    from import_rows r where ${where} and ${scalar} and p.jurisdiction_id = ${shard} and p.id = r.person_id`)
}

/** Closes what was true until the cut-off. What began on that very day is replaced, because a period must not be empty. */
async function endCurrent(tx: Tx, table: string, chunk: Chunk, field: string, more: SQL): Promise<void> {
  const current = sql`f.jurisdiction_id = ${chunk.shard} and f.person_id = r.person_id and upper_inf(f.valid) and ${more}`
  await tx.execute(
    sql`delete from ${sql.raw(table)} f using import_rows r where ${chunk.where} and r.action = 'changed' and ${changed(field)} and ${current} and lower(f.valid) >= ${chunk.cutOff}`,
  )
  await tx.execute(
    sql`update ${sql.raw(table)} f set valid = daterange(lower(f.valid), ${chunk.cutOff}) from import_rows r where ${chunk.where} and r.action = 'changed' and ${changed(field)} and ${current}`,
  )
}

async function addresses(tx: Tx, chunk: Chunk): Promise<void> {
  // An empty cell says nothing: within the same village what was known of street and hamlet stays known.
  await tx.execute(sql`
    update import_rows r set street = coalesce(r.street, a.street), hamlet = coalesce(r.hamlet, a.hamlet), rt = coalesce(r.rt, a.rt), rw = coalesce(r.rw, a.rw)
    from person_addresses a where ${chunk.where} and r.action = 'changed' and ${changed('address')} and a.jurisdiction_id = ${chunk.shard} and a.person_id = r.person_id
      and a.kind = 'card' and upper_inf(a.valid) and a.region_code = r.region_code`)
  await endCurrent(tx, 'person_addresses', chunk, 'address', sql`f.kind = 'card'`)
  await tx.execute(sql`
    insert into person_addresses (jurisdiction_id, person_id, kind, region_code, street, hamlet, rt, rw, valid, source, release_id, row_number)
    select ${chunk.shard}, r.person_id, 'card', r.region_code, r.street, r.hamlet, r.rt, r.rw, daterange(${chunk.cutOff}, null), ${chunk.provenance}
    from import_rows r where ${chunk.where} and ${changed('address')}`)
}

async function memberships(tx: Tx, chunk: Chunk): Promise<void> {
  const { where, provenance, shard, cutOff } = chunk
  await endCurrent(tx, 'family_members', chunk, 'kk_number', sql`true`)
  await endCurrent(tx, 'family_members', chunk, 'relation', sql`true`)
  await tx.execute(sql`
    insert into family_members (jurisdiction_id, family_id, person_id, relation, valid, source, release_id, row_number)
    select ${shard}, (select f.id from families f where f.jurisdiction_id = ${shard} and f.kk_number = r.kk_number order by f.created_at, f.id limit 1), r.person_id, r.relation, daterange(${cutOff}, null), ${provenance}
    from import_rows r where ${where} and (${changed('kk_number')} or ${changed('relation')})`)
  await tx.execute(sql`
    insert into household_members (jurisdiction_id, person_id, household_id, release_id)
    select ${shard}, r.person_id, h.id, b.release_id from import_rows r join households h on h.jurisdiction_id = ${shard} and h.external_id = r.household_external_id
      join import_batches b on b.jurisdiction_id = r.jurisdiction_id and b.id = r.batch_id
    where ${where} and ${changed('household')}
    on conflict (jurisdiction_id, person_id, household_id) do update set recorded_at = now(), release_id = excluded.release_id`)
}

async function programmes(tx: Tx, chunk: Chunk): Promise<void> {
  const { where, provenance, shard, cutOff } = chunk
  await endCurrent(
    tx,
    'programme_memberships',
    chunk,
    'programmes',
    sql`f.programme_code = any(${sql.param(layoutProgrammes)}::text[]) and f.programme_code <> all(r.programmes)`,
  )
  await tx.execute(sql`
    insert into programme_memberships (jurisdiction_id, person_id, programme_code, valid, source, release_id, row_number)
    select ${shard}, r.person_id, code, daterange(${cutOff}, null), ${provenance} from import_rows r cross join unnest(r.programmes) code
    where ${where} and ${changed('programmes')}
      and not exists (select 1 from programme_memberships g where g.jurisdiction_id = ${shard} and g.person_id = r.person_id and g.programme_code = code and upper_inf(g.valid))`)
  await tx.execute(sql`
    insert into family_rankings (jurisdiction_id, family_id, release_id, desil, cut_off_on)
    select distinct on (m.family_id) ${shard}, m.family_id, b.release_id, r.desil, ${cutOff}
    from import_rows r join current_family_members m on m.jurisdiction_id = ${shard} and m.person_id = r.person_id join import_batches b on b.jurisdiction_id = r.jurisdiction_id and b.id = r.batch_id
    where ${where} and r.desil is not null and ${changed('desil')} order by m.family_id, r.row_number
    on conflict (jurisdiction_id, family_id, release_id) do update set desil = excluded.desil, recorded_at = now() where family_rankings.desil is distinct from excluded.desil`)
}

async function writeEvents(uow: UnitOfWork, chunk: Chunk): Promise<void> {
  await uow.tx.execute(sql`
    insert into events (jurisdiction_id, type, subject_type, subject_id, about_id, region_code, actor_id, actor_name, details, request_id)
    select ${chunk.shard}, case r.action when 'new' then 'person.imported' else 'person.changed_by_import' end, 'person', r.person_id, r.person_id, r.region_code, null, b.created_by_name,
      jsonb_build_object('release', b.release_name, 'cutOffOn', b.cut_off_on, 'row', r.row_number, 'fields', (select string_agg(c ->> 'field', ' ') from jsonb_array_elements(r.changes) c)), ${uow.requestId}
    from import_rows r join import_batches b on b.jurisdiction_id = r.jurisdiction_id and b.id = r.batch_id where ${chunk.where}`)
}

/** Applies the next chunk. @returns how many rows it took; 0 when all are applied */
export async function applyChunk(uow: UnitOfWork, key: BatchKey): Promise<number> {
  const { tx } = uow
  const batch = await firstRow<Batch>(
    tx,
    sql`select *, cut_off_on::text from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id} for update`,
  )
  if (batch?.status !== 'reviewed') return 0
  const bounds = await firstRow<{ last: number | null; taken: number }>(
    tx,
    sql`select max(row_number) as last, count(*)::int as taken from (select r.row_number from import_rows r where r.jurisdiction_id = ${key.jurisdictionId} and r.batch_id = ${key.id}
        and r.action in ('new', 'changed') and r.row_number > ${batch.applied_through_row} order by r.row_number limit ${CHUNK_ROWS}) c`,
  )
  if (!bounds?.last) return 0
  const chunk: Chunk = {
    shard: key.jurisdictionId,
    cutOff: sql`${batch.cut_off_on}::date`,
    where: sql`r.jurisdiction_id = ${key.jurisdictionId} and r.batch_id = ${key.id} and r.action in ('new', 'changed') and r.row_number > ${batch.applied_through_row} and r.row_number <= ${bounds.last}`,
    provenance: sql`${batch.source}::text, ${batch.release_id}::uuid, r.row_number`,
  }
  await families(tx, chunk)
  await newPersons(tx, chunk)
  await changedPersons(tx, chunk)
  await addresses(tx, chunk)
  await memberships(tx, chunk)
  await programmes(tx, chunk)
  await writeEvents(uow, chunk)
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
