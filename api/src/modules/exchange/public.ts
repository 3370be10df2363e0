/** What exports and webhooks need of the exchange: rows of persons, the feed, and positions in it. */
import { encodeCursor, filtersDigest, type FeedFilters } from './cursor.ts'
import { positionsAt, type Clock } from './feed.ts'

export { personRows } from './person-rows.ts'
export { accessDigest as feedAccessOf } from './cursor.ts'
export type { FollowedPiece, ToldEvent } from './followers.ts'
export type { Place as FeedPlace } from './feed.ts'
export { countFollowed, feedCursorAt, feedCursorNow, mayTell, readFollowed } from './followers.ts'
export { readClock, shardsIn, shardsOf as feedShardsOf } from './feed.ts'

/** The position of who has everything of a snapshot that was taken at `clock`. */
export const snapshotCursor = (
  { horizon, epoch }: Clock,
  shards: readonly number[],
  access: string,
  filters: FeedFilters,
): string => encodeCursor({ epoch, filters: filtersDigest(filters), access, positions: positionsAt(shards, horizon) })
