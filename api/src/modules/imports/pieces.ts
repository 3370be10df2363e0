/** How the bytes of a file are stored: in pieces of one mebibyte, whatever the network delivers and however often it breaks. */
import { sql, type SQL } from 'drizzle-orm'
import type { Queryable } from '../../kernel/db.ts'
import type { BatchKey } from './batch-key.ts'

export const PIECE_BYTES = 1_048_576

/**
 * Whole pieces of what arrives, the first of them filling up the piece that `offset` lies in. Where the bytes break off, what
 * has arrived by then is still given, before the fault.
 */
export async function* pieces(bytes: AsyncIterable<Uint8Array>, offset = 0): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = []
  let size = 0
  let room = PIECE_BYTES - (offset % PIECE_BYTES)
  let fault: { readonly error: unknown } | undefined
  try {
    for await (const part of bytes) {
      held.push(part)
      size += part.length
      while (size >= room) {
        const whole = Buffer.concat(held)
        held = [whole.subarray(room)]
        size = whole.length - room
        yield whole.subarray(0, room)
        room = PIECE_BYTES
      }
    }
  } catch (error) {
    fault = { error }
  }
  if (size > 0) yield Buffer.concat(held)
  if (fault) throw fault.error
}

/**
 * Stores bytes behind the `offset` bytes that are there. They must not reach over the end of a piece (see `pieces`).
 * `from` are the rows of a condition: where there is none, nothing is stored.
 */
export const pieceStatement = (
  batch: BatchKey,
  offset: number,
  piece: Uint8Array,
  from: SQL = sql`(select 1) x`,
): SQL => sql`
  insert into import_chunks as c (jurisdiction_id, batch_id, ordinal, bytes)
  select ${batch.jurisdictionId}::int, ${batch.id}::uuid, ${Math.floor(offset / PIECE_BYTES)}::int, ${piece}::bytea from ${from}
  on conflict (jurisdiction_id, batch_id, ordinal) do update set bytes = c.bytes || excluded.bytes`

export async function storePiece(db: Queryable, batch: BatchKey, offset: number, piece: Uint8Array): Promise<void> {
  await db.execute(pieceStatement(batch, offset, piece))
}
