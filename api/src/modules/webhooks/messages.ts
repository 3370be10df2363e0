/** What is sent, and the rows that keep it until it has arrived. Ids and codes: nothing that says who somebody is. */
import { randomUUID } from 'node:crypto'
import { webhookMessages } from '@pandu-gempita/shared/webhooks'
import { sql } from 'drizzle-orm'
import { rows, type Queryable } from '../../kernel/db.ts'
import type { FeedPlace, ToldEvent } from '../exchange/public.ts'

export interface Message {
  readonly id: string
  readonly type: string
  readonly body: string
  /** The event in the feed, if the message is one. */
  readonly place: FeedPlace | null
}

const message = (id: string, type: string, at: string, data: object, place: FeedPlace | null): Message => ({
  id,
  type,
  body: JSON.stringify({ type, timestamp: at, data }),
  place,
})

export const eventMessage = ({ event, place, cursor }: ToldEvent): Message =>
  message(
    event.id,
    event.type,
    event.time,
    { id: event.id, ...event.data, jurisdiction: event.source.replace('/jurisdictions/', ''), cursor },
    place,
  )

export const pendingMessage = (
  at: string,
  regionCode: string,
  counts: Readonly<Record<string, number>>,
  fromCursor: string,
  toCursor: string,
): Message =>
  message(
    randomUUID(),
    webhookMessages.pending,
    at,
    {
      regionCode,
      total: Object.values(counts).reduce((sum, events) => sum + events, 0),
      counts,
      fromCursor,
      toCursor,
    },
    null,
  )

export const snapshotNeededMessage = (at: string, regionCode: string, cursor: string): Message =>
  message(randomUUID(), webhookMessages.snapshotNeeded, at, { regionCode, cursor }, null)

export const testMessage = (at: string, webhookId: string, regionCode: string): Message =>
  message(randomUUID(), webhookMessages.test, at, { webhookId, regionCode }, null)

/** As never tried: sent again with the same `webhook-id`, with all its tries before it. */
export const AFRESH = sql`status = 'waiting', attempts = 0, first_attempt_at = null, next_attempt_at = now(), claimed_until = null, error = null, response_status = null, duration_ms = null, updated_at = now()`

/** Keeps messages for sending, in their order; one that is there already is sent once more. */
export async function keepMessages(
  db: Queryable,
  jurisdictionId: number,
  webhookId: string,
  messages: readonly Message[],
): Promise<string[]> {
  const list = messages.map(({ id, type, body, place }, n) => ({ n, message_id: id, type, body, ...place }))
  const kept = await rows<{ id: string }>(
    db,
    sql`insert into webhook_deliveries (jurisdiction_id, webhook_id, message_id, type, body, event_jurisdiction_id, event_xid, event_seq, next_attempt_at)
        select ${jurisdictionId}, ${webhookId}, m.message_id, m.type, m.body, m.shard, m.xid::xid8, m.seq, now()
        from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as m (n int, message_id uuid, type text, body text, shard int, xid text, seq bigint) order by m.n
        on conflict on constraint webhook_deliveries_message_key do update set ${AFRESH}, body = excluded.body
        returning id`,
  )
  return kept.map(({ id }) => id)
}
