/** What rows change about persons that are known. Nothing is overwritten without its former value being kept. */
import { sql, type SQL } from 'drizzle-orm'
import type { Tx } from '../../../kernel/db.ts'
import { insertEventsOf } from '../../../kernel/unit-of-work.ts'
import { brings } from './new-facts.ts'
import { cutOffOf, provenanceOf, type Work } from './target.ts'

/** Where an address takes the person along: there is none that an officer has recorded. */
const FOLLOWS_THE_CARD = sql`r.changes @> '[{"field":"address"}]'::jsonb and not exists (select 1 from person_addresses d where d.jurisdiction_id = p.jurisdiction_id and d.person_id = p.id and d.kind = 'domicile' and upper_inf(d.valid))`

/** Before the persons are changed: the villages that they leave are told, because who follows only these hears nothing else. */
export async function insertDepartures(tx: Tx, work: Work, requestId: string): Promise<void> {
  await tx.execute(
    insertEventsOf(sql`select p.jurisdiction_id, 'person.moved_away', 'person', p.id, p.id, p.region_code, ${work.createdByName}::text, '{}'::jsonb, ${requestId}
    from ${work.rows} r join persons p on p.jurisdiction_id = ${work.shard} and p.id = r.person_id
    where r.action = 'changed' and p.region_code <> r.region_code and ${FOLLOWS_THE_CARD} order by r.row_number`),
  )
}

/** A desil belongs to the family: its members who are not in the file, or not changed by it, have another one now too. */
export async function insertFamilyNews(tx: Tx, work: Work, requestId: string): Promise<void> {
  await tx.execute(
    insertEventsOf(sql`select p.jurisdiction_id, 'person.family_changed', 'person', p.id, p.id, p.region_code, ${work.createdByName}::text, jsonb_build_object('fields', 'desil'), ${requestId}
    from (select distinct o.person_id from ${work.rows} r
      join family_members m on m.jurisdiction_id = ${work.shard} and m.person_id = r.person_id and upper_inf(m.valid)
      join family_members o on o.jurisdiction_id = ${work.shard} and o.family_id = m.family_id and upper_inf(o.valid)
      where r.desil is not null and r.action = 'changed' and ${brings('desil')}
        and not exists (select 1 from ${work.rows} k where k.person_id = o.person_id and k.action <> 'unchanged')) others
    join persons p on p.jurisdiction_id = ${work.shard} and p.id = others.person_id order by p.id`),
  )
}

export async function changePersons(tx: Tx, work: Work): Promise<void> {
  const { shard, rows } = work
  const scalar = sql`r.action = 'changed' and exists (select 1 from jsonb_array_elements(r.changes) c where c ->> 'field' in ('name', 'sex', 'birth_date', 'birth_place', 'mother_name', 'address'))`
  await tx.execute(sql`
    insert into person_revisions (jurisdiction_id, person_id, version, name, sex, birth_date, birth_place, mother_name, source, release_id, row_number, recorded_at)
    select p.jurisdiction_id, p.id, p.version, p.name, p.sex, p.birth_date, p.birth_place, p.mother_name, p.source, p.release_id, p.row_number, p.recorded_at
    from ${rows} r join persons p on p.jurisdiction_id = ${shard} and p.id = r.person_id where ${scalar}`)
  const pick = (field: string, column: string): SQL =>
    sql`case when r.changes @> ${JSON.stringify([{ field }])}::jsonb then ${sql.raw(`r.${column}`)} else ${sql.raw(`p.${column}`)} end`
  await tx.execute(sql`
    update persons p set name = ${pick('name', 'name')}, sex = ${pick('sex', 'sex')}, birth_date = ${pick('birth_date', 'birth_date')}, birth_place = ${pick('birth_place', 'birth_place')},
      mother_name = ${pick('mother_name', 'mother_name')},
      region_code = case when ${FOLLOWS_THE_CARD} then r.region_code else p.region_code end,
      (source, release_id, row_number) = (select ${provenanceOf(work)}), recorded_at = now(), version = p.version + 1, updated_at = now()
    from ${rows} r where ${scalar} and p.jurisdiction_id = ${shard} and p.id = r.person_id`)
}

/** Closes what was true until the cut-off. What began on that very day is replaced, because a period must not be empty. */
async function endCurrent(tx: Tx, table: string, work: Work, field: string, more: SQL): Promise<void> {
  const which = sql`r.action = 'changed' and ${brings(field)} and f.jurisdiction_id = ${work.shard} and f.person_id = r.person_id and upper_inf(f.valid) and ${more}`
  await tx.execute(
    sql`delete from ${sql.raw(table)} f using ${work.rows} r where ${which} and lower(f.valid) >= ${cutOffOf(work)}`,
  )
  await tx.execute(
    sql`update ${sql.raw(table)} f set valid = daterange(lower(f.valid), ${cutOffOf(work)}) from ${work.rows} r where ${which}`,
  )
}

/** An empty cell says nothing: within the same village what was known of street and hamlet stays known. */
export async function keepKnownAddressParts(tx: Tx, work: Work): Promise<void> {
  await tx.execute(sql`
    update ${work.rows} r set street = coalesce(r.street, a.street), hamlet = coalesce(r.hamlet, a.hamlet), rt = coalesce(r.rt, a.rt), rw = coalesce(r.rw, a.rw)
    from person_addresses a where r.action = 'changed' and ${brings('address')} and a.jurisdiction_id = ${work.shard} and a.person_id = r.person_id
      and a.kind = 'card' and upper_inf(a.valid) and a.region_code = r.region_code`)
}

export const endAddresses = (tx: Tx, work: Work): Promise<void> =>
  endCurrent(tx, 'person_addresses', work, 'address', sql`f.kind = 'card'`)

/** A changed relation is a new period in the same family; a row without a KK number stays in the family that it was in. */
export async function endFamilyMembers(tx: Tx, work: Work): Promise<void> {
  await tx.execute(sql`
    update ${work.rows} r set kk_number = c.kk_number from current_family_members c
    where r.action = 'changed' and r.kk_number is null and ${brings('relation')} and c.jurisdiction_id = ${work.shard} and c.person_id = r.person_id`)
  await endCurrent(tx, 'family_members', work, 'kk_number', sql`true`)
  await endCurrent(tx, 'family_members', work, 'relation', sql`true`)
}

export const endProgrammes = (tx: Tx, work: Work): Promise<void> =>
  endCurrent(
    tx,
    'programme_memberships',
    work,
    'programmes',
    sql`f.programme_code = any(r.programmes_told) and f.programme_code <> all(r.programmes)`,
  )
