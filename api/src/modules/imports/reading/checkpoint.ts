/** Saves a piece of a file with the line that it ends at, in one transaction: a run that was killed goes on behind it. */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Database } from '../../../kernel/db.ts'
import { stateList } from '../../../kernel/record.ts'
import type { BatchKey } from '../batch-key.ts'
import type { Presence } from './presence.ts'
import { REJECT_COLUMNS } from './rejected-rows.ts'
import type { RowSorter } from './row-sorter.ts'
import { ROW_COLUMNS } from './staged-rows.ts'

/** The batch was cancelled while it was read. */
export class ReadCancelled extends Error {}

/** How far the file has been read. */
export interface ReadThrough {
  /** The last line that was taken. */
  readonly through: number
  readonly bytes: number
}

const copyIn = (client: pg.PoolClient, what: string, pieces: Iterable<string | Buffer>): Promise<void> =>
  pipeline(Readable.from(pieces), client.query(copyFrom(`copy ${what}`)))

const savePresence = (client: pg.PoolClient, batch: BatchKey, presence: Presence): Promise<unknown> =>
  client.query(
    `insert into release_presence (jurisdiction_id, batch_id, release_id, source, bits)
     select jurisdiction_id, id, release_id, source, $3 from import_batches where jurisdiction_id = $1 and id = $2
     on conflict (jurisdiction_id, batch_id) do update set bits = excluded.bits`,
    [batch.jurisdictionId, batch.id, presence.bytes],
  )

async function saveProgress(
  client: pg.PoolClient,
  batch: BatchKey,
  sorter: RowSorter,
  done: ReadThrough,
): Promise<void> {
  const { valid, rejected, same } = sorter.counts
  const { rowCount } = await client.query(
    `update import_batches set stage_done = $3, read_through_row = $4, unknown_words = $9::jsonb, updated_at = now(),
       counts = counts || jsonb_build_object('rows', $5::int, 'valid', $6::int, 'rejected', $7::int, 'same', $8::int)
     where jurisdiction_id = $1 and id = $2 and status in ${stateList(importRecord, 'uploaded')}`,
    [
      batch.jurisdictionId,
      batch.id,
      done.bytes,
      done.through,
      valid + rejected,
      valid,
      rejected,
      same,
      JSON.stringify(sorter.words.list()),
    ],
  )
  if (rowCount !== 1) throw new ReadCancelled('the batch is not read any more')
}

/** What the sorter has gathered is stored; afterwards it has room again. */
export async function saveCheckpoint(
  database: Database,
  batch: BatchKey,
  sorter: RowSorter,
  done: ReadThrough,
): Promise<void> {
  const { rejected } = sorter
  const staged = sorter.staged.out
  const client = await database.pool.connect()
  try {
    await client.query('begin')
    if (staged.rows > 0) await copyIn(client, `import_rows (${ROW_COLUMNS}) from stdin (format binary)`, staged.pieces)
    if (!rejected.isEmpty) await copyIn(client, `import_rejects (${REJECT_COLUMNS}) from stdin`, [rejected.text])
    if (sorter.counts.same > 0) await savePresence(client, batch, sorter.presence)
    await saveProgress(client, batch, sorter, done)
    await client.query('commit')
    staged.clear()
    rejected.clear()
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}
