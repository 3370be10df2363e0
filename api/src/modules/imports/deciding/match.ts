/**
 * Stage "matching": each staged row finds its person and learns what it would change. One set-based
 * statement a step. Facts that are younger than the release are left alone: an office's correction of
 * last week is not undone by a list of last month.
 */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { sql, type SQL } from 'drizzle-orm'
import { rows, type Queryable } from '../../../kernel/db.ts'
import { statesIn } from '../../../kernel/record.ts'
import type { BatchKey } from '../batch-key.ts'

/** Staging has just been filled, or many facts were added: plans need to know. */
export const refreshStatistics = (db: Queryable, batch: BatchKey) =>
  db.execute(sql`select refresh_import_statistics(${batch.jurisdictionId})`)

const of = (batch: BatchKey, alias = 'r'): SQL =>
  sql`${sql.raw(alias)}.jurisdiction_id = ${batch.jurisdictionId} and ${sql.raw(alias)}.batch_id = ${batch.id}`

const change = (field: string, before: SQL, after: SQL, when: SQL): SQL =>
  sql`case when ${when} then jsonb_build_array(jsonb_build_object('field', ${field}::text, 'before', ${before}, 'after', ${after})) else '[]'::jsonb end`

/** A value of the file that is empty says nothing, so it changes nothing. */
const differs = (incoming: SQL, current: SQL): SQL =>
  sql`(${incoming} is not null and ${incoming} is distinct from ${current})`

/** An empty register matches nobody, so nothing is joined. */
export const hasPersons = async (db: Queryable, batch: BatchKey): Promise<boolean> =>
  (await rows(db, sql`select 1 from persons where jurisdiction_id = ${batch.jurisdictionId} limit 1`)).length > 0

/** Facts of a period that began by the cut-off, or of none. */
const older = (valid: SQL, cutOff: SQL): SQL => sql`coalesce(lower(${valid}) <= ${cutOff}, true)`

/** Has something younger of its source been applied? */
export const isOlderRelease = async (db: Queryable, batch: BatchKey): Promise<boolean> =>
  (
    await rows(
      db,
      sql`select 1 from import_batches b join import_batches e on e.jurisdiction_id = b.jurisdiction_id and e.source = b.source and e.status in ${statesIn(importRecord, 'applied')} and e.cut_off_on > b.cut_off_on
          where b.jurisdiction_id = ${batch.jurisdictionId} and b.id = ${batch.id} limit 1`,
    )
  ).length > 0

/** Which person each row means, into the temporary table `matched_rows`. */
async function findPersons(db: Queryable, batch: BatchKey): Promise<void> {
  // A NIK alone does not make the same person: name or birth date must speak for it too. Of several with the same NIK,
  // name and birth date together decide, and of full twins the oldest record; else it is a new person, and the shared NIK shows as a warning.
  await db.execute(sql`
    create temp table matched_rows on commit drop as
    with candidates as (
      select r.row_number, i.person_id, count(*) over (partition by r.row_number) as n,
        (lower(p.name) = lower(r.name) and p.birth_date = r.birth_date) as same,
        (p.birth_date = r.birth_date or p.birth_date is null or p.name is null or similarity(lower(p.name), lower(r.name)) >= 0.3) as plausible
      from import_rows r
      join person_identifiers i on i.jurisdiction_id = r.jurisdiction_id and i.value = r.nik and i.type = 'nik' and upper_inf(i.valid)
      join persons p on p.jurisdiction_id = i.jurisdiction_id and p.id = i.person_id
      where ${of(batch)})
    select row_number, (array_agg(person_id order by person_id))[1] as person_id from candidates where same or (n = 1 and plausible) group by row_number`)
  await db.execute(sql`analyze matched_rows`)
}

/** What a row (r) changes about its person (p), as one array. The other letters are the facts that `insertMatches` joins. */
function changesOf(cutOff: SQL, isOlder: boolean): SQL {
  const scalarsOlder = sql`not (p.source = 'officer' and office_day(p.jurisdiction_id, p.recorded_at) > ${cutOff}) and coalesce(pr.cut_off_on <= ${cutOff}, true)`
  return sql`
    ${change('name', sql`p.name`, sql`r.name`, sql`${scalarsOlder} and ${differs(sql`r.name`, sql`p.name`)}`)}
    || ${change('sex', sql`p.sex`, sql`r.sex`, sql`${scalarsOlder} and ${differs(sql`r.sex`, sql`p.sex`)}`)}
    || ${change('birth_date', sql`p.birth_date::text`, sql`r.birth_date::text`, sql`${scalarsOlder} and ${differs(sql`r.birth_date`, sql`p.birth_date`)}`)}
    || ${change('birth_place', sql`p.birth_place`, sql`r.birth_place`, sql`${scalarsOlder} and ${differs(sql`r.birth_place`, sql`p.birth_place`)}`)}
    || ${change('mother_name', sql`p.mother_name`, sql`r.mother_name`, sql`${scalarsOlder} and ${differs(sql`r.mother_name`, sql`p.mother_name`)}`)}
    || ${change('address', sql`concat_ws(' ', a.region_code, a.street, a.hamlet, a.rt, a.rw)`, sql`concat_ws(' ', r.region_code, r.street, r.hamlet, r.rt, r.rw)`, sql`a.id is null or (${older(sql`a.valid`, cutOff)} and (${differs(sql`r.region_code`, sql`a.region_code`)} or ${differs(sql`r.street`, sql`a.street`)} or ${differs(sql`r.hamlet`, sql`a.hamlet`)} or ${differs(sql`r.rt`, sql`a.rt`)} or ${differs(sql`r.rw`, sql`a.rw`)}))`)}
    || ${change('kk_number', sql`mask_identifier(f.kk_number)`, sql`mask_identifier(r.kk_number)`, sql`r.kk_number is not null and (m.id is null or (${older(sql`m.valid`, cutOff)} and f.kk_number is distinct from r.kk_number))`)}
    || ${change('relation', sql`m.relation`, sql`r.relation`, sql`m.id is not null and ${older(sql`m.valid`, cutOff)} and (r.kk_number is null or f.kk_number is not distinct from r.kk_number) and ${differs(sql`r.relation`, sql`m.relation`)}`)}
    || ${change('household', sql`h.external_id`, sql`r.household_external_id`, sql`coalesce(h.old, true) and ${differs(sql`r.household_external_id`, sql`h.external_id`)}`)}
    || ${change('programmes', sql`array_to_string(g.codes, ' ')`, sql`array_to_string(r.programmes, ' ')`, sql`${!isOlder}::boolean and g.codes is distinct from r.programmes and g.old`)}
    || ${change('desil', sql`k.desil::text`, sql`r.desil::text`, sql`r.row_number = s.first_row and coalesce(k.cut_off_on <= ${cutOff}, true) and r.desil is distinct from k.desil`)}`
}

async function insertMatches(db: Queryable, batch: BatchKey, cutOff: SQL): Promise<void> {
  // Programmes of an older release are told by what the younger ones said: applying/fill-past.ts.
  const late = await isOlderRelease(db, batch)
  await db.execute(sql`
    insert into import_matches (jurisdiction_id, batch_id, row_number, person_id, action, changes)
    select ${batch.jurisdictionId}, ${batch.id}, x.row_number, x.person_id, case when x.changes = '[]'::jsonb then 'unchanged' else 'changed' end, x.changes
    from (
      select r.row_number, p.id as person_id,
        ${changesOf(cutOff, late)} as changes
      from import_rows r
      join matched_rows w on w.row_number = r.row_number
      join persons p on p.jurisdiction_id = r.jurisdiction_id and p.id = w.person_id
      left join data_releases pr on pr.jurisdiction_id = p.jurisdiction_id and pr.id = p.release_id
      left join person_addresses a on a.jurisdiction_id = p.jurisdiction_id and a.person_id = p.id and a.kind = 'card' and upper_inf(a.valid)
      left join family_members m on m.jurisdiction_id = p.jurisdiction_id and m.person_id = p.id and upper_inf(m.valid)
      left join families f on f.jurisdiction_id = m.jurisdiction_id and f.id = m.family_id
      left join lateral (select o.external_id, coalesce(hr.cut_off_on <= ${cutOff}, true) as old from household_members hm join households o on o.jurisdiction_id = hm.jurisdiction_id and o.id = hm.household_id
        left join data_releases hr on hr.jurisdiction_id = hm.jurisdiction_id and hr.id = hm.release_id
        where hm.jurisdiction_id = p.jurisdiction_id and hm.person_id = p.id order by hm.recorded_at desc limit 1) h on true
      left join lateral (select coalesce(array_agg(distinct pm.programme_code order by pm.programme_code) filter (where upper_inf(pm.valid)), '{}') as codes,
          -- A row without a column, or without a word, for a programme says nothing about it. What a newer release began or ended is not undone by an older one.
          coalesce(bool_and(${older(sql`pm.valid`, cutOff)} and (upper_inf(pm.valid) or upper(pm.valid) <= ${cutOff})), true) as old
        from programme_memberships pm where pm.jurisdiction_id = p.jurisdiction_id and pm.person_id = p.id and pm.programme_code = any(r.programmes_told)) g on true
      left join lateral (select fr.desil, fr.cut_off_on from family_rankings fr where fr.jurisdiction_id = f.jurisdiction_id and fr.family_id = f.id order by fr.cut_off_on desc, fr.recorded_at desc limit 1) k on true
      -- The desil is the family's: the first row of a KK that states one speaks for it.
      left join (select d.kk_number, min(d.row_number) as first_row from import_rows d where ${of(batch, 'd')} and d.desil is not null group by d.kk_number) s on s.kk_number = r.kk_number
      where ${of(batch)}) x`)
}

/** Matches afresh: what was matched before is forgotten. */
async function matchRows(db: Queryable, batch: BatchKey, cutOffOn: string): Promise<void> {
  await db.execute(
    sql`delete from import_matches m where m.jurisdiction_id = ${batch.jurisdictionId} and m.batch_id = ${batch.id}`,
  )
  await refreshStatistics(db, batch)
  if (!(await hasPersons(db, batch))) return
  await findPersons(db, batch)
  await insertMatches(db, batch, sql`${cutOffOn}::date`)
  await db.execute(sql`drop table matched_rows`)
}

export interface MatchCounts {
  personsNew: number
  personsChanged: number
  personsUnchanged: number
  familiesNew: number
  ambiguous: number
}

async function countMatches(db: Queryable, batch: BatchKey): Promise<MatchCounts> {
  const [counts] = await rows<MatchCounts>(
    db,
    sql`select (count(*) filter (where m.row_number is null))::int as "personsNew", (count(*) filter (where m.action = 'changed'))::int as "personsChanged",
          ((select coalesce((b.counts ->> 'same')::int, 0) from import_batches b where b.jurisdiction_id = ${batch.jurisdictionId} and b.id = ${batch.id}) + count(*) filter (where m.action = 'unchanged'))::int as "personsUnchanged",
          (select count(distinct n.kk_number)::int from import_rows n left join import_matches nm using (jurisdiction_id, batch_id, row_number) where ${of(batch, 'n')} and nm.action is distinct from 'unchanged' and n.kk_number is not null
            and not exists (select 1 from families f where f.jurisdiction_id = n.jurisdiction_id and f.kk_number = n.kk_number)) as "familiesNew",
          (select count(*)::int from (select r2.row_number from import_rows r2 join person_identifiers i on i.jurisdiction_id = r2.jurisdiction_id and i.value = r2.nik and i.type = 'nik' and upper_inf(i.valid)
            where ${of(batch, 'r2')} group by r2.row_number having count(*) > 1) d) as ambiguous
        from import_rows r left join import_matches m using (jurisdiction_id, batch_id, row_number) where ${of(batch)}`,
  )
  if (!counts) throw new Error('a count gave no row')
  return counts
}

/** Matches the rows afresh, and says what the batch as a whole would do. */
export async function matchAfresh(db: Queryable, batch: BatchKey, cutOffOn: string): Promise<MatchCounts> {
  await matchRows(db, batch, cutOffOn)
  return countMatches(db, batch)
}
