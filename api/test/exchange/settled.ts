/** Until everything that is written has been settled: tests share a server, and a transaction in any database of it holds the feed back. */
import { setTimeout as pause } from 'node:timers/promises'
import type { World } from '../world.ts'

export async function settled(world: Pick<World, 'owner'>): Promise<void> {
  for (const limit = Date.now() + 20_000; ; await pause(10)) {
    const { rows } = await world.owner.query<{ done: boolean }>(
      `select coalesce(max(xid::text::numeric), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::numeric as done from events`,
    )
    if (rows[0]?.done) return
    if (Date.now() > limit) throw new Error('waited too long for the transactions of other tests')
  }
}
