/**
 * A file that is older than what has been applied fills the past. Between its cut-off and the next release that speaks of the
 * same person and programme, what the older file says is true: since when somebody has had it, or that she had it for a time.
 * Matching leaves its programmes alone, because a younger row that only repeated itself has left no trace in the register.
 */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { sql, type SQL } from 'drizzle-orm'
import { firstRow, rows, type Tx } from '../../../kernel/db.ts'
import { statesIn } from '../../../kernel/record.ts'
import { insertEventsOf } from '../../../kernel/unit-of-work.ts'
import type { BatchKey } from '../batch-key.ts'
import { saidInBatch, saidInRelease, type Said } from '../deciding/said.ts'
import type { Answer } from '../reading/claims.ts'

interface Later {
  readonly id: string
  readonly cutOffOn: string
}
interface Batch {
  readonly source: string
  readonly cutOffOn: string
  readonly releaseId: string
  readonly releaseName: string
  readonly createdByName: string
}

/** People of whom this file says `here` and the next one that speaks, of `on`, says `then`. */
interface Told {
  readonly programme: string
  readonly here: Answer
  /** Null where none speaks: then this file has the last word. */
  readonly on: string | null
  readonly then: Answer
  readonly records: number[]
}

function tellings(here: Said, later: readonly { readonly cutOffOn: string; readonly said: Said }[]): Told[] {
  const told = new Map<string, Told>()
  for (let record = 0; record < here.claims.end; record++)
    for (const [at, programme] of here.claims.programmes.entries()) {
      const now = here.claims.answer(record, at)
      if (now === 'nothing') continue
      const next = later.find(({ said }) => said.claims.answer(record, at) !== 'nothing')
      const then = next?.said.claims.answer(record, at) ?? 'nothing'
      const on = next?.cutOffOn ?? null
      const key = [programme, now, on, then].join()
      const one = told.get(key) ?? { programme, here: now, on, then, records: [] }
      one.records.push(record)
      told.set(key, one)
    }
  return [...told.values()]
}

/** @returns the persons whose past has become another */
async function fill(
  tx: Tx,
  shard: number,
  batch: Batch,
  { programme, here, on, then, records }: Told,
): Promise<string[]> {
  const from = sql`${batch.cutOffOn}::date`
  const next = sql`${on}::date`
  const people = sql`(select s.person_id from unnest(${sql.param(records)}::int[]) as u(record) join source_records s on s.jurisdiction_id = ${shard} and s.source = ${batch.source} and s.record_number = u.record)`
  const which = sql`g.jurisdiction_id = ${shard} and g.programme_code = ${programme} and g.source = ${batch.source} and g.person_id in ${people}`
  const free = (period: SQL): SQL =>
    sql`not exists (select 1 from programme_memberships o where o.jurisdiction_id = ${shard} and o.programme_code = ${programme} and o.person_id = p.person_id and o.valid && ${period})`
  const changed = async (statement: SQL): Promise<string[]> =>
    (await rows<{ id: string }>(tx, statement)).map(({ id }) => id)
  const insert = (ofPeople: SQL, period: SQL): SQL => sql`
    insert into programme_memberships (jurisdiction_id, person_id, programme_code, valid, source, release_id)
    select ${shard}::int, p.person_id, ${programme}::text, ${period}, ${batch.source}::text, ${batch.releaseId}::uuid from ${ofPeople} where ${free(period)}
    returning person_id as id`

  if (here === 'yes' && then === 'yes')
    // She had it already; it did not begin when it was first read of.
    return changed(sql`
      update programme_memberships g set valid = daterange(${from}, upper(g.valid)) where ${which} and g.valid @> ${next} and lower(g.valid) > ${from}
        and not exists (select 1 from programme_memberships o where o.jurisdiction_id = g.jurisdiction_id and o.programme_code = g.programme_code and o.person_id = g.person_id and o.id <> g.id and o.valid && daterange(${from}, lower(g.valid)))
      returning g.person_id as id`)
  if (here === 'yes')
    return [
      ...(await changed(sql`
        update programme_memberships g set valid = daterange(lower(g.valid), ${next}) where ${which} and g.valid @> ${from} and g.valid @> ${next} returning g.person_id as id`)),
      ...(await changed(insert(sql`${people} as p`, sql`daterange(${from}, ${next})`))),
    ]
  // She did not have it between the two, whatever was taken to go on: what comes after is a period of its own.
  const over = await rows<{ id: string; until: string | null }>(
    tx,
    sql`select g.person_id as id, upper(g.valid)::text as until from programme_memberships g where ${which} and g.valid @> ${from}`,
  )
  if (over.length === 0) return []
  await tx.execute(sql`delete from programme_memberships g where ${which} and lower(g.valid) = ${from}`)
  await tx.execute(
    sql`update programme_memberships g set valid = daterange(lower(g.valid), ${from}) where ${which} and g.valid @> ${from}`,
  )
  const goesOn = over.filter(({ until }) => then === 'yes' && on !== null && (until === null || until > on))
  await tx.execute(
    insert(
      sql`unnest(${sql.param(goesOn.map(({ id }) => id))}::uuid[], ${sql.param(goesOn.map(({ until }) => until))}::date[]) as p(person_id, until)`,
      sql`daterange(${next}, p.until)`,
    ),
  )
  return over.map(({ id }) => id)
}

export async function fillPast(tx: Tx, key: BatchKey, requestId: string): Promise<void> {
  const shard = key.jurisdictionId
  const batch = await firstRow<Batch>(
    tx,
    sql`select source, cut_off_on::text as "cutOffOn", release_id as "releaseId", release_name as "releaseName", created_by_name as "createdByName" from import_batches where jurisdiction_id = ${shard} and id = ${key.id}`,
  )
  if (!batch) throw new Error('the batch is gone')
  const younger = await rows<Later>(
    tx,
    sql`select b.release_id as id, b.cut_off_on::text as "cutOffOn" from import_batches b where b.jurisdiction_id = ${shard} and b.source = ${batch.source} and b.status in ${statesIn(importRecord, 'applied')} and b.cut_off_on > ${batch.cutOffOn}::date
        group by 1, 2 order by 2, 1`,
  )
  if (younger.length === 0) return
  const here = await saidInBatch(tx, key)
  const later: { cutOffOn: string; said: Said }[] = []
  for (const { id, cutOffOn } of younger) {
    const said = await saidInRelease(tx, shard, id)
    if (said) later.push({ cutOffOn, said })
  }
  if (!here) return
  const changed = new Set<string>()
  for (const told of tellings(here, later)) for (const id of await fill(tx, shard, batch, told)) changed.add(id)
  if (changed.size === 0) return
  await tx.execute(
    insertEventsOf(sql`select p.jurisdiction_id, 'person.changed_by_import', 'person', p.id, p.id, p.region_code, ${batch.createdByName}::text,
      jsonb_build_object('release', ${batch.releaseName}::text, 'cutOffOn', ${batch.cutOffOn}::text, 'fields', 'programmes'), ${requestId}
    from persons p where p.jurisdiction_id = ${shard} and p.id = any(${sql.param([...changed])}::uuid[]) order by p.id`),
  )
}
