import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { nikAgrees } from '@pandu-gempita/shared/nik'
import { type persons, type Person } from '@pandu-gempita/shared/persons'
import { sql, type SQL } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow } from '../../kernel/db.ts'
import { homeIn, isRow } from '../../kernel/home.ts'
import { todayIn } from '../../kernel/office-day.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { isUnsafeFor } from '../matters/public.ts'
import { regionPath } from '../regions/public.ts'
import {
  addressJson,
  deathJson,
  ensurePast,
  identifiersJson,
  isAhead,
  programmeJson,
  provenanceJson,
  validOn,
} from './fragments.ts'

type Operations = (typeof persons)['operations']

const personScope = scopeOf('p', { owner: true })

/** Warnings are computed where the facts are read; they never stop anything. */
function personWarnings(person: Person, niks: readonly string[], prefixKnown: boolean): Person['warnings'] {
  const warnings: Person['warnings'] = []
  const nik = person.identifiers.find((identifier) => identifier.type === 'nik' && identifier.validTo === null)
  if (!nik) warnings.push('no_nik')
  if (nik?.shared) warnings.push('nik_shared')
  const current = niks[0]
  if (current) {
    const agrees = nikAgrees(current, person)
    if (!agrees.birthDate) warnings.push('nik_birth_date_differs')
    if (!agrees.sex) warnings.push('nik_sex_differs')
    if (!prefixKnown) warnings.push('nik_prefix_unknown')
  }
  if ((person.age ?? 0) > 110) warnings.push('age_over_110')
  if (person.death) warnings.push('deceased')
  if (person.death?.contestedBy) warnings.push('death_contested')
  const [card, domicile] = (['card', 'domicile'] as const).map((kind) =>
    person.addresses.find((address) => address.kind === kind && address.validTo === null),
  )
  if (card && domicile && card.villageCode !== domicile.villageCode) warnings.push('addresses_differ')
  return warnings
}

interface PersonRow extends Person {
  jurisdictionId: number
  niks: string[]
  nikPrefixKnown: boolean
  ahead: boolean
}

/** Without a day all periods are told, the present ones first. */
async function readPersonRow(context: ReadContext, id: string, asOf: string | null): Promise<PersonRow> {
  const home = homeIn(id, 'p')
  const told = (alias: string): SQL => (asOf === null ? sql`true` : validOn(alias, asOf))
  const day = asOf === null ? todayIn(home, context.now) : sql`${asOf}::date`
  const addressOn = (kind: string): SQL =>
    sql`(select a.region_code from person_addresses a where a.jurisdiction_id = ${home} and a.person_id = p.id and a.kind = ${kind} and ${validOn('a', asOf)} limit 1)`
  const unsafe = isUnsafeFor(context.actor, home, sql`p.id`)
  const village =
    asOf === null ? sql`p.region_code` : sql`coalesce(${addressOn('domicile')}, ${addressOn('card')}, p.region_code)`
  const found = await firstRow<PersonRow>(
    context.db,
    sql`select p.jurisdiction_id as "jurisdictionId", ${isAhead(asOf, home, context.now)} as ahead, p.id, p.name, p.identity_status as "identityStatus", p.sex, p.birth_date::text as "birthDate",
      p.birth_year_estimated as "birthYearEstimated", p.birth_place as "birthPlace", case when p.birth_date > ${day} then null else age_in_years(p.birth_date, p.birth_year_estimated, ${day}) end as age,
      case when not ${unsafe} then mask_identifier(p.phone) end as phone, ${deathJson(home)} as death, case when not ${unsafe} then p.found_at end as "foundAt", v.code as "villageCode", ${regionPath('v.code')} as "regionPath",
      ${identifiersJson(context.actor, false, home, told('i'))} as identifiers,
      coalesce((select json_agg(${addressJson('a', home)} order by upper_inf(a.valid) desc, a.kind, a.recorded_at desc)
        from person_addresses a where a.jurisdiction_id = ${home} and a.person_id = p.id and ${told('a')} and not ${unsafe}), '[]') as addresses,
      (select json_build_object('id', m.family_id, 'kkNumber', mask_identifier(f.kk_number), 'relation', m.relation,
          'memberCount', (select count(*)::int from family_members o where o.jurisdiction_id = ${home} and o.family_id = m.family_id and ${validOn('o', asOf)}))
        from family_members m join families f on f.jurisdiction_id = ${home} and f.id = m.family_id
        where m.jurisdiction_id = ${home} and m.person_id = p.id and ${validOn('m', asOf)} limit 1) as family,
      (select h.external_id from current_households h where h.jurisdiction_id = ${home} and h.person_id = p.id) as "householdExternalId",
      (select json_build_object('desil', r.desil, 'releaseName', d.name, 'cutOffOn', r.cut_off_on, 'source', d.source)
        from family_members m join family_rankings r on r.jurisdiction_id = ${home} and r.family_id = m.family_id
        join data_releases d on d.jurisdiction_id = ${home} and d.id = r.release_id
        where m.jurisdiction_id = ${home} and m.person_id = p.id and ${validOn('m', asOf)} and r.cut_off_on <= coalesce(${asOf}::date, r.cut_off_on)
        order by r.cut_off_on desc, r.recorded_at desc, r.release_id limit 1) as desil,
      coalesce((select json_agg(${programmeJson('g', asOf, home)} order by upper_inf(g.valid) desc, g.programme_code)
        from programme_memberships g where g.jurisdiction_id = ${home} and g.person_id = p.id and ${told('g')}), '[]') as programmes,
      ${asOf}::date::text as "asOf", s.since::text as "knownSince",
      ${asOf === null ? sql`true` : sql`(s.since is null or s.since <= ${asOf}::date) and (p.birth_date is null or p.birth_date <= ${asOf}::date)`} as known,
      ${provenanceJson('p', home)} as provenance, p.version,
      array(select i.value from person_identifiers i where i.jurisdiction_id = ${home} and i.person_id = p.id and i.type = 'nik' and upper_inf(i.valid) order by i.recorded_at desc) as niks,
      exists (select 1 from person_identifiers i join regions r on r.code = left(i.value, 6)
        where i.jurisdiction_id = ${home} and i.person_id = p.id and i.type = 'nik' and upper_inf(i.valid)) as "nikPrefixKnown"
    from persons p cross join lateral (select ${village} as code) v
      cross join lateral (select case when bool_or(lower_inf(k.valid)) then null else min(lower(k.valid)) end as since from (
        select valid from person_addresses a where a.jurisdiction_id = ${home} and a.person_id = p.id union all
        select valid from family_members m where m.jurisdiction_id = ${home} and m.person_id = p.id union all
        select valid from programme_memberships g where g.jurisdiction_id = ${home} and g.person_id = p.id) k) s
    where ${isRow(id, 'p')} and ${visibleTo(context.actor, 'person.read', personScope)}`,
  )
  if (!found) throw problem('not-found')
  ensurePast(found)
  return found
}

export async function getPerson(context: ReadContext, id: string, asOf: string | null = null): Promise<Person> {
  const { jurisdictionId, niks, nikPrefixKnown, ahead: _, ...person } = await readPersonRow(context, id, asOf)
  context.recordAccess({ jurisdictionId, subjectIds: [id], fields: asOf === null ? ['person'] : ['person', 'as_of'] })
  // What to beware of is a question of today.
  return { ...person, warnings: asOf === null ? personWarnings(person, niks, nikPrefixKnown) : [] }
}

export async function revealPerson(
  context: ReadContext,
  { params, body }: InputOf<Operations['revealPerson']>,
): Promise<ResultOf<Operations['revealPerson']>> {
  const home = homeIn(params.personId, 'p')
  const found = await firstRow<ResultOf<Operations['revealPerson']> & { jurisdictionId: number }>(
    context.db,
    sql`select p.jurisdiction_id as "jurisdictionId", case when not ${isUnsafeFor(context.actor, home, sql`p.id`)} then p.phone end as phone, p.mother_name as "motherName", ${identifiersJson(context.actor, true, home)} as identifiers,
          (select m.kk_number from current_family_members m where m.jurisdiction_id = ${home} and m.person_id = p.id) as "kkNumber"
        from persons p where ${isRow(params.personId, 'p')} and ${visibleTo(context.actor, 'person.reveal', personScope)}`,
  )
  if (!found) throw problem('not-found')
  const { jurisdictionId, ...revealed } = found
  context.recordAccess({
    jurisdictionId,
    subjectIds: [params.personId],
    fields: ['nik', 'kk', 'phone', 'mother_name'],
    reason: body.reason,
  })
  return revealed
}

/** Home of a person that the actor may see, or 404: for timelines and the access log. */
export async function locatePerson(
  context: ReadContext,
  id: string,
  permission: 'person.read' | 'access-log.read',
): Promise<{ jurisdictionId: number; regionCode: string }> {
  const found = await firstRow<{ jurisdictionId: number; regionCode: string }>(
    context.db,
    sql`select p.jurisdiction_id as "jurisdictionId", p.region_code as "regionCode" from persons p where ${isRow(id, 'p')} and ${visibleTo(context.actor, permission, personScope)}`,
  )
  if (!found) throw problem('not-found')
  return found
}
