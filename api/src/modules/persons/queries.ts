import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { nikAgrees } from '@pandu-gempita/shared/nik'
import { type persons, type Person } from '@pandu-gempita/shared/persons'
import { sql } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { regionPath } from '../regions/public.ts'
import { identifiersJson, nowDate, provenanceJson } from './fragments.ts'

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
  if (person.deceasedOn) warnings.push('deceased')
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
}

async function readPersonRow(context: ReadContext, id: string): Promise<PersonRow> {
  const found = await firstRow<PersonRow>(
    context.db,
    sql`select p.jurisdiction_id as "jurisdictionId", p.id, p.name, p.identity_status as "identityStatus", p.sex, p.birth_date::text as "birthDate",
      p.birth_year_estimated as "birthYearEstimated", p.birth_place as "birthPlace", age_in_years(p.birth_date, p.birth_year_estimated, ${nowDate(context.now)}) as age,
      mask_identifier(p.phone) as phone, p.deceased_on::text as "deceasedOn", p.found_at as "foundAt", p.region_code as "villageCode", ${regionPath('p.region_code')} as "regionPath",
      ${identifiersJson(false)} as identifiers,
      coalesce((select json_agg(json_build_object('kind', a.kind, 'villageCode', a.region_code, 'regionPath', ${regionPath('a.region_code')}, 'street', a.street, 'hamlet', a.hamlet,
          'rt', a.rt, 'rw', a.rw, 'validFrom', lower(a.valid), 'validTo', upper(a.valid), 'provenance', ${provenanceJson('a')}) order by upper_inf(a.valid) desc, a.kind, a.recorded_at desc)
        from person_addresses a where a.jurisdiction_id = p.jurisdiction_id and a.person_id = p.id), '[]') as addresses,
      (select json_build_object('id', m.family_id, 'kkNumber', mask_identifier(m.kk_number), 'relation', m.relation,
          'memberCount', (select count(*)::int from current_family_members o where o.jurisdiction_id = m.jurisdiction_id and o.family_id = m.family_id))
        from current_family_members m where m.jurisdiction_id = p.jurisdiction_id and m.person_id = p.id) as family,
      (select h.external_id from current_households h where h.jurisdiction_id = p.jurisdiction_id and h.person_id = p.id) as "householdExternalId",
      (select json_build_object('desil', r.desil, 'releaseName', r.release_name, 'cutOffOn', r.cut_off_on, 'source', r.source)
        from current_family_members m join current_family_rankings r on r.jurisdiction_id = m.jurisdiction_id and r.family_id = m.family_id
        where m.jurisdiction_id = p.jurisdiction_id and m.person_id = p.id) as desil,
      coalesce((select json_agg(json_build_object('programmeCode', g.programme_code, 'programmeName', coalesce((select name from programmes where code = g.programme_code), g.programme_code),
          'status', case when upper_inf(g.valid) then 'active' else 'ended' end, 'validFrom', lower(g.valid), 'validTo', upper(g.valid), 'provenance', ${provenanceJson('g')}) order by upper_inf(g.valid) desc, g.programme_code)
        from programme_memberships g where g.jurisdiction_id = p.jurisdiction_id and g.person_id = p.id), '[]') as programmes,
      ${provenanceJson('p')} as provenance, p.version,
      array(select i.value from person_identifiers i where i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id and i.type = 'nik' and upper_inf(i.valid) order by i.recorded_at desc) as niks,
      exists (select 1 from person_identifiers i join regions r on r.code = left(i.value, 6)
        where i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id and i.type = 'nik' and upper_inf(i.valid)) as "nikPrefixKnown"
    from persons p where p.id = ${id} and ${visibleTo(context.actor, 'person.read', personScope)}`,
  )
  if (!found) throw problem('not-found')
  return found
}

export async function getPerson(context: ReadContext, id: string): Promise<Person> {
  const { jurisdictionId, niks, nikPrefixKnown, ...person } = await readPersonRow(context, id)
  context.recordAccess({ jurisdictionId, subjectIds: [id], fields: ['person'] })
  return { ...person, warnings: personWarnings(person, niks, nikPrefixKnown) }
}

export async function revealPerson(
  context: ReadContext,
  { params, body }: InputOf<Operations['revealPerson']>,
): Promise<ResultOf<Operations['revealPerson']>> {
  const found = await firstRow<ResultOf<Operations['revealPerson']> & { jurisdictionId: number }>(
    context.db,
    sql`select p.jurisdiction_id as "jurisdictionId", p.phone, p.mother_name as "motherName", ${identifiersJson(true)} as identifiers,
          (select m.kk_number from current_family_members m where m.jurisdiction_id = p.jurisdiction_id and m.person_id = p.id) as "kkNumber"
        from persons p where p.id = ${params.personId} and ${visibleTo(context.actor, 'person.reveal', personScope)}`,
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

/** Shard of a person that the actor may see, or 404: for timelines and the access log. */
export async function locatePerson(
  context: ReadContext,
  id: string,
  permission: 'person.read' | 'access-log.read',
): Promise<number> {
  const found = await firstRow<{ jurisdiction_id: number }>(
    context.db,
    sql`select p.jurisdiction_id from persons p where p.id = ${id} and ${visibleTo(context.actor, permission, personScope)}`,
  )
  if (!found) throw problem('not-found')
  return found.jurisdiction_id
}
