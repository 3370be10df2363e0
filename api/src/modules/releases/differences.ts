/**
 * What differs between two releases of one source, as rows of persons: one statement that the counts, the lists and the notice
 * list all read. Compared is what the releases said, kept with each of their batches, not what has become of the register
 * since: so the order in which they were imported changes nothing. A mass deactivation of PBI-JK is seen here, not at the clinic.
 */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { statesIn } from '../../kernel/record.ts'
import { sql, type SQL } from 'drizzle-orm'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { saidInRelease, type Said } from '../imports/public.ts'

export interface ReleaseRow {
  readonly jurisdictionId: number
  readonly id: string
  readonly source: string
  readonly name: string
  readonly cutOffOn: string
}
interface Change {
  readonly records: readonly number[]
  readonly kind: 'entered' | 'left' | 'programme_ended' | 'programme_begun'
  readonly programme: string | null
}
export interface Pair {
  readonly before: ReleaseRow
  readonly after: ReleaseRow
  /** By record number of the source. Who entered and left only where a file of each release claims to hold everybody. */
  readonly changes: readonly Change[]
  readonly desils: {
    readonly records: readonly number[]
    readonly before: readonly number[]
    readonly after: readonly number[]
  }
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
  const first = await saidInRelease(context.db, before.jurisdictionId, before.id)
  const second = await saidInRelease(context.db, after.jurisdictionId, after.id)
  if (!first || !second) throw problem('releases-not-comparable')
  const complete = (await holdsEverybody(context.db, before)) && (await holdsEverybody(context.db, after))
  return { before, after, ...whatDiffers(first, second, complete) }
}

/**
 * A plain comparison of two files, in whatever order they were imported. Of who stands in one of them only: she entered or
 * left with what she had, if both claim to hold everybody; else nothing is known of her. A row that says nothing of a
 * programme, or cannot be read, neither begins nor ends it.
 */
function whatDiffers(first: Said, second: Said, complete: boolean): Pick<Pair, 'changes' | 'desils'> {
  const entered = complete ? [...second.presence.without(first.presence)] : []
  const left = complete ? [...first.presence.without(second.presence)] : []
  const both: number[] = []
  for (let record = 0; record < first.claims.end; record++)
    if (first.claims.isKnown(record) && second.claims.isKnown(record)) both.push(record)
  const changes: Change[] = [
    { kind: 'entered', programme: null, records: entered },
    { kind: 'left', programme: null, records: left },
  ]
  for (const [at, programme] of first.claims.programmes.entries()) {
    const turned = (from: 'yes' | 'no', to: 'yes' | 'no'): number[] =>
      both.filter((record) => first.claims.answer(record, at) === from && second.claims.answer(record, at) === to)
    const had = ({ claims }: Said, records: readonly number[]): number[] =>
      records.filter((record) => claims.answer(record, at) === 'yes')
    changes.push(
      { kind: 'programme_ended', programme, records: [...turned('yes', 'no'), ...had(first, left)] },
      { kind: 'programme_begun', programme, records: [...turned('no', 'yes'), ...had(second, entered)] },
    )
  }
  const desils = { records: [] as number[], before: [] as number[], after: [] as number[] }
  for (const record of both) {
    const from = first.claims.desil(record)
    const to = second.claims.desil(record)
    if (from === undefined || to === undefined || from === to) continue
    desils.records.push(record)
    desils.before.push(from)
    desils.after.push(to)
  }
  return { changes: changes.filter(({ records }) => records.length > 0), desils }
}

/** Rows (person_id, region_code, kind, programme, before, after) of the persons that `visible` lets through, under the alias p. */
export const differencesOf = ({ after, changes, desils }: Pair, visible: SQL): SQL => {
  const shard = sql`${after.jurisdictionId}::int`
  const persons = sql`join source_records s on s.jurisdiction_id = ${shard} and s.source = ${after.source} and s.record_number = g.record
      join persons p on p.jurisdiction_id = s.jurisdiction_id and p.id = s.person_id`
  const parts = changes.map(
    ({ kind, programme, records }) => sql`
    select p.id as person_id, p.region_code, ${kind}::text as kind, ${programme}::text as programme,
      ${kind === 'programme_ended' ? programme : null}::text as before, ${kind === 'programme_begun' ? programme : null}::text as after
    from unnest(${sql.param(records)}::int[]) as g(record) ${persons} where ${visible}`,
  )
  // The desil is the family's; its head stands for it, else its oldest member.
  parts.push(sql`
    select person_id, region_code, 'desil' as kind, null::text as programme, before::text, after::text from (
      select distinct on (coalesce(m.family_id, p.id)) p.id as person_id, p.region_code, g.before, g.after
      from unnest(${sql.param(desils.records)}::int[], ${sql.param(desils.before)}::int[], ${sql.param(desils.after)}::int[]) as g(record, before, after) ${persons}
        left join family_members m on m.jurisdiction_id = p.jurisdiction_id and m.person_id = p.id and upper_inf(m.valid)
      where ${visible} order by coalesce(m.family_id, p.id), (m.relation = 'head') desc nulls last, p.birth_date nulls last, p.id) k`)
  return sql`(${sql.join(parts, sql` union all `)}) as d`
}
