/** The feed for jobs that tell it to others: pieces with the position of each event, and counts instead of events. */
import type { ChangeEvent } from '@pandu-gempita/shared/exchange'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'
import { ANYBODYS, encodeCursor, type FeedCursor, type FeedFilters } from './cursor.ts'
import {
  advanced,
  eventsOf,
  mayBeTold,
  open,
  positionsTable,
  readClock,
  readPiece,
  type FeedReader,
  type Place,
} from './feed.ts'

export interface ToldEvent {
  readonly event: ChangeEvent
  readonly place: Place
  /** Go on from here and this event is the last that was told. */
  readonly cursor: string
}
export interface FollowedPiece {
  readonly items: readonly ToldEvent[]
  readonly cursor: string
  readonly more: boolean
  /** Events that were looked at, also those for others. */
  readonly passed: number
}

/** Messages carry these positions to a receiver, which reads on as a client of its own, not as who made the webhook. */
const forAnybody = (cursor: FeedCursor): string => encodeCursor({ ...cursor, access: ANYBODYS })

/** Where somebody begins who wants to hear of what happens from now on. */
export const feedCursorNow = async (reader: FeedReader, filters: FeedFilters): Promise<string> =>
  forAnybody(await open(reader, { ...filters, start: 'now' }))

/** The same position for what the reader may see now. @throws snapshot-needed, when it is of another history */
export const feedCursorAt = async (reader: FeedReader, filters: FeedFilters, cursor: string): Promise<string> =>
  forAnybody(await open(reader, { ...filters, cursor }, { anyAccess: true }))

export async function readFollowed(
  reader: FeedReader,
  filters: FeedFilters,
  cursor: string,
  limit: number,
): Promise<FollowedPiece> {
  const from = await open(reader, { ...filters, cursor }, { anyAccess: true })
  const piece = await readPiece(reader, filters, from, limit, { withPlaces: true })
  const events = eventsOf(piece.lines)
  return {
    items: events.map((event, index) => {
      const place = piece.places[index]
      if (!place) throw new Error('an event of the feed has no place')
      return { event, place, cursor: forAnybody(advanced(from, place)) }
    }),
    cursor: forAnybody(piece.cursor),
    more: piece.more,
    passed: piece.passed,
  }
}

const COUNT_SIZE = 50_000
const COUNT_STEPS = 20

/** How many events of each kind wait, up to a million looked at, and the position behind them. */
export async function countFollowed(
  reader: FeedReader,
  filters: FeedFilters,
  cursor: string,
): Promise<{ counts: Readonly<Record<string, number>>; cursor: string }> {
  let at = await open(reader, { ...filters, cursor }, { anyAccess: true })
  const counts: Record<string, number> = {}
  const { horizon, epoch } = await readClock(reader.db)
  if (epoch !== at.epoch) throw problem('snapshot-needed')
  for (let step = 0; step < COUNT_STEPS; step++) {
    const found = await firstRow<{ taken: number; counts: Record<string, number> | null; xid: string; seq: string }>(
      reader.db,
      sql`with w as materialized (
            select w.* from ${positionsTable(at.positions)} as s (shard int, xid text, seq bigint)
            cross join lateral (
              select e.xid, e.seq, e.type, ${mayBeTold(reader.actor, filters)} as told
              from feed_window(s.shard, s.xid::xid8, s.seq, ${horizon}::xid8, ${COUNT_SIZE}) e) w
            order by w.xid, w.seq limit ${COUNT_SIZE})
          select (select count(*)::int from w) as taken, l.xid::text as xid, l.seq::text as seq,
            (select json_object_agg(c.type, c.events) from (select w.type, count(*)::int as events from w where w.told group by w.type) c) as counts
          from (select w.xid, w.seq from w order by w.xid desc, w.seq desc limit 1) l`,
    )
    for (const [type, events] of Object.entries(found?.counts ?? {})) counts[type] = (counts[type] ?? 0) + events
    const drained = (found?.taken ?? 0) < COUNT_SIZE
    if (drained) return { counts, cursor: forAnybody(advanced(at, { xid: horizon, seq: '0' })) }
    if (found) at = advanced(at, found)
  }
  return { counts, cursor: forAnybody(at) }
}

/** May this event still be told to this reader? Rights and protection may have changed since it was read. */
export const mayTell = async ({ db, actor }: FeedReader, filters: FeedFilters, place: Place): Promise<boolean> =>
  (await firstRow(
    db,
    sql`select 1 as told from events e where e.jurisdiction_id = ${place.shard} and e.xid = ${place.xid}::xid8 and e.seq = ${place.seq}::bigint and ${mayBeTold(actor, filters)}`,
  )) !== undefined
