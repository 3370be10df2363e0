/** The whole change feed of a shard, read by a process of its own: `feed-reader.ts SHARD POSTMASTER`. Tells its cost as JSON. */
import { createDatabase } from '../src/kernel/db.ts'
import { streamChanges } from '../src/modules/exchange/feed.ts'
import { measure } from './cpu.ts'
import { contextFor, type FeedReading } from './exchange.ts'

const LINE_FEED = 0x0a
const [shard = '', postmaster = ''] = process.argv.slice(2)
const database = createDatabase(process.env['BENCH_DATABASE_URL'] ?? '', { max: 1 })
const {
  rows: [all],
} = await database.pool.query<{ n: number }>('select count(*)::int as n from events where jurisdiction_id = $1', [
  shard,
])
const tenth = (all?.n ?? 0) / 10
const before = process.memoryUsage().rss
let socket = Buffer.alloc(0)
let events = 0
let added = 0
let addedByTenth = 0
const cost = await measure(Number(postmaster), async () => {
  const context = contextFor(database.db, Number(shard))
  for await (const lines of await streamChanges(context as never, { query: { start: 'beginning' } } as never)) {
    // Into bytes, as into the socket: there too they are gone once they are written.
    if (socket.length < lines.length * 3) socket = Buffer.allocUnsafeSlow(lines.length * 3)
    const piece = socket.subarray(0, socket.write(lines))
    for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, at + 1)) events++
    added = Math.max(added, process.memoryUsage().rss - before)
    if (events <= tenth) addedByTenth = added
  }
})
await database.close()
const reading: FeedReading = { ...cost, events, added, addedByTenth }
console.log(JSON.stringify(reading))
