/**
 * The change feed (docs/adr/0018). Transactions commit in another order than they began, so a reader
 * who remembers the highest number skips what commits later with a lower one. Here nobody reads beyond
 * the oldest transaction that is still running: below it everything is settled, and stays in its order.
 */
import { createHash } from 'node:crypto'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import type { ChangeEvent, exchange } from '@pandu-gempita/shared/exchange'
import { eventSubjectOf } from '@pandu-gempita/shared/events'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf, visibleTo, within } from '../../kernel/authorize.ts'
import { firstRow, rows, type Queryable } from '../../kernel/db.ts'
import type { WaitingContext } from '../../kernel/handlers.ts'
import { fieldProblem, problem, ProblemError } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { takeWait } from '../../kernel/waits.ts'
import { mayFollow } from '../timeline/public.ts'
import { bellOf } from './bell.ts'
import {
  accessDigest,
  ANYBODYS,
  BEGINNING,
  decodeCursor,
  encodeCursor,
  filtersDigest,
  later,
  type FeedCursor,
  type FeedFilters,
  type Position,
} from './cursor.ts'

type Operations = (typeof exchange)['operations']
type FeedQuery = FeedFilters & {
  readonly cursor?: string
  readonly start?: 'beginning' | 'now'
}

export interface Clock {
  /** Everything below this transaction is settled. */
  readonly horizon: string
  readonly epoch: string
}

/**
 * Transaction numbers belong to one history of one database. A restored dump has another database or
 * server, a server that was wound back or promoted has another timeline; for copies of files the
 * operator raises `jurisdictions.feed_epoch` (docs/operations.md).
 */
export async function readClock(db: Queryable): Promise<Clock> {
  const found = await firstRow<{ horizon: string; history: string }>(
    db,
    sql`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
          concat_ws('/', (select system_identifier from pg_control_system()), (select timeline_id from pg_control_checkpoint()),
            (select oid from pg_database where datname = current_database()), (select max(feed_epoch) from jurisdictions)) as history`,
  )
  if (!found) throw new Error('the database told no snapshot')
  return {
    horizon: found.horizon,
    epoch: createHash('sha256').update(found.history).digest('base64url').slice(0, 12),
  }
}

const overlaps = (regionCode: string): SQL =>
  sql`j.region_code is not null and (j.region_code like ${`${regionCode}%`} or ${regionCode}::text like j.region_code || '%')`

/** Shards that can hold somebody of the region. */
export const shardsIn = async (db: Queryable, regionCode: string): Promise<number[]> =>
  (
    await rows<{ id: number }>(db, sql`select j.id from jurisdictions j where ${overlaps(regionCode)} order by j.id`)
  ).map(({ id }) => id)

/** Shards that the actor may follow, of the region if one is asked for. */
export async function shardsOf(db: Queryable, actor: Actor, regionCode?: string): Promise<number[]> {
  const grants = actor.grants.filter((grant) => grant.permission === 'change.read')
  const national = grants.some((grant) => grant.scope === 'national')
  const known = grants.flatMap((grant) => grant.jurisdictionIds)
  const found = await rows<{ id: number }>(
    db,
    sql`select j.id from jurisdictions j where ${national ? sql`true` : sql`j.id = any(${sql.param(known)}::int[])`} and ${regionCode === undefined ? sql`true` : overlaps(regionCode)} order by j.id`,
  )
  return found.map(({ id }) => id)
}

/** Where a reader begins who has read everything below the horizon of `clock`, as of a snapshot. */
export const positionsAt = (shards: readonly number[], horizon: string): Map<number, Position> =>
  new Map(shards.map((shard) => [shard, { xid: horizon, seq: '0' }]))

/** Who reads the feed: a request, or a job with the right of somebody. */
export type FeedReader = Pick<ReadContext, 'db' | 'actor'>

/** @param anyAccess the access may have changed since: what the reader may see now is told from here on */
export async function open(
  context: FeedReader,
  query: FeedQuery,
  { anyAccess = false }: { readonly anyAccess?: boolean } = {},
): Promise<FeedCursor> {
  const { db, actor } = context
  const shards = await shardsOf(db, actor, query.region)
  const clock = await readClock(db)
  const own = { epoch: clock.epoch, filters: filtersDigest(query), access: accessDigest(actor) }
  if (query.cursor === undefined)
    return {
      ...own,
      positions:
        query.start === 'now'
          ? positionsAt(shards, clock.horizon)
          : new Map(shards.map((shard) => [shard, BEGINNING] as const)),
    }
  const given = decodeCursor(query.cursor)
  if (given.filters !== own.filters) throw problem('invalid-cursor')
  const ahead = [...given.positions.values()].some(({ xid }) => BigInt(xid) > BigInt(clock.horizon))
  const isOthers = given.access !== own.access && given.access !== ANYBODYS && !anyAccess
  // A position ahead of the database was made by a history that this one has lost.
  if (given.epoch !== own.epoch || isOthers || ahead) throw problem('snapshot-needed')
  // A shard that was enrolled meanwhile is read from its beginning.
  return { ...own, positions: new Map(shards.map((shard) => [shard, given.positions.get(shard) ?? BEGINNING])) }
}

/** A kind that never comes would be taken for silence. */
function ensureKnownKinds({ type = [] }: FeedFilters): void {
  const unknown = type.findIndex((kind) => eventSubjectOf(kind) === undefined)
  if (unknown >= 0)
    throw fieldProblem(
      'unknown-reference',
      `/query/type/${unknown}`,
      'unknown_kind',
      'is no kind of event, see docs/events.md',
    )
}

const wanted = ({ region, type }: FeedFilters): SQL => {
  const whole = (type ?? []).filter((name) => name.includes('.'))
  const subjects = (type ?? []).filter((name) => !name.includes('.'))
  return sql`${region ? within(sql`e.region_code`, region) : sql`true`}
    and ${type?.length ? sql`(e.type = any(${sql.param(whole)}::text[]) or e.subject_type = any(${sql.param(subjects)}::text[]))` : sql`true`}`
}

/** An event `e` that is asked for, and that the reader may know. */
export const mayBeTold = (actor: Actor, query: FeedFilters): SQL =>
  sql`${visibleTo(actor, 'change.read', scopeOf('e'))} and ${mayFollow(actor)} and ${wanted(query)}`

/** Shards and where to go on in each: columns shard, xid, seq. */
export const positionsTable = (positions: ReadonlyMap<number, Position>): SQL =>
  sql`jsonb_to_recordset(${JSON.stringify([...positions].map(([shard, at]) => ({ shard, ...at })))}::jsonb)`

/** Everything up to `reached` has been told. */
export const advanced = (from: FeedCursor, reached: Position): FeedCursor => ({
  ...from,
  positions: new Map([...from.positions].map(([shard, at]) => [shard, later(at, reached)])),
})

/**
 * An event as a line of JSON, put together by the database: the feed is read by the million, and building
 * objects only to write them down again took four times as long. Ids, codes and instants need no escaping.
 * Each `||` writes its text anew, so what is joined first is short, and what stands together is one literal.
 */
const LINE = sql`('{"specversion":"1.0","id":"' || e.id || s.source) || (e.type || '","time":"' || iso(e.at) || '","subject":"')
  || (e.subject_type || '/' || e.subject_id || '","datacontenttype":"application/json","data":{"subjectType":"') || (e.subject_type || '","subjectId":"' || e.subject_id)
  || (coalesce('","personId":"' || e.about_id || '","regionCode":', '","personId":null,"regionCode":') || coalesce('"' || e.region_code || '"}}', 'null}}'))`
/** What stands between the id of an event and its type: the same for all of a shard. */
const SOURCE = sql`'","source":"/jurisdictions/' || coalesce(j.region_code, 'nation') || '","type":"'`

interface Window {
  /** Events that were looked at, whether they are for this reader or not. */
  readonly scanned: number
  readonly last: string | null
  /** Those for this reader, a line each, without a line feed at the end. */
  readonly told: number
  readonly lines: string | null
  /** Where each of them stands (xid.seq.shard), only when asked for: where more were looked at than may be told, it is needed. */
  readonly places: string | null
}

/** The next `size` events of all shards in one order; columns are qualified, because `order by xid` would sort the text. */
const readWindow = async (
  context: FeedReader,
  query: FeedFilters,
  positions: ReadonlyMap<number, Position>,
  horizon: string,
  size: number,
  withPlaces: boolean,
): Promise<Window> => {
  const window = await firstRow<Window>(
    context.db,
    sql`select count(*)::int as scanned, max(row(w.xid, w.seq))::text as last, count(w.line)::int as told, string_agg(w.line, e'\\n') as lines,
        string_agg(w.xid || '.' || w.seq || '.' || w.shard, ' ') filter (where ${withPlaces} and w.line is not null) as places
      from (
        select e.* from (
          select p.*, ${SOURCE} as source
          from ${positionsTable(positions)} as p (shard int, xid text, seq bigint)
          join jurisdictions j on j.id = p.shard) s
        cross join lateral (
          select e.xid, e.seq, s.shard, case when ${mayBeTold(context.actor, query)} then ${LINE} end as line
          from feed_window(s.shard, s.xid::xid8, s.seq, ${horizon}::xid8, ${size}) e) e
        ${positions.size > 1 ? sql`order by e.xid, e.seq` : sql``} limit ${size}) w`,
  )
  if (!window) throw new Error('the database told no window')
  return window
}

export interface Place extends Position {
  readonly shard: number
}
interface Piece {
  readonly told: number
  readonly lines: string
  /** Where each event stands, if that was asked for. */
  readonly places: readonly Place[]
  /** Events that were looked at, also those for others. */
  readonly passed: number
  readonly cursor: FeedCursor
  readonly more: boolean
}

/** What filters and areas leave out is passed over in larger steps, but never for ever. */
const SKIP_SIZE = 5_000
const SKIP_STEPS = 20

const placesOf = (text: string | null): Place[] =>
  (text ?? '').split(' ').flatMap((place) => {
    const [xid, seq, shard] = place.split('.')
    return xid === undefined || seq === undefined || shard === undefined ? [] : { xid, seq, shard: Number(shard) }
  })

/** The next events for this reader, at most `limit`; none when nothing else is settled (`more: false`). */
export async function readPiece(
  context: FeedReader,
  query: FeedFilters,
  from: FeedCursor,
  limit: number,
  { withPlaces = false }: { readonly withPlaces?: boolean } = {},
): Promise<Piece> {
  const { horizon, epoch } = await readClock(context.db)
  if (epoch !== from.epoch) throw problem('snapshot-needed')
  let cursor = from
  let passed = 0
  for (let step = 0; ; step++) {
    const size = step === 0 ? limit : Math.max(limit, SKIP_SIZE)
    const window = await readWindow(context, query, cursor.positions, horizon, size, withPlaces || size > limit)
    const cut = window.told > limit
    const drained = window.scanned < size && !cut
    const last = cut ? window.places?.split(' ')[limit - 1] : window.last?.slice(1, -1).replace(',', '.')
    const [xid, seq] = last?.split('.') ?? []
    const reached = drained ? { xid: horizon, seq: '0' } : xid !== undefined && seq !== undefined && { xid, seq }
    if (reached) cursor = advanced(cursor, reached)
    passed += window.scanned
    if (window.told > 0 || drained || step >= SKIP_STEPS) {
      const lines = window.lines ?? ''
      return {
        told: Math.min(window.told, limit),
        lines: cut ? lines.split('\n').slice(0, limit).join('\n') : lines,
        places: withPlaces ? placesOf(window.places).slice(0, limit) : [],
        passed,
        cursor,
        more: !drained,
      }
    }
  }
}

/** The lines of a piece as objects. */
export const eventsOf = (lines: string): ChangeEvent[] =>
  JSON.parse(`[${lines.replaceAll('\n', ',')}]`) as ChangeEvent[]

/** While it waits: gives its place away, and asks whether its reader may still be told anything. */
interface Waits {
  readonly away: WaitingContext['away']
  readonly ensureAccess: () => Promise<void>
}

/** What has ended meanwhile opens nothing any more: a session, an account, a grant. */
const ensureSameAccess =
  ({ actor, reauthenticate }: ReadContext & WaitingContext) =>
  async (): Promise<void> => {
    const now = await reauthenticate()
    if (!now) throw problem('not-signed-in', { token: 'invalid' })
    if (accessDigest(now) !== accessDigest(actor)) throw problem('snapshot-needed')
  }

/** As `readPiece`, but an empty end is answered only after `until`. */
async function readOrWait(
  context: ReadContext,
  query: FeedFilters,
  from: FeedCursor,
  limit: number,
  until: number,
  { away, ensureAccess }: Waits,
): Promise<Piece> {
  let piece = await readPiece(context, query, from, limit)
  while (piece.told === 0 && !piece.more && Date.now() < until) {
    const { positions } = piece.cursor
    await away(() => bellOf(context.db).wait(positions, until - Date.now()))
    await ensureAccess()
    piece = await readPiece(context, query, piece.cursor, limit)
  }
  return piece
}

export async function listChanges(
  context: ReadContext & WaitingContext,
  { query }: InputOf<Operations['listChanges']>,
): Promise<ResultOf<Operations['listChanges']>> {
  ensureKnownKinds(query)
  const done = query.wait ? takeWait(context.actor.id) : undefined
  try {
    const until = Date.now() + (query.wait ?? 0) * 1000
    const waits = { away: context.away, ensureAccess: ensureSameAccess(context) }
    const piece = await readOrWait(context, query, await open(context, query), query.limit ?? 500, until, waits)
    return { items: eventsOf(piece.lines), cursor: encodeCursor(piece.cursor), more: piece.more }
  } finally {
    done?.()
  }
}

/** A stream that is under way asks this often whether its reader may go on. */
const ACCESS_EVERY_MS = 2_000

export async function streamChanges(
  context: ReadContext & WaitingContext,
  { query }: InputOf<Operations['streamChanges']>,
): Promise<AsyncIterable<string>> {
  ensureKnownKinds(query)
  let cursor = await open(context, query)
  const done = query.wait ? takeWait(context.actor.id) : undefined
  const until = Date.now() + (query.wait ?? 0) * 1000
  const ensureAccess = ensureSameAccess(context)
  // The answer has begun: a stream holds no place among the requests.
  const waits: Waits = { away: (wait) => wait(), ensureAccess }
  let asked = Date.now()
  async function* follow(): AsyncGenerator<string> {
    try {
      for (;;) {
        const piece = await readOrWait(context, query, cursor, query.limit ?? 5_000, until, waits)
        if (Date.now() - asked > ACCESS_EVERY_MS) {
          await ensureAccess()
          asked = Date.now()
        }
        cursor = piece.cursor
        if (piece.told > 0) {
          // The last line says where a reader who is cut off goes on.
          yield piece.lines.slice(0, -1)
          yield `,"cursor":"${encodeCursor(cursor)}"}\n`
        }
        if (!piece.more && Date.now() >= until) return
      }
    } catch (error) {
      // What was told is told; the reader who comes again with its cursor hears why there is no more.
      if (!(error instanceof ProblemError)) throw error
    } finally {
      done?.()
    }
  }
  return released(follow(), done)
}

/** A stream that nobody has begun to read runs no code of its own when it is given up. */
const released = (lines: AsyncGenerator<string>, done: (() => void) | undefined): AsyncIterable<string> => ({
  [Symbol.asyncIterator]: () => ({
    next: () => lines.next(),
    return: async () => {
      done?.()
      return lines.return(undefined)
    },
  }),
})
