/**
 * A search by a full NIK or KK confirms it, and nothing else: who tries numbers until one is somebody's is stopped after
 * some that were nobody's. Counted by account, so that nobody else has to wait, and after the search: of many at once
 * none is answered once too many have missed. A number that one has written oneself confirms nothing either: else who
 * writes each guess onto a person of his own would always find somebody, and never miss.
 */
import { sql, type SQL } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { atHome } from '../../kernel/home.ts'
import { kept } from '../../kernel/kept-plans.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'

/** More than a counter mistypes; far less than the numbers that one birth date and village leave open. */
const mostMisses = 30
const HOUR = 3600

interface Count {
  readonly misses: number
  readonly seconds: number
}

const mine = ({ actor }: ReadContext) => sql`t.jurisdiction_id = ${actor.jurisdictionId} and t.account_id = ${actor.id}`
const hourOver = sql`t.since < now() - interval '1 hour'`
/** Seconds until the hour of the first miss is over. */
const left = sql`ceil(${HOUR} - extract(epoch from now() - t.since))::int as seconds`

export interface Searched {
  /** Of a NIK: then somebody whose number the caller has written is no hit. The audit log knows who wrote it, by its digest. */
  readonly nik?: string
  readonly found: readonly { readonly id: string; readonly jurisdictionId: number }[]
}

/** Is somebody among them who has the number by another's doing? The shard is named, so that no other one is planned for. */
function isHit({ actor, secrets }: ReadContext, { nik, found }: Searched): SQL {
  if (found.length === 0) return sql`false`
  if (nik === undefined) return sql`true`
  const written = JSON.stringify([{ field: 'nik', after: secrets.digest(nik) }])
  return sql.join(
    found.map(
      ({ id, jurisdictionId }) => sql`not exists (select 1 from audit_entries e
        where e.jurisdiction_id = ${atHome(jurisdictionId)} and e.subject_id = ${id} and e.actor_id = ${actor.id} and e.changes @> ${written}::jsonb)`,
    ),
    sql` or `,
  )
}

/** After each search by a full number. One statement where it found somebody, because the counter searches all day. */
export async function countMiss(context: ReadContext, searched: Searched): Promise<void> {
  const { actor, db } = context
  const seen = await firstRow<Count & { hit: boolean }>(
    db,
    kept(sql`select (${isHit(context, searched)}) as hit, coalesce(t.misses, 0) as misses, ${left}
        from (select 1) one left join search_misses t on ${mine(context)} and not (${hourOver})`),
  )
  const count = seen?.hit
    ? seen
    : await firstRow<Count>(
        db,
        sql`insert into search_misses as t (jurisdiction_id, account_id, since, misses) values (${actor.jurisdictionId}, ${actor.id}, now(), 1)
            on conflict (jurisdiction_id, account_id) do update set misses = case when ${hourOver} then 1 else t.misses + 1 end, since = case when ${hourOver} then now() else t.since end
            returning t.misses, ${left}`,
      )
  if (count && count.misses > mostMisses)
    throw problem('too-many-requests', { retryAfterSeconds: Math.max(1, count.seconds) })
}
