import type { Family } from '@pandu-gempita/shared/families'
import { sql, type SQL } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow } from '../../kernel/db.ts'
import { homeIn, isRow } from '../../kernel/home.ts'
import { todayIn } from '../../kernel/office-day.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { isUnsafeFor } from '../matters/public.ts'
import { addressJson, ensurePast, isAhead, isDead, programmeJson, provenanceJson, validOn } from '../persons/public.ts'
import { regionPath } from '../regions/public.ts'

/**
 * Those who are in the family, or were on the day; or those who had left it by then. Where somebody lives who has left is
 * nothing of this family.
 */
const members = (context: ReadContext, home: SQL, asOf: string | null, which: 'present' | 'former') => {
  const day = asOf === null ? todayIn(home, context.now) : sql`${asOf}::date`
  const left = asOf === null ? sql`not upper_inf(m.valid)` : sql`upper(m.valid) <= ${asOf}::date`
  const present = which === 'present'
  return sql`coalesce((
  select json_agg(json_build_object('personId', p.id, 'name', p.name, 'relation', m.relation, 'sex', p.sex,
      'age', case when p.birth_date > ${day} then null else age_in_years(p.birth_date, p.birth_year_estimated, ${day}) end,
      'nik', (select mask_identifier(i.value) from person_identifiers i where i.jurisdiction_id = ${home} and i.person_id = p.id and i.type = 'nik' and ${validOn('i', asOf)} order by i.recorded_at desc limit 1),
      'deceased', ${isDead(sql`p.id`, home)}, 'validFrom', lower(m.valid), 'validTo', upper(m.valid), 'provenance', ${provenanceJson('m', home)},
      'address', ${present ? sql`(select ${addressJson('a', home)} from person_addresses a where a.jurisdiction_id = ${home} and a.person_id = p.id and ${validOn('a', asOf)} and not ${isUnsafeFor(context.actor, home, sql`p.id`)} order by a.kind = 'domicile' desc limit 1)` : sql`null::json`},
      'programmes', ${present ? sql`coalesce((select json_agg(${programmeJson('g', asOf, home)} order by g.programme_code) from programme_memberships g where g.jurisdiction_id = ${home} and g.person_id = p.id and ${validOn('g', asOf)}), '[]')` : sql`'[]'::json`})
    order by (m.relation = 'head') desc nulls last, (m.relation = 'spouse') desc nulls last, p.birth_date nulls last, p.id)
  from family_members m join persons p on p.jurisdiction_id = ${home} and p.id = m.person_id
  where m.jurisdiction_id = ${home} and m.family_id = f.id and ${present ? validOn('m', asOf) : left}), '[]')`
}

interface Located {
  jurisdictionId: number
  memberIds: string[]
}

export async function getFamily(context: ReadContext, id: string, asOf: string | null = null): Promise<Family> {
  const home = homeIn(id, 'f')
  // On a day the family lived where its head, or whoever comes first, lived.
  const lived = sql`select a.region_code, a.street from family_members m join person_addresses a on a.jurisdiction_id = ${home} and a.person_id = m.person_id and ${validOn('a', asOf)}
    where m.jurisdiction_id = ${home} and m.family_id = f.id and ${validOn('m', asOf)} order by (m.relation = 'head') desc nulls last, a.kind = 'domicile' desc, m.person_id limit 1`
  const found = await firstRow<Omit<Family, 'desil'> & { jurisdictionId: number; ahead: boolean }>(
    context.db,
    sql`select f.jurisdiction_id as "jurisdictionId", ${isAhead(asOf, home, context.now)} as ahead, f.id, mask_identifier(f.kk_number) as "kkNumber", v.region_code as "villageCode", ${regionPath('v.region_code')} as "regionPath", v.street,
          (select p.name from family_members m join persons p on p.jurisdiction_id = ${home} and p.id = m.person_id
            where m.jurisdiction_id = ${home} and m.family_id = f.id and m.relation = 'head' and ${validOn('m', asOf)} order by p.id limit 1) as "headName",
          ${members(context, home, asOf, 'present')} as members, ${members(context, home, asOf, 'former')} as "formerMembers",
          (select h.external_id from current_family_members m join current_households h on h.jurisdiction_id = ${home} and h.person_id = m.person_id
            where m.jurisdiction_id = ${home} and m.family_id = f.id limit 1) as "householdExternalId",
          coalesce((select json_agg(json_build_object('desil', r.desil, 'releaseName', d.name, 'cutOffOn', r.cut_off_on, 'source', d.source) order by r.cut_off_on desc, r.recorded_at desc)
            from family_rankings r join data_releases d on d.jurisdiction_id = ${home} and d.id = r.release_id
            where r.jurisdiction_id = ${home} and r.family_id = f.id and r.cut_off_on <= coalesce(${asOf}::date, r.cut_off_on)), '[]') as rankings,
          ${asOf}::date::text as "asOf", s.since::text as "knownSince", ${asOf === null ? sql`true` : sql`(s.since is null or s.since <= ${asOf}::date)`} as known,
          ${provenanceJson('f', home)} as provenance, f.version
        from families f
        left join lateral (${asOf === null ? sql`select f.region_code, f.street` : sql`select coalesce(l.region_code, f.region_code) as region_code, l.street from (select 1) one left join lateral (${lived}) l on true`}) v on true
        cross join lateral (select case when bool_or(k.ever) then null else min(k.since) end as since from (
          select lower_inf(m.valid) as ever, lower(m.valid) as since from family_members m where m.jurisdiction_id = ${home} and m.family_id = f.id union all
          select false, r.cut_off_on from family_rankings r where r.jurisdiction_id = ${home} and r.family_id = f.id) k) s
        where ${isRow(id, 'f')} and ${visibleTo(context.actor, 'person.read', scopeOf('f'))}`,
  )
  if (!found) throw problem('not-found')
  ensurePast(found)
  const { jurisdictionId, ahead: _, ...family } = found
  context.recordAccess({
    jurisdictionId,
    subjectIds: [...new Set([id, ...[...family.members, ...family.formerMembers].map((member) => member.personId)])],
    fields: asOf === null ? ['family'] : ['family', 'as_of'],
  })
  return { ...family, desil: family.rankings[0] ?? null }
}

/** Shard and present members of a family that the actor may see, or 404. */
export async function locateFamily(context: ReadContext, id: string): Promise<Located> {
  const home = homeIn(id, 'f')
  const found = await firstRow<Located>(
    context.db,
    sql`select f.jurisdiction_id as "jurisdictionId", array(select m.person_id from current_family_members m where m.jurisdiction_id = ${home} and m.family_id = f.id order by 1) as "memberIds"
        from families f where ${isRow(id, 'f')} and ${visibleTo(context.actor, 'person.read', scopeOf('f'))}`,
  )
  if (!found) throw problem('not-found')
  return found
}
