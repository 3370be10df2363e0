/**
 * Waiting for the next event of the feed. However many wait, one statement a moment asks for all of them; who is not
 * concerned is not woken.
 */
import { sql } from 'drizzle-orm'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { later, type Position } from './cursor.ts'

const LOOKS_EVERY_MS = 250

type Positions = ReadonlyMap<number, Position>
interface Waiter {
  readonly positions: Positions
  readonly wake: () => void
}

/** The last settled event of each shard. */
async function lastEvents(db: Queryable, shards: readonly number[]): Promise<Map<number, Position>> {
  const found = await firstRow<{ last: Record<string, Position> | null }>(
    db,
    sql`select json_object_agg(s.shard, json_build_object('xid', l.xid::text, 'seq', l.seq::text)) as last
        from unnest(${sql.param(shards)}::int[]) as s (shard) cross join lateral (
          select e.xid, e.seq from events e where e.jurisdiction_id = s.shard and e.xid < pg_snapshot_xmin(pg_current_snapshot())
          order by e.xid desc, e.seq desc limit 1) l`,
  )
  return new Map(Object.entries(found?.last ?? {}).map(([shard, at]) => [Number(shard), at]))
}

const isBehind = (at: Position, last: Position | undefined): boolean =>
  last !== undefined && (last.xid !== at.xid || last.seq !== at.seq) && later(at, last) === last

class Bell {
  readonly #db: Queryable
  readonly #waiters = new Set<Waiter>()
  #looking = false
  constructor(db: Queryable) {
    this.#db = db
  }

  /** Resolves when there is something behind the positions, or after `ms`. */
  wait(positions: Positions, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => waiter.wake(), ms)
      const waiter: Waiter = {
        positions,
        wake: () => {
          clearTimeout(timer)
          this.#waiters.delete(waiter)
          resolve()
        },
      }
      this.#waiters.add(waiter)
      if (!this.#looking) void this.#look()
    })
  }

  async #look(): Promise<void> {
    this.#looking = true
    while (this.#waiters.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS))
      const shards = [...new Set([...this.#waiters].flatMap(({ positions }) => [...positions.keys()]))]
      // Who waits asks again by himself and hears what is wrong, so a fault of this question is not told twice.
      const last = await lastEvents(this.#db, shards).catch(() => undefined)
      for (const waiter of [...this.#waiters])
        if (!last || [...waiter.positions].some(([shard, at]) => isBehind(at, last.get(shard)))) waiter.wake()
    }
    this.#looking = false
  }
}

const bells = new WeakMap<object, Bell>()
/** One for all requests on a database. */
export const bellOf = (db: Queryable): Bell => {
  const known = bells.get(db) ?? new Bell(db)
  bells.set(db, known)
  return known
}
