/** Where the lines of a batch come from: the stored pieces of the upload, cut at line ends. */
import { to as copyTo } from 'pg-copy-streams'
import { sql } from 'drizzle-orm'
import { firstRow, type Database, type Queryable } from '../../../kernel/db.ts'
import type { BatchKey } from '../batch-key.ts'

/** Signature, flags and extension length; then the number of columns and the length of the one there is. */
const BEFORE = 19 + 2 + 4
const AFTER = 2

/** The uploaded bytes, piece by piece, by binary COPY: as query results they would come as text of twice the length. */
export async function* chunkBytes(database: Database, batch: BatchKey): AsyncGenerator<Uint8Array> {
  for (let ordinal = 0; ; ordinal++) {
    const client = await database.pool.connect()
    const parts: Buffer[] = []
    try {
      // The values are a number, an id of ours and a counter: COPY takes no parameters.
      const reply = client.query(
        copyTo(
          `copy (select bytes from import_chunks where jurisdiction_id = ${Number(batch.jurisdictionId)} and batch_id = ${client.escapeLiteral(batch.id)} and ordinal = ${ordinal}) to stdout (format binary)`,
        ),
      )
      for await (const part of reply) parts.push(part as Buffer)
    } finally {
      client.release()
    }
    const whole = Buffer.concat(parts)
    if (whole.length <= BEFORE) return
    yield whole.subarray(BEFORE, whole.length - AFTER)
  }
}

/** The same through the connection of a request, for a look at the first lines. */
export async function* storedBytes(db: Queryable, batch: BatchKey): AsyncGenerator<Uint8Array> {
  for (let ordinal = 0; ; ordinal++) {
    const chunk = await firstRow<{ bytes: string }>(
      db,
      sql`select encode(bytes, 'base64') as bytes from import_chunks where jurisdiction_id = ${batch.jurisdictionId} and batch_id = ${batch.id} and ordinal = ${ordinal}`,
    )
    if (!chunk) return
    yield Buffer.from(chunk.bytes, 'base64')
  }
}

/** A line that never ends is not gathered for ever: so much of it is enough to keep it back. */
const LONGEST = 1 << 17
const LINE_FEED = 0x0a

/** Blocks that begin and end at a line. The byte order mark of the first line is gone. */
export async function* wholeLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  let first = true
  for await (const piece of bytes) {
    let block = Buffer.from(piece.buffer, piece.byteOffset, piece.length)
    if (first && block.length >= 3 && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf)
      block = block.subarray(3)
    first = false
    const last = block.lastIndexOf(LINE_FEED)
    if (last < 0) {
      if (rest.length < LONGEST) rest = Buffer.concat([rest, block])
      continue
    }
    // The line that two pieces share is put together by itself: nothing else is copied.
    const shared = rest.length === 0 ? 0 : block.indexOf(LINE_FEED) + 1
    if (shared > 0) yield Buffer.concat([rest, block.subarray(0, shared)])
    if (last + 1 > shared) yield block.subarray(shared, last + 1)
    rest = Buffer.from(block.subarray(last + 1))
  }
  if (rest.length > 0) yield rest
}
