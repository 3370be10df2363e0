/** Where the lines of a batch come from: the stored pieces of the upload, cut at line ends. */
import type pg from 'pg'
import type { Database } from '../../kernel/db.ts'
import type { BatchKey } from './batch-key.ts'

const asIs = (value: unknown): unknown => value

/** The uploaded bytes, piece by piece, as they are: the text form of a bytea would be twice as long. */
export async function* chunkBytes(database: Database, batch: BatchKey): AsyncGenerator<Uint8Array> {
  for (let ordinal = 0; ; ordinal++) {
    const { rows } = await database.pool.query<{ bytes: Buffer }>({
      text: 'select bytes from import_chunks where jurisdiction_id = $1 and batch_id = $2 and ordinal = $3',
      values: [batch.jurisdictionId, batch.id, ordinal],
      binary: true,
      types: { getTypeParser: () => asIs },
    } as pg.QueryConfig)
    const chunk = rows[0]
    if (!chunk) return
    yield chunk.bytes
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
    yield rest.length === 0 ? block.subarray(0, last + 1) : Buffer.concat([rest, block.subarray(0, last + 1)])
    rest = Buffer.from(block.subarray(last + 1))
  }
  if (rest.length > 0) yield rest
}
