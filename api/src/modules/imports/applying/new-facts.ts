/** Facts of persons that were not known, and whatever else a row adds: the same statements for a chunk and for a whole file. */
import { sql, type SQL } from 'drizzle-orm'
import type { Tx } from '../../../kernel/db.ts'
import { insertEventsOf } from '../../../kernel/unit-of-work.ts'
import { claimOf } from '../reading/claims.ts'
import { cutOffOf, provenanceOf, type Work } from './target.ts'

/** Rows that bring this field: those of new persons, and those that differ in it. */
export const brings = (field: string): SQL =>
  sql`(r.action = 'new' or r.changes @> ${JSON.stringify([{ field }])}::jsonb)`

export async function insertFamilies(tx: Tx, work: Work): Promise<void> {
  const { shard, rows } = work
  await tx.execute(sql`
    insert into ${work.table('families')} (jurisdiction_id, id, kk_number, region_code, street, source, release_id, row_number)
    select distinct on (r.kk_number) ${shard}::int, new_id(${shard}::int), r.kk_number, r.region_code, r.street, ${provenanceOf(work)}
    from ${rows} r where r.kk_number is not null and ${brings('kk_number')}
      and not exists (select 1 from families f where f.jurisdiction_id = ${shard} and f.kk_number = r.kk_number)
    order by r.kk_number, (r.relation = 'head') desc nulls last, r.row_number`)
}

export async function insertHouseholds(tx: Tx, work: Work): Promise<void> {
  const { shard, rows } = work
  await tx.execute(sql`
    insert into ${work.table('households')} (jurisdiction_id, external_id, region_code, source)
    select distinct on (r.household_external_id) ${shard}::int, r.household_external_id, r.region_code, ${work.source}::text
    from ${rows} r where r.household_external_id is not null and ${brings('household')}
      and not exists (select 1 from households h where h.jurisdiction_id = ${shard} and h.external_id = r.household_external_id)
    order by r.household_external_id, r.row_number`)
}

export async function insertPersons(tx: Tx, work: Work): Promise<void> {
  await tx.execute(sql`
    insert into ${work.table('persons')} (jurisdiction_id, id, identity_status, name, sex, birth_date, birth_place, mother_name, region_code, source, release_id, row_number)
    select ${work.shard}::int, r.person_id, case when r.birth_date is null or r.sex is null then 'partial' else 'complete' end, r.name, r.sex, r.birth_date, r.birth_place, r.mother_name, r.region_code, ${provenanceOf(work)}
    from ${work.rows} r where r.action = 'new'`)
}

export async function insertIdentifiers(tx: Tx, work: Work): Promise<void> {
  await tx.execute(sql`
    insert into ${work.table('person_identifiers')} (jurisdiction_id, person_id, type, value, status, source, release_id, row_number)
    select ${work.shard}::int, r.person_id, 'nik', r.nik, r.match_status, ${provenanceOf(work)} from ${work.rows} r where r.action = 'new'`)
}

export async function insertAddresses(tx: Tx, work: Work): Promise<void> {
  await tx.execute(sql`
    insert into ${work.table('person_addresses')} (jurisdiction_id, person_id, kind, region_code, street, hamlet, rt, rw, valid, source, release_id, row_number)
    select ${work.shard}::int, r.person_id, 'card', r.region_code, r.street, r.hamlet, r.rt, r.rw, daterange(${cutOffOf(work)}, null), ${provenanceOf(work)}
    from ${work.rows} r where ${brings('address')}`)
}

/** The family with the number; of several the oldest. A join, because a look-up a row would ask a table without indexes. */
const familyByNumber = (work: Work): SQL =>
  work.whole
    ? work.table('families')
    : sql`(select distinct on (k.kk_number) k.kk_number, k.id from families k where k.jurisdiction_id = ${work.shard}
        and k.kk_number in (select n.kk_number from ${work.rows} n) order by k.kk_number, k.created_at, k.id)`

export async function insertFamilyMembers(tx: Tx, work: Work): Promise<void> {
  await tx.execute(sql`
    insert into ${work.table('family_members')} (jurisdiction_id, family_id, person_id, relation, valid, source, release_id, row_number)
    select ${work.shard}::int, f.id, r.person_id, r.relation, daterange(${cutOffOf(work)}, null), ${provenanceOf(work)}
    from ${work.rows} r join ${familyByNumber(work)} f on f.kk_number = r.kk_number where (${brings('kk_number')} or ${brings('relation')})`)
}

export async function insertHouseholdMembers(tx: Tx, work: Work): Promise<void> {
  await tx.execute(sql`
    insert into ${work.table('household_members')} (jurisdiction_id, person_id, household_id, release_id)
    select ${work.shard}::int, r.person_id, h.id, ${work.releaseId}::uuid from ${work.rows} r
      join ${work.table('households')} h on h.jurisdiction_id = ${work.shard} and h.external_id = r.household_external_id
    where ${brings('household')}
    ${work.whole ? sql`` : sql`on conflict (jurisdiction_id, person_id, household_id) do update set recorded_at = now(), release_id = excluded.release_id`}`)
}

export async function insertProgrammes(tx: Tx, work: Work): Promise<void> {
  await tx.execute(sql`
    insert into ${work.table('programme_memberships')} (jurisdiction_id, person_id, programme_code, valid, source, release_id, row_number)
    select ${work.shard}::int, r.person_id, code, daterange(${cutOffOf(work)}, null), ${provenanceOf(work)} from ${work.rows} r cross join unnest(r.programmes) code
    where ${brings('programmes')}
      and (r.action = 'new' or not exists (select 1 from programme_memberships g where g.jurisdiction_id = ${work.shard} and g.person_id = r.person_id and g.programme_code = code and upper_inf(g.valid)))`)
}

/** Official desil: the first row of a family that states one speaks for it. */
export async function insertRankings(tx: Tx, work: Work): Promise<void> {
  await tx.execute(sql`
    insert into ${work.table('family_rankings')} as k (jurisdiction_id, family_id, release_id, desil, cut_off_on)
    select distinct on (m.family_id) ${work.shard}::int, m.family_id, ${work.releaseId}::uuid, r.desil, ${cutOffOf(work)}
    from ${work.rows} r join ${work.table('family_members')} m on m.jurisdiction_id = ${work.shard} and m.person_id = r.person_id and upper_inf(m.valid)
    where r.desil is not null and ${brings('desil')} order by m.family_id, r.row_number
    ${work.whole ? sql`` : sql`on conflict (jurisdiction_id, family_id, release_id) do update set desil = excluded.desil, recorded_at = now() where k.desil is distinct from excluded.desil`}`)
}

/** `base` lifts the numbers of this file above those that the source has already. */
export async function insertSourceRecords(tx: Tx, work: Work, base: number): Promise<void> {
  await tx.execute(sql`
    insert into ${work.table('source_records')} as k (jurisdiction_id, source, nik, record_number, person_id, row_hash, cut_off_on, claim)
    select ${work.shard}::int, ${work.source}::text, r.nik, ${base}::int + r.row_number, r.person_id, r.row_hash, ${cutOffOf(work)}, ${claimOf('r')} from ${work.rows} r
    ${work.whole ? sql`` : sql`on conflict (jurisdiction_id, source, nik) do update set row_hash = excluded.row_hash, person_id = excluded.person_id, cut_off_on = excluded.cut_off_on, claim = excluded.claim where k.cut_off_on <= excluded.cut_off_on`}`)
}

export async function insertEvents(tx: Tx, work: Work, requestId: string): Promise<void> {
  await tx.execute(
    insertEventsOf(sql`select ${work.shard}::int, case r.action when 'new' then 'person.imported' else 'person.changed_by_import' end, 'person', r.person_id, r.person_id, r.region_code, ${work.createdByName}::text,
      jsonb_build_object('release', ${work.releaseName}::text, 'cutOffOn', ${work.cutOffOn}::text, 'row', r.row_number, 'fields',
        case r.action when 'new' then null else (select string_agg(c ->> 'field', ' ') from jsonb_array_elements(r.changes) c) end), ${requestId}
    from ${work.rows} r where r.action <> 'unchanged' order by r.row_number`),
  )
}
