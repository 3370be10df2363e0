/**
 * What differs between two releases of one source, as rows of persons: one statement that the counts, the
 * lists and the notice list all read. Presence comes from bit strings, desil and programmes from their validity,
 * so nothing is stored a second time. A mass deactivation of PBI-JK is seen here, not at the clinic.
 */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { statesIn } from '../../kernel/record.ts'
import { sql, type SQL } from 'drizzle-orm'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { presenceInRelease } from '../imports/public.ts'

export interface ReleaseRow {
  readonly jurisdictionId: number
  readonly id: string
  readonly source: string
  readonly name: string
  readonly cutOffOn: string
}
export interface Pair {
  readonly before: ReleaseRow
  readonly after: ReleaseRow
  /** Record numbers of the source; empty where no file of either release claims to hold everybody. */
  readonly entered: readonly number[]
  readonly left: readonly number[]
}

/** Shards in which the actor may read counts, whatever the area within: a release belongs to a whole jurisdiction. */
export const inReadableShards = (context: ReadContext, column: SQL): SQL => {
  const grants = context.actor.grants.filter(
    ({ permission }) => permission === 'report.read' || permission === 'person.read',
  )
  if (grants.some(({ scope }) => scope === 'national')) return sql`true`
  const shards = [...new Set(grants.filter(({ scope }) => scope === 'area').flatMap((grant) => grant.jurisdictionIds))]
  return shards.length === 0 ? sql`false` : sql`${column} = any(${sql.param(shards)}::int[])`
}

async function findRelease(context: ReadContext, id: string): Promise<ReleaseRow> {
  const release = await firstRow<ReleaseRow>(
    context.db,
    sql`select r.jurisdiction_id as "jurisdictionId", r.id, r.source, r.name, r.cut_off_on::text as "cutOffOn" from data_releases r
        where r.id = ${id} and ${inReadableShards(context, sql`r.jurisdiction_id`)}`,
  )
  if (!release) throw problem('not-found')
  return release
}

/** Who stood in it is forgotten after a time; then nobody has entered or left by it. */
const holdsEverybody = async (db: Queryable, release: ReleaseRow): Promise<boolean> =>
  (await firstRow(
    db,
    sql`select 1 from import_batches b where b.jurisdiction_id = ${release.jurisdictionId} and b.release_id = ${release.id} and b.status in ${statesIn(importRecord, 'applied')} and b.coverage = 'everybody'
          and exists (select from release_presence p where p.jurisdiction_id = b.jurisdiction_id and p.batch_id = b.id)`,
  )) !== undefined

export async function pairOf(context: ReadContext, afterId: string, beforeId: string): Promise<Pair> {
  const after = await findRelease(context, afterId)
  const before = await findRelease(context, beforeId)
  if (
    before.jurisdictionId !== after.jurisdictionId ||
    before.source !== after.source ||
    before.cutOffOn >= after.cutOffOn
  )
    throw problem('releases-not-comparable')
  const complete = (await holdsEverybody(context.db, before)) && (await holdsEverybody(context.db, after))
  if (!complete) return { before, after, entered: [], left: [] }
  const earlier = await presenceInRelease(context.db, before.jurisdictionId, before.id)
  const later = await presenceInRelease(context.db, after.jurisdictionId, after.id)
  return { before, after, entered: [...later.without(earlier)], left: [...earlier.without(later)] }
}

/** Rows (person_id, region_code, kind, programme, before, after) of the persons that `visible` lets through, under the alias p. */
export const differencesOf = ({ before, after, entered, left }: Pair, visible: SQL): SQL => {
  const shard = sql`${after.jurisdictionId}::int`
  const from = sql`${before.cutOffOn}::date`
  const to = sql`${after.cutOffOn}::date`
  const byRecord = (records: readonly number[]): SQL => sql`
    unnest(${sql.param(records)}::int[]) as g(record) join source_records s on s.jurisdiction_id = ${shard} and s.source = ${after.source} and s.record_number = g.record
      join persons p on p.jurisdiction_id = s.jurisdiction_id and p.id = s.person_id`
  const activeAtFirst = sql`m.valid @> ${from}`
  return sql`(
    select p.id as person_id, p.region_code, 'entered' as kind, null as programme, null as before, null as after from ${byRecord(entered)} where ${visible}
    union all
    select p.id, p.region_code, 'left', null, null, null from ${byRecord(left)} where ${visible}
    union all
    select p.id, p.region_code, 'programme_ended', m.programme_code, m.programme_code, null from ${byRecord(left)}
      join programme_memberships m on m.jurisdiction_id = p.jurisdiction_id and m.person_id = p.id and ${activeAtFirst} and upper_inf(m.valid) where ${visible}
    union all
    select p.id, p.region_code, 'programme_ended', m.programme_code, m.programme_code, null from programme_memberships m
      join persons p on p.jurisdiction_id = m.jurisdiction_id and p.id = m.person_id
      where m.jurisdiction_id = ${shard} and m.source = ${after.source} and upper(m.valid) > ${from} and upper(m.valid) <= ${to} and ${visible}
        and not exists (select 1 from programme_memberships o where o.jurisdiction_id = m.jurisdiction_id and o.person_id = m.person_id and o.programme_code = m.programme_code and o.valid @> ${to})
    union all
    select p.id, p.region_code, 'programme_begun', m.programme_code, null, m.programme_code from programme_memberships m
      join persons p on p.jurisdiction_id = m.jurisdiction_id and p.id = m.person_id
      where m.jurisdiction_id = ${shard} and m.source = ${after.source} and lower(m.valid) > ${from} and lower(m.valid) <= ${to} and ${visible}
        and not exists (select 1 from programme_memberships o where o.jurisdiction_id = m.jurisdiction_id and o.person_id = m.person_id and o.programme_code = m.programme_code and o.valid @> ${from})
    union all
    -- The desil is the family's; its head stands for it, else its oldest member.
    select p.id, p.region_code, 'desil', null, k.before::text, k.after::text
    from (select distinct on (r.family_id) r.family_id, r.desil as after,
            (select e.desil from family_rankings e where e.jurisdiction_id = r.jurisdiction_id and e.family_id = r.family_id and e.cut_off_on <= ${from} order by e.cut_off_on desc limit 1) as before
          from family_rankings r where r.jurisdiction_id = ${shard} and r.cut_off_on > ${from} and r.cut_off_on <= ${to} order by r.family_id, r.cut_off_on desc, r.recorded_at desc) k
      join lateral (select m.person_id from family_members m join persons q on q.jurisdiction_id = m.jurisdiction_id and q.id = m.person_id
        where m.jurisdiction_id = ${shard} and m.family_id = k.family_id and upper_inf(m.valid) order by (m.relation = 'head') desc nulls last, q.birth_date nulls last limit 1) h on true
      join persons p on p.jurisdiction_id = ${shard} and p.id = h.person_id
    where k.before is not null and k.after is distinct from k.before and ${visible}) as d`
}
