/** SQL parts that several reads of persons and families share. */
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { rowHome } from '../../kernel/home.ts'
import { todayIn } from '../../kernel/office-day.ts'
import { fieldProblem } from '../../kernel/problem-error.ts'
import { regionPath } from '../regions/public.ts'

/** Provenance of a fact, as JSON. Expects the alias's house columns. `home` as everywhere below: see kernel/home.ts. */
export const provenanceJson = (alias: string, home: SQL = rowHome(alias)): SQL => {
  const a = sql.raw(alias)
  return sql`(select json_build_object('source', ${a}.source, 'releaseName', d.name, 'cutOffOn', d.cut_off_on, 'rowNumber', ${a}.row_number, 'recordedAt', iso(${a}.recorded_at))
    from (select 1) one left join data_releases d on d.jurisdiction_id = ${home} and d.id = ${a}.release_id)`
}

/** True for periods that hold on the day, or that have not ended where no day is asked for. */
export const validOn = (alias: string, asOf: string | null): SQL => {
  const valid = sql.raw(`${alias}.valid`)
  return asOf === null ? sql`upper_inf(${valid})` : sql`${valid} @> ${asOf}::date`
}

/** Does the day that is asked for lie ahead, where the row is? */
export const isAhead = (asOf: string | null, jurisdiction: SQL, now: Date): SQL =>
  asOf === null ? sql`false` : sql`${asOf}::date > ${todayIn(jurisdiction, now)}`

/** The office does not know what will be true. */
export function ensurePast({ ahead }: { readonly ahead: boolean }): void {
  if (ahead) throw fieldProblem('impossible-date', '/query/asOf')
}

export const addressJson = (alias: string, home: SQL = rowHome(alias)): SQL => {
  const a = sql.raw(alias)
  return sql`json_build_object('kind', ${a}.kind, 'villageCode', ${a}.region_code, 'regionPath', ${regionPath(`${alias}.region_code`)}, 'street', ${a}.street, 'hamlet', ${a}.hamlet,
    'rt', ${a}.rt, 'rw', ${a}.rw, 'validFrom', lower(${a}.valid), 'validTo', upper(${a}.valid), 'provenance', ${provenanceJson(alias, home)})`
}

/** Has the person died, by what is recorded now? */
export const isDead = (person: SQL, home: SQL): SQL<boolean> =>
  sql<boolean>`exists (select 1 from person_deaths dd where dd.jurisdiction_id = ${home} and dd.person_id = ${person} and dd.withdrawn_at is null)`

/** Of person `p`; null while alive. */
export const deathJson = (
  home: SQL,
): SQL => sql`(select json_build_object('diedOn', x.died_on, 'knownOn', x.known_on, 'place', x.place, 'certificateNumber', mask_identifier(x.certificate_number), 'reportedBy', x.reported_by,
    'saidBy', x.said_by, 'recordedByName', x.recorded_by_name, 'contestedBy', x.contested_by, 'provenance', ${provenanceJson('x', home)})
  from person_deaths x where x.jurisdiction_id = ${home} and x.person_id = p.id and x.withdrawn_at is null)`

/** `asOf`: the membership was active on the day that is asked for, whatever came later. */
export const programmeJson = (alias: string, asOf: string | null, home: SQL = rowHome(alias)): SQL => {
  const g = sql.raw(alias)
  return sql`json_build_object('programmeCode', ${g}.programme_code, 'programmeName', coalesce((select name from programmes where code = ${g}.programme_code), ${g}.programme_code),
    'status', case when not ${validOn(alias, asOf)} then 'ended' when ${asOf === null ? isDead(sql`${g}.person_id`, home) : sql`false`} then 'recipient_died' else 'active' end, 'validFrom', lower(${g}.valid), 'validTo', upper(${g}.valid), 'provenance', ${provenanceJson(alias, home)})`
}

/**
 * Identifiers of person `p`, masked in the query, so that full values never leave the database unasked. That somebody else has
 * the same number is told to who may see that number in full: to all others it would answer any guess.
 */
export const identifiersJson = (actor: Actor, reveal: boolean, home: SQL, where: SQL = sql`true`): SQL => sql`coalesce((
  select json_agg(json_build_object('id', i.id, 'type', i.type, 'value', ${reveal ? sql`i.value` : sql`mask_identifier(i.value)`}, 'masked', ${!reveal}::boolean, 'status', i.status,
      'shared', exists (select 1 from person_identifiers o join persons q on q.jurisdiction_id = ${home} and q.id = o.person_id
        where o.jurisdiction_id = ${home} and o.value = i.value and o.type = i.type and o.person_id <> i.person_id and ${visibleTo(actor, 'person.reveal', scopeOf('q', { owner: true }))}),
      'validFrom', lower(i.valid), 'validTo', upper(i.valid), 'provenance', ${provenanceJson('i', home)}) order by upper_inf(i.valid) desc, i.type, i.recorded_at desc)
  from person_identifiers i where i.jurisdiction_id = ${home} and i.person_id = p.id and ${where}), '[]')`

/**
 * The newest official desil of a person's family. `of` says where the tables are looked at. Looked up by the family, because a
 * view of the newest of all families would be made whole for one person.
 */
export const desilOf = (person: SQL, of: (alias: string) => SQL): SQL => sql`(
  select r.desil from family_members m join family_rankings r on ${of('r')} and r.family_id = m.family_id
  where ${of('m')} and m.person_id = ${person} and upper_inf(m.valid) order by r.cut_off_on desc, r.recorded_at desc, r.release_id limit 1)`
