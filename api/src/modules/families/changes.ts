import { mostFamilyChanges, type FamilyChange } from '@pandu-gempita/shared/families'
import { sql, type SQL } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow, rows } from '../../kernel/db.ts'
import { atHome, isRow } from '../../kernel/home.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { regionPath } from '../regions/public.ts'

/** A fact of a member while he was one: what other families did with him is nothing of this one. */
const ofMembers = (home: SQL, id: string, table: string): SQL => sql`
  family_members m join ${sql.raw(table)} x on x.jurisdiction_id = ${home} and x.person_id = m.person_id and x.valid && m.valid
  where m.jurisdiction_id = ${home} and m.family_id = ${id}`

const place = (alias: string): SQL =>
  sql`concat_ws(', ', nullif(${sql.raw(alias)}.street, ''), nullif(${sql.raw(alias)}.hamlet, ''), ${regionPath(`${alias}.region_code`)})`

/**
 * The release that ended something is the one with what came instead, or with that cut-off. A relation that was told anew is
 * no change of members. Periods tell when something began and ended; what holds since ever, or still, tells nothing.
 */
function changesOf(home: SQL, id: string): SQL {
  const joined = sql`family_members m where m.jurisdiction_id = ${home} and m.family_id = ${id}`
  return sql`
    select lower(m.valid) as "on", 'member_joined' as kind, m.person_id, null as before, m.relation as after, m.source, m.release_id, m.row_number from ${joined} and not lower_inf(m.valid)
      and not exists (select 1 from family_members b where b.jurisdiction_id = ${home} and b.person_id = m.person_id and b.family_id = m.family_id and upper(b.valid) = lower(m.valid))
    union all
    select upper(m.valid), 'member_left', m.person_id, m.relation, null, coalesce(n.source, m.source), n.release_id, n.row_number
    from family_members m left join family_members n on n.jurisdiction_id = ${home} and n.person_id = m.person_id and lower(n.valid) = upper(m.valid)
    where m.jurisdiction_id = ${home} and m.family_id = ${id} and not upper_inf(m.valid) and n.family_id is distinct from m.family_id
    union all
    select r.cut_off_on, 'desil', null, r.former, r.now, d.source, r.release_id, null from (
      select k.*, k.desil::text as now, lag(k.desil::text) over (order by k.cut_off_on, k.recorded_at, k.release_id) as former
      from family_rankings k where k.jurisdiction_id = ${home} and k.family_id = ${id}) r
      join data_releases d on d.jurisdiction_id = ${home} and d.id = r.release_id where r.now is distinct from r.former
    union all
    select lower(x.valid), 'address', x.person_id, (select ${place('o')} from person_addresses o where o.jurisdiction_id = ${home} and o.person_id = x.person_id and o.kind = x.kind and upper(o.valid) = lower(x.valid) limit 1),
      ${place('x')}, x.source, x.release_id, x.row_number from ${ofMembers(home, id, 'person_addresses')} and m.valid @> lower(x.valid)
    union all
    select lower(x.valid), 'programme_began', x.person_id, null, x.programme_code, x.source, x.release_id, x.row_number from ${ofMembers(home, id, 'programme_memberships')} and m.valid @> lower(x.valid)
    union all
    select upper(x.valid), 'programme_ended', x.person_id, x.programme_code, null, x.source, (select d.id from data_releases d where d.jurisdiction_id = ${home} and d.source = x.source and d.cut_off_on = upper(x.valid) order by d.id limit 1), null from ${ofMembers(home, id, 'programme_memberships')} and m.valid @> upper(x.valid)`
}

export async function listFamilyChanges(
  context: ReadContext,
  id: string,
): Promise<{ items: FamilyChange[]; more: boolean }> {
  const family = await firstRow<{ shard: number }>(
    context.db,
    sql`select f.jurisdiction_id as shard from families f where ${isRow(id, 'f')} and ${visibleTo(context.actor, 'person.read', scopeOf('f'))}`,
  )
  if (!family) throw problem('not-found')
  const { shard } = family
  const home = atHome(shard)
  const found = await rows<FamilyChange>(
    context.db,
    sql`select c."on"::text, c.kind, c.person_id as "personId", p.name, c.before, c.after, c.source, d.name as "releaseName", c.row_number as "rowNumber"
        from (${changesOf(home, id)}) c
        left join persons p on p.jurisdiction_id = ${home} and p.id = c.person_id
        left join data_releases d on d.jurisdiction_id = ${home} and d.id = c.release_id
        order by c."on" desc, c.kind, p.name, c.person_id, c.after limit ${mostFamilyChanges + 1}`,
  )
  const items = found.slice(0, mostFamilyChanges)
  context.recordAccess({
    jurisdictionId: shard,
    subjectIds: [...new Set([id, ...items.flatMap(({ personId }) => personId ?? [])])],
    fields: ['family_history'],
  })
  return { items, more: found.length > mostFamilyChanges }
}
