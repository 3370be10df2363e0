/**
 * A search by a full NIK or KK confirms it, and nothing else: who tries numbers until one is somebody's is stopped after
 * some that were nobody's. Counted by account, so that nobody else has to wait, and after the search: of many at once
 * none is answered once too many have missed.
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
