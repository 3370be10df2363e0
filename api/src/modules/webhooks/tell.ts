/** From the change feed into the messages of one webhook: in the feed's order, none skipped, each kept before the position moves. */
import { webhookRecord } from '@pandu-gempita/shared/webhooks'
import { statesIn } from '../../kernel/record.ts'
import { webhookMessages } from '@pandu-gempita/shared/webhooks'
import { sql } from 'drizzle-orm'
import { firstRow, rows, type Queryable } from '../../kernel/db.ts'
import { ProblemError } from '../../kernel/problem-error.ts'
import { countFollowed, feedCursorNow, readFollowed, type FollowedPiece, type ToldEvent } from '../exchange/public.ts'
import { makerOf, type MadeBy } from './maker.ts'
import { eventMessage, keepMessages, pendingMessage, snapshotNeededMessage, type Message } from './messages.ts'
import { disable, type WebhookContext } from './worker-context.ts'

export interface FollowingWebhook extends MadeBy {
  readonly jurisdiction_id: number
  readonly id: string
  readonly types: string[]
  readonly feed_cursor: string
  readonly told_ms_ago: number | null
}

export const followingWebhooks = (db: Queryable): Promise<FollowingWebhook[]> =>
  rows<FollowingWebhook>(
    db,
    sql`select jurisdiction_id, id, types, region_code, feed_cursor, created_by, created_by_jurisdiction, scope, extract(epoch from now() - pending_told_at)::float8 * 1000 as told_ms_ago
        from webhooks where status in ${statesIn(webhookRecord, 'active')} order by jurisdiction_id, id`,
  )

/** `held`: there is more to tell, later. */
export type Told = 'nothing' | 'something' | 'held'

interface Step {
  readonly messages: readonly Message[]
  readonly cursor: string
  readonly pending?: boolean
}

/** Messages and position in one transaction; nothing happens when somebody else has moved the position, or paused it. */
async function keep({ database }: WebhookContext, hook: FollowingWebhook, step: Step): Promise<void> {
  await database.db.transaction(async (tx) => {
    const moved = await firstRow(
      tx,
      sql`update webhooks set feed_cursor = ${step.cursor}${step.pending ? sql`, pending_told_at = now()` : sql``}
          where jurisdiction_id = ${hook.jurisdiction_id} and id = ${hook.id} and status in ${statesIn(webhookRecord, 'active')} and feed_cursor = ${hook.feed_cursor} returning id`,
    )
    if (moved && step.messages.length > 0) await keepMessages(tx, hook.jurisdiction_id, hook.id, step.messages)
  })
}

async function waitingOf(db: Queryable, hook: FollowingWebhook): Promise<{ single: number; pending: number }> {
  const found = await firstRow<{ single: number; pending: number }>(
    db,
    sql`select count(*) filter (where type <> ${webhookMessages.pending})::int as single, count(*) filter (where type = ${webhookMessages.pending})::int as pending
        from webhook_deliveries where jurisdiction_id = ${hook.jurisdiction_id} and webhook_id = ${hook.id} and status = 'waiting'`,
  )
  return found ?? { single: 0, pending: 0 }
}

/** A receiver is not told what is done to its own webhook: it would answer its own messages for ever. */
const notItself =
  (hook: FollowingWebhook) =>
  ({ event }: ToldEvent): boolean =>
    event.data.subjectId !== hook.id

/** A piece of the feed may end early among events of others; what waits is known at its end, or when it is too much. */
const PIECES = 10

async function readNext(
  reader: Parameters<typeof readFollowed>[0],
  filters: Parameters<typeof readFollowed>[1],
  from: string,
  room: number,
): Promise<FollowedPiece> {
  let next = await readFollowed(reader, filters, from, room + 1)
  for (let piece = 1; piece < PIECES && next.more && next.items.length <= room; piece++) {
    const more = await readFollowed(reader, filters, next.cursor, room + 1 - next.items.length)
    next = { ...more, items: [...next.items, ...more.items], passed: next.passed + more.passed }
  }
  return next
}

export async function tell(context: WebhookContext, hook: FollowingWebhook): Promise<Told> {
  const { db } = context.database
  const { settings } = context
  const actor = await makerOf(db, hook)
  if (!actor) {
    await disable(context, { jurisdictionId: hook.jurisdiction_id, id: hook.id }, 'access_ended')
    return 'nothing'
  }
  const reader = { db, actor }
  const filters = { region: hook.region_code, type: hook.types }
  const waiting = await waitingOf(db, hook)
  // The message that tells of many is out: the next one tells of everything since.
  if (waiting.pending > 0) return 'held'
  const room = Math.max(settings.mostWaiting - waiting.single, 0)
  try {
    const next = await readNext(reader, filters, hook.feed_cursor, room)
    if (next.items.length <= room) {
      if (next.items.length > 0 || next.passed > 0)
        await keep(context, hook, {
          messages: next.items.filter(notItself(hook)).map(eventMessage),
          cursor: next.cursor,
        })
      return next.more ? 'held' : next.items.length > 0 ? 'something' : 'nothing'
    }
    if (hook.told_ms_ago !== null && hook.told_ms_ago < settings.pendingEveryMs) return 'held'
    const { counts, cursor } = await countFollowed(reader, filters, hook.feed_cursor)
    const at = new Date().toISOString()
    const message = pendingMessage(at, hook.region_code, counts, hook.feed_cursor, cursor)
    await keep(context, hook, { messages: [message], cursor, pending: true })
    return 'something'
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'snapshot-needed')) throw error
    // The database was restored: what this position meant is gone, so the receiver is told, and hears what comes now.
    const cursor = await feedCursorNow(reader, filters)
    await keep(context, hook, {
      messages: [snapshotNeededMessage(new Date().toISOString(), hook.region_code, cursor)],
      cursor,
    })
    return 'something'
  }
}
