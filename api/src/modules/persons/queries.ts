import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { nikAgrees } from '@pandu-gempita/shared/nik'
import { type persons, type Person, type PersonHit } from '@pandu-gempita/shared/persons'
import { sql, type SQL } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow, rows } from '../../kernel/db.ts'
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

const HIT = (
  context: ReadContext,
): SQL => sql`p.id, p.jurisdiction_id as "jurisdictionId", p.name, p.sex, p.birth_date::text as "birthDate",
  age_in_years(p.birth_date, p.birth_year_estimated, ${nowDate(context.now)}) as age, ${regionPath('p.region_code')} as "regionPath",
  (select mask_identifier(i.value) from person_identifiers i where i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id and i.type = 'nik' and upper_inf(i.valid) order by i.recorded_at desc limit 1) as nik,
  (select m.family_id from current_family_members m where m.jurisdiction_id = p.jurisdiction_id and m.person_id = p.id) as "familyId",
  (select r.desil from current_family_members m join current_family_rankings r on r.jurisdiction_id = m.jurisdiction_id and r.family_id = m.family_id
    where m.jurisdiction_id = p.jurisdiction_id and m.person_id = p.id) as desil`

type HitRow = PersonHit & { jurisdictionId: number }

/** Day and month are often swapped when typed; only a date that then exists is tried. */
function swapped(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return Number(day) <= 12 ? `${year}-${day}-${month}` : date
}

/** A name without a title that officers and lists write differently. */
const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[.,'’`]/g, ' ')
    .replace(/\b(h|hj|haji|hajah|bapak|bpk|ibu|alm|almh|sdr|sdri|dr|drs|ir|kh)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const VILLAGE_LENGTH = 10
/** Below this a name in the same village is another name: found by trial on one-letter and swapped-letter errors in single-word names. */
const NAME_FLOOR = 0.22

/** What scores less than this part of the best hit only hides it. */
const FAR = 0.4

export async function searchPersons(
  context: ReadContext,
  { body }: InputOf<Operations['searchPersons']>,
): Promise<{ items: PersonHit[]; more: boolean }> {
  if (!body.nik && !body.kkNumber && !body.name)
    throw problem('missing-detail', {
      errors: [{ pointer: '/', code: 'criterion_required', message: 'give nik, kkNumber or name' }],
    })
  const limit = body.limit ?? 20
  const visible = visibleTo(context.actor, 'person.read', personScope)
  const inRegion = body.regionCode ? sql`p.region_code like ${`${body.regionCode}%`}` : sql`true`
  const columns = HIT(context)
  const found = body.nik
    ? await rows<HitRow>(
        context.db,
        sql`select ${columns}, 1 as score, array['nik'] as matched from persons p
            where ${visible} and ${inRegion} and (p.jurisdiction_id, p.id) in (select i.jurisdiction_id, i.person_id from person_identifiers i where i.value = ${body.nik} and i.type = 'nik')
            order by p.name, p.id limit ${limit + 1}`,
      )
    : body.kkNumber
      ? await rows<HitRow>(
          context.db,
          sql`select ${columns}, 1 as score, array['kk'] as matched from persons p
              where ${visible} and ${inRegion} and (p.jurisdiction_id, p.id) in
                (select m.jurisdiction_id, m.person_id from families f join family_members m on m.jurisdiction_id = f.jurisdiction_id and m.family_id = f.id where f.kk_number = ${body.kkNumber} and upper_inf(m.valid))
              order by p.birth_date nulls last, p.id limit ${limit + 1}`,
        )
      : await rows<HitRow>(
          context.db,
          byName(
            plainName(body.name ?? '') || (body.name ?? '').toLowerCase(),
            body,
            visible,
            inRegion,
            columns,
            limit,
          ),
        )
  const near = found.filter((hit) => hit.score >= (found[0]?.score ?? 0) * FAR)
  const items = near.slice(0, limit).map(({ jurisdictionId: _shard, ...hit }) => hit)
  for (const shard of new Set(near.map((hit) => hit.jurisdictionId)))
    context.recordAccess({
      jurisdictionId: shard,
      subjectIds: near
        .slice(0, limit)
        .filter((hit) => hit.jurisdictionId === shard)
        .map((hit) => hit.id),
      fields: ['search_hit'],
    })
  return { items, more: near.length > limit }
}

/**
 * Candidates come from the narrowest index at hand: birth date, village, and only without both the
 * trigram index inside the actor's shards. Ranking weighs name, birth date and village by what was given.
 */
function byName(
  name: string,
  body: InputOf<Operations['searchPersons']>['body'],
  visible: SQL,
  inRegion: SQL,
  columns: SQL,
  limit: number,
): SQL {
  const dates = body.birthDate ? [body.birthDate, swapped(body.birthDate)] : []
  const yearNear = body.birthDate
    ? sql`p.birth_date between ${body.birthDate}::date - interval '366 days' and ${body.birthDate}::date + interval '366 days'`
    : sql`false`
  const similarity = sql`greatest(similarity(lower(p.name), ${name}), 0.95 * strict_word_similarity(${name}, lower(p.name)))`
  const narrow =
    body.birthDate && !body.regionCode
      ? sql`(p.birth_date = any(${sql.param(dates)}::date[]) or (lower(p.name) % ${name} and ${yearNear}))`
      : body.regionCode && body.regionCode.length >= 6
        ? sql`(${similarity} >= ${NAME_FLOOR} or p.birth_date = any(${sql.param(dates)}::date[]))`
        : sql`lower(p.name) % ${name}`
  return sql`
    select ${columns}, round(s.score::numeric, 3)::float8 as score,
      array_remove(array[
        case when lower(p.name) = ${name} then 'name_exact' when s.name_score >= ${NAME_FLOOR} then 'name_similar' end,
        case when ${body.birthDate ? sql`p.birth_date = ${body.birthDate}::date` : sql`false`} then 'birth_date'
             when ${dates[1] ? sql`p.birth_date = ${dates[1]}::date` : sql`false`} then 'birth_date_swapped'
             when ${yearNear} then 'birth_year' end,
        ${body.regionCode?.length === VILLAGE_LENGTH ? sql`'village'` : sql`null`}], null) as matched
    from persons p cross join lateral (select ${similarity} as name_score) n cross join lateral (
      select n.name_score, ${body.birthDate ? sql`0.6 * n.name_score + 0.4 * case when p.birth_date = ${body.birthDate}::date then 1 when p.birth_date = ${dates[1] ?? null}::date then 0.8 when ${yearNear} then 0.4 else 0 end` : sql`n.name_score`} as score) s
    where ${visible} and ${inRegion} and p.name is not null and ${narrow}
    order by s.score desc, p.name, p.id limit ${limit + 1}`
}
