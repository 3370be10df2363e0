/**
 * A search by a full NIK or KK confirms it, and nothing else: who tries numbers until one is somebody's is stopped after
 * some that were nobody's. Counted by account, so that nobody else has to wait, and after the search: of many at once
 * none is answered once too many have missed. A number that one has written oneself confirms nothing either: else who
 * writes each guess onto a person of his own would always find somebody, and never miss.
 */
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'

/** More than a counter mistypes; far less than the numbers that one birth date and village leave open. */
const mostMisses = 30
const HOUR = 3600

interface Count {
  readonly misses: number
  readonly seconds: number
}

const mine = ({ actor }: ReadContext) => sql`jurisdiction_id = ${actor.jurisdictionId} and account_id = ${actor.id}`
/** Seconds until the hour of the first miss is over. */
const left = sql`ceil(${HOUR} - extract(epoch from now() - t.since))::int as seconds`

/** Is there somebody among them who has the number by another's doing? The audit log knows who wrote it, by its digest. */
export async function hasOthers(
  { db, actor, secrets }: ReadContext,
  nik: string,
  found: readonly { readonly id: string; readonly jurisdictionId: number }[],
): Promise<boolean> {
  if (found.length === 0) return false
  const written = JSON.stringify([{ field: 'nik', after: secrets.digest(nik) }])
  const other = await firstRow(
    db,
    sql`select 1 from jsonb_to_recordset(${JSON.stringify(found.map(({ id, jurisdictionId }) => ({ id, shard: jurisdictionId })))}::jsonb) as f (id uuid, shard int)
        where not exists (select 1 from audit_entries e where e.jurisdiction_id = f.shard and e.subject_id = f.id and e.actor_id = ${actor.id} and e.changes @> ${written}::jsonb) limit 1`,
  )
  return other !== undefined
}

export async function countMiss(context: ReadContext, found: boolean): Promise<void> {
  const { actor } = context
  const hourOver = sql`t.since < now() - interval '1 hour'`
  const count = found
    ? await firstRow<Count>(
        context.db,
        sql`select t.misses, ${left} from search_misses t where ${mine(context)} and not (${hourOver})`,
      )
    : await firstRow<Count>(
        context.db,
        sql`insert into search_misses as t (jurisdiction_id, account_id, since, misses) values (${actor.jurisdictionId}, ${actor.id}, now(), 1)
            on conflict (jurisdiction_id, account_id) do update set misses = case when ${hourOver} then 1 else t.misses + 1 end, since = case when ${hourOver} then now() else t.since end
            returning t.misses, ${left}`,
      )
  if (count && count.misses > mostMisses)
    throw problem('too-many-requests', { retryAfterSeconds: Math.max(1, count.seconds) })
}
