import type { Family } from '@pandu-gempita/shared/families'
import { sql } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { nowDate, provenanceJson } from '../persons/public.ts'
import { regionPath } from '../regions/public.ts'

const members = (context: ReadContext, present: boolean) => sql`coalesce((
  select json_agg(json_build_object('personId', p.id, 'name', p.name, 'relation', m.relation, 'sex', p.sex, 'age', age_in_years(p.birth_date, p.birth_year_estimated, ${nowDate(context.now)}),
      'nik', (select mask_identifier(i.value) from person_identifiers i where i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id and i.type = 'nik' and upper_inf(i.valid) order by i.recorded_at desc limit 1),
      'validFrom', lower(m.valid), 'validTo', upper(m.valid)) order by (m.relation = 'head') desc nulls last, (m.relation = 'spouse') desc nulls last, p.birth_date nulls last, p.id)
  from family_members m join persons p on p.jurisdiction_id = m.jurisdiction_id and p.id = m.person_id
  where m.jurisdiction_id = f.jurisdiction_id and m.family_id = f.id and upper_inf(m.valid) = ${present}::boolean), '[]')`

interface Located {
  jurisdictionId: number
  memberIds: string[]
}

export async function getFamily(context: ReadContext, id: string): Promise<Family> {
  const found = await firstRow<Family & { jurisdictionId: number }>(
    context.db,
    sql`select f.jurisdiction_id as "jurisdictionId", f.id, mask_identifier(f.kk_number) as "kkNumber", f.region_code as "villageCode", ${regionPath('f.region_code')} as "regionPath", f.street,
          (select p.name from current_family_members m join persons p on p.jurisdiction_id = m.jurisdiction_id and p.id = m.person_id
            where m.jurisdiction_id = f.jurisdiction_id and m.family_id = f.id and m.relation = 'head' order by p.id limit 1) as "headName",
          ${members(context, true)} as members, ${members(context, false)} as "formerMembers",
          (select h.external_id from current_family_members m join current_households h on h.jurisdiction_id = m.jurisdiction_id and h.person_id = m.person_id
            where m.jurisdiction_id = f.jurisdiction_id and m.family_id = f.id limit 1) as "householdExternalId",
          coalesce((select json_agg(json_build_object('desil', r.desil, 'releaseName', d.name, 'cutOffOn', r.cut_off_on, 'source', d.source) order by r.cut_off_on desc, r.recorded_at desc)
            from family_rankings r join data_releases d on d.jurisdiction_id = r.jurisdiction_id and d.id = r.release_id
            where r.jurisdiction_id = f.jurisdiction_id and r.family_id = f.id), '[]') as rankings,
          ${provenanceJson('f')} as provenance, f.version
        from families f where f.id = ${id} and ${visibleTo(context.actor, 'person.read', scopeOf('f'))}`,
  )
  if (!found) throw problem('not-found')
  const { jurisdictionId, ...family } = found
  context.recordAccess({
    jurisdictionId,
    subjectIds: [...new Set([id, ...[...family.members, ...family.formerMembers].map((member) => member.personId)])],
    fields: ['family'],
  })
  return family
}

/** Shard and present members of a family that the actor may see, or 404. */
export async function locateFamily(context: ReadContext, id: string): Promise<Located> {
  const found = await firstRow<Located>(
    context.db,
    sql`select f.jurisdiction_id as "jurisdictionId", array(select m.person_id from current_family_members m where m.jurisdiction_id = f.jurisdiction_id and m.family_id = f.id order by 1) as "memberIds"
        from families f where f.id = ${id} and ${visibleTo(context.actor, 'person.read', scopeOf('f'))}`,
  )
  if (!found) throw problem('not-found')
  return found
}
