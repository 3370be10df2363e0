/**
 * Stage "reading": bytes of the batch become typed rows (binary COPY) and rejects. A row that equals what
 * its source said before is only marked present. Pieces of some ten thousand rows commit on their own with
 * the line that they end at, so no transaction is long and a run that was killed goes on behind the last piece.
 */
import { sql } from 'drizzle-orm'
import type { Database } from '../../../kernel/db.ts'
import type { BatchKey } from '../batch-key.ts'
import type { ArchiveFailure } from './archives/limits.ts'
import { factsOf, rowContextOf, type BatchFacts } from './batch-facts.ts'
import { lineBlock } from './bytes/line-block.ts'
import { ReadCancelled, saveCheckpoint } from './checkpoint.ts'
import { utf8Bytes } from './encoding.ts'
import { firstLines, rowsIn } from './first-lines.ts'
import { loadKnownRows } from './known-source.ts'
import { layoutFor } from './file-layout.ts'
import type { Layout } from './layouts.ts'
import { LineWalk } from './line-walk.ts'
import { RowSorter } from './row-sorter.ts'
import { chunkBytes, wholeLines } from './text-source.ts'

export interface ReadOutcome {
  readonly failure?: 'needs_mapping' | 'empty_file' | 'unknown_header' | 'no_valid_rows' | ArchiveFailure
  readonly rows: number
  readonly valid: number
  readonly rejected: number
  /** Rows that say what their source said before. */
  readonly same: number
}
export interface ReadOptions {
  /** Where the bytes come from: the stored pieces of the upload unless told otherwise. */
  readonly source?: () => AsyncIterable<Uint8Array>
  /** Raised when the process is to stop. */
  readonly signal?: AbortSignal
  /** Waits between pieces, so that officers come first. */
  readonly pause?: () => Promise<void>
}

/** A file that is not read. */
export const refusedFile = (failure: NonNullable<ReadOutcome['failure']>): ReadOutcome => ({
  failure,
  rows: 0,
  valid: 0,
  rejected: 0,
  same: 0,
})

/** The bytes of a file as text. It can be opened again; how far it has been read is counted as it is stored. */
class FileText {
  readonly #bytes: () => AsyncIterable<Uint8Array>
  consumed = 0

  constructor(bytes: () => AsyncIterable<Uint8Array>) {
    this.#bytes = bytes
  }
  open(): AsyncIterable<Uint8Array> {
    return utf8Bytes(this.#counted())
  }
  async *#counted(): AsyncGenerator<Uint8Array> {
    this.consumed = 0
    for await (const piece of this.#bytes()) {
      this.consumed += piece.length
      yield piece
    }
  }
}

const beginStage = (database: Database, batch: BatchKey, { delimiter, header, position }: Layout): Promise<unknown> =>
  database.db.execute(sql`
    update import_batches set stage = 'reading', stage_total = file_bytes, stage_started_at = now(), mapping = ${JSON.stringify({ delimiter, header, position })}::jsonb
    where jurisdiction_id = ${batch.jurisdictionId} and id = ${batch.id}`)

/** A sorter that goes on where an earlier run of the batch ended. */
async function sorterFor(
  database: Database,
  batch: BatchKey,
  facts: BatchFacts,
  layout: Layout,
  sample: readonly string[],
): Promise<RowSorter> {
  const { valid = 0, rejected = 0, same = 0 } = facts.counts
  return new RowSorter({
    batch,
    context: await rowContextOf(database, facts, layout, sample),
    ...(await loadKnownRows(database, batch, facts.source, rowsIn(facts.file_bytes, sample))),
    counts: { valid, rejected, same },
    words: facts.unknown_words,
  })
}

export async function readFile(database: Database, batch: BatchKey, options: ReadOptions = {}): Promise<ReadOutcome> {
  const text = new FileText(options.source ?? (() => chunkBytes(database, batch)))
  const { header, sample } = await firstLines(text.open())
  if (header === undefined || (header.trim() === '' && sample.length === 0)) return refusedFile('empty_file')
  const { layout, usable } = await layoutFor(database.db, batch.jurisdictionId, header)
  // One column is no table; of a table somebody can say which column is which.
  if (!usable) return refusedFile(layout.columns > 1 ? 'needs_mapping' : 'unknown_header')

  const facts = await factsOf(database, batch)
  const sorter = await sorterFor(database, batch, facts, layout, sample)
  await beginStage(database, batch, layout)
  const walk = new LineWalk(sorter, facts.read_through_row)
  // Of blocks that are done with: more has been consumed by then.
  let bytes = 0
  const save = async (): Promise<void> => {
    await saveCheckpoint(database, batch, sorter, { through: walk.through, bytes })
    walk.pieceSaved()
  }
  for await (const lines of wholeLines(text.open())) {
    const block = lineBlock(lines)
    for (let at = 0; at < lines.length;) {
      at = walk.take(block, at)
      if (!walk.isPieceFull) continue
      await save()
      if (options.signal?.aborted) throw new ReadCancelled('stopping')
      await options.pause?.()
    }
    bytes = text.consumed
  }
  await save()
  const { valid, rejected, same } = sorter.counts
  return { rows: valid + rejected, valid, rejected, same, ...(valid === 0 && { failure: 'no_valid_rows' as const }) }
}
