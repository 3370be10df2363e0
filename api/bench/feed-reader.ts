/** The whole change feed of a shard, read twice by a process of its own: `feed-reader.ts SHARD POSTMASTER`. Tells the cost of the second reading as JSON. */
import { createDatabase } from '../src/kernel/db.ts'
import { streamChanges } from '../src/modules/exchange/feed.ts'
import { measure, type Cost } from './cpu.ts'
import { contextFor, type FeedReading } from './exchange.ts'

const LINE_FEED = 0x0a
const [shard = '', postmaster = ''] = process.argv.slice(2)
const database = createDatabase(process.env['BENCH_DATABASE_URL'] ?? '', { max: 1 })
let socket = Buffer.alloc(0)
/** @param each what is done with a piece, as bytes: as in the socket, they are gone once they are written */
async function readFeed(each: (piece: Buffer) => void): Promise<void> {
  const context = contextFor(database.db, Number(shard))
  for await (const lines of await streamChanges(context as never, { query: { start: 'beginning' } } as never)) {
    if (socket.length < lines.length * 3) socket = Buffer.allocUnsafeSlow(lines.length * 3)
    each(socket.subarray(0, socket.write(lines)))
  }
}

const memory = (): number => process.memoryUsage().rss
/** How much the process has grown at most while it read the feed. */
async function growth(read: (look: () => void) => Promise<void>): Promise<number> {
  const before = memory()
  let most = 0
  await read(() => (most = Math.max(most, memory() - before)))
  return most
}

// Once to grow warm, as a server is: here the lines are counted, which COPY on the other side does not do either.
let events = 0
const addedFirst = await growth((look) =>
  readFeed((piece) => {
    for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, at + 1)) events++
    look()
  }),
)
let cost: Cost = { cpu: 0, wall: 0 }
const added = await growth(async (look) => {
  cost = await measure(Number(postmaster), () => readFeed(look))
})
await database.close()
const reading: FeedReading = { ...cost, events, added, addedFirst }
console.log(JSON.stringify(reading))
