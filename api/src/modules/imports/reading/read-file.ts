/**
 * Stage "reading": bytes of the batch become typed rows (binary COPY) and rejects. A row that equals what
 * its source said before is only marked present. Pieces of some ten thousand rows commit on their own with
 * the line that they end at, so no transaction is long and a run that was killed goes on behind the last piece.
 */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { stateList } from '../../../kernel/record.ts'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { sql } from 'drizzle-orm'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { firstRow, rows, type Database } from '../../../kernel/db.ts'
import type { ArchiveFailure } from './archives/limits.ts'
import type { BatchKey } from '../batch-key.ts'
import type { BinaryRows } from './bytes/binary-copy.ts'
import { FastReader } from './fast-rows.ts'
import type { Presence } from './known-rows.ts'
import { loadKnownRows } from './known-source.ts'
import { columnNames, LOST_LETTER, splitLine, type Layout } from './layouts.ts'
import { lineBlock, type LineBlock } from './bytes/line-block.ts'
import { layoutFor } from '../mapping.ts'
import { readRow, type Reject, type RowContext } from './rules.ts'
import { cleanNumber } from './values.ts'
import { createVillageIndex } from './villages.ts'
import { ROW_COLUMNS, StagedRows } from './staged-rows.ts'
import { createWordCounts, type WordCount } from './unknown-words.ts'
import { chunkBytes, wholeLines } from './text-source.ts'
import { utf8Bytes } from './encoding.ts'

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

/** The batch was cancelled while it was read. */
export class ReadCancelled extends Error {}

const FLUSH_ROWS = 25_000
/** Letters of rejected lines that are gathered: 25,000 long ones would be more than a text can hold. */
const FLUSH_LETTERS = 4_000_000
/** Lines from which it is told whether a spreadsheet has eaten digits. */
const SAMPLE_LINES = 5_000
/** Numbers that end in 0: a tenth by chance. Half and more, and a spreadsheet has eaten the last digit of all. */
const LOST_SHARE = 0.5
const LOST_MINIMUM = 20
/** A line that is longer is no row; it is cut and kept back. */
const MAX_LINE = 65_536

const decoder = new TextDecoder('utf-8', { fatal: true })
const lossy = new TextDecoder('utf-8')

interface Line {
  readonly text: string
  readonly broken: boolean
}
/** U+0000 cannot be stored; U+FFFD says that an earlier program already lost a character. */
function decodeLine(raw: Buffer): Line {
  const long = raw.length > MAX_LINE
  const body = long ? raw.subarray(0, MAX_LINE) : raw
  try {
    const text = decoder.decode(body)
    return {
      text: text.replaceAll('\u0000', ''),
      broken: long || text.includes('\u0000') || text.includes('\ufffd') || text.includes(LOST_LETTER),
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error
    return { text: lossy.decode(body).replaceAll('\u0000', ''), broken: true }
  }
}

interface BatchFacts {
  source: string
  region_code: string
  regency_name: string
  today: string
  file_bytes: number
  village_code: string | null
  read_through_row: number
  counts: { valid?: number; rejected?: number; same?: number }
  unknown_words: WordCount[]
}

const factsOf = async (database: Database, batch: BatchKey): Promise<BatchFacts> => {
  const facts = await firstRow<BatchFacts>(
    database.db,
    sql`select b.source, b.region_code, b.village_code, b.file_bytes::float8 as file_bytes, j.name as regency_name, office_day(j.id)::text as today, b.read_through_row, b.counts, b.unknown_words
        from import_batches b join jurisdictions j on j.id = b.jurisdiction_id where b.jurisdiction_id = ${batch.jurisdictionId} and b.id = ${batch.id}`,
  )
  if (!facts) throw new Error('the batch is gone')
  return facts
}

async function contextOf(
  database: Database,
  facts: BatchFacts,
  layout: Layout,
  sample: readonly string[],
): Promise<RowContext> {
  const villages = await rows<{ code: string; name: string; district: string }>(
    database.db,
    sql`select v.code, v.name, d.name as district from regions v join regions d on d.code = v.parent_code where v.level = 4 and v.code like ${`${facts.region_code.slice(0, 4)}%`}`,
  )
  const successors = await rows<{ oldCode: string; newCode: string }>(
    database.db,
    sql`select old_code as "oldCode", new_code as "newCode" from region_successors where new_code like ${`${facts.region_code}%`}`,
  )
  const lost = (position: number | undefined): boolean => {
    const numbers = sample
      .map((line) => cleanNumber(splitLine(line, layout.delimiter)[position ?? -1] ?? ''))
      .filter((number) => number.length === 16)
    return numbers.length >= LOST_MINIMUM && numbers.filter((n) => n.endsWith('0')).length / numbers.length > LOST_SHARE
  }
  return {
    layout,
    villages: createVillageIndex({
      regencyNames: [facts.regency_name],
      villages,
      successors,
      within: facts.region_code,
    }),
    regencyName: facts.regency_name,
    villageCode: facts.village_code ?? (facts.region_code.length === 10 ? facts.region_code : null),
    today: facts.today,
    lastNikDigitLost: lost(layout.position.nik),
    lastKkDigitLost: lost(layout.position.kkNumber),
  }
}

const escapeCopy = (value: string): string =>
  value.replace(
    /[\\\t\n\r]/g,
    (character) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[character] ?? character,
  )
const cell = (value: string | number | null): string => (value === null ? '\\N' : escapeCopy(String(value)))

const REJECT_COLUMNS = 'jurisdiction_id, batch_id, row_number, column_name, code, value, line'

interface Progress {
  through: number
  bytes: number
  valid: number
  rejected: number
  same: number
  words: readonly WordCount[]
}

async function flush(
  database: Database,
  batch: BatchKey,
  source: string,
  staged: BinaryRows,
  bad: string[],
  presence: Presence,
  progress: Progress,
): Promise<void> {
  const client: pg.PoolClient = await database.pool.connect()
  try {
    await client.query('begin')
    if (staged.rows > 0)
      await pipeline(
        Readable.from(staged.pieces),
        client.query(copyFrom(`copy import_rows (${ROW_COLUMNS}) from stdin (format binary)`)),
      )
    if (bad.length > 0)
      await pipeline(
        Readable.from([`${bad.join('\n')}\n`]),
        client.query(copyFrom(`copy import_rejects (${REJECT_COLUMNS}) from stdin`)),
      )
    if (progress.same > 0)
      await client.query(
        `insert into release_presence (jurisdiction_id, batch_id, release_id, source, bits)
         select jurisdiction_id, id, release_id, source, $3 from import_batches where jurisdiction_id = $1 and id = $2
         on conflict (jurisdiction_id, batch_id) do update set bits = excluded.bits`,
        [batch.jurisdictionId, batch.id, presence.bytes],
      )
    const { rowCount } = await client.query(
      `update import_batches set stage_done = $3, read_through_row = $4, unknown_words = $9::jsonb, updated_at = now(),
         counts = counts || jsonb_build_object('rows', $5::int, 'valid', $6::int, 'rejected', $7::int, 'same', $8::int)
       where jurisdiction_id = $1 and id = $2 and status in ${stateList(importRecord, 'uploaded')}`,
      [
        batch.jurisdictionId,
        batch.id,
        progress.bytes,
        progress.through,
        progress.valid + progress.rejected,
        progress.valid,
        progress.rejected,
        progress.same,
        JSON.stringify(progress.words),
      ],
    )
    if (rowCount !== 1) throw new ReadCancelled('the batch is not read any more')
    await client.query('commit')
    staged.clear()
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

/** Header and the first lines, without consuming the stream for good: reading begins anew afterwards. */
async function firstLines(bytes: AsyncIterable<Uint8Array>): Promise<{ header?: string; sample: string[] }> {
  const sample: string[] = []
  let header: string | undefined
  for await (const block of wholeLines(bytes)) {
    for (const raw of block.toString('utf8').split('\n')) {
      const text = raw.replace(/\r$/u, '')
      if (header === undefined) header = text.replace(/^\ufeff/u, '')
      else if (text.trim() !== '') sample.push(text)
      if (sample.length >= SAMPLE_LINES) return { header, sample }
    }
  }
  return { ...(header !== undefined && { header }), sample }
}

/** About how many rows a file has, by the length of its first ones; too few where it is packed. */
const rowsIn = (bytes: number, sample: readonly string[]): number =>
  (bytes * sample.length) / Math.max(1, sample.join('\n').length)

const LINE_FEED = 0x0a
const RETURN = 0x0d

export async function readFile(database: Database, batch: BatchKey, options: ReadOptions = {}): Promise<ReadOutcome> {
  const stored = options.source ?? ((): AsyncIterable<Uint8Array> => chunkBytes(database, batch))
  let consumed = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    consumed = 0
    for await (const piece of stored()) {
      consumed += piece.length
      yield piece
    }
  }
  const open = (): AsyncIterable<Uint8Array> => utf8Bytes(counted())
  const { header, sample } = await firstLines(open())
  const nothing = { rows: 0, valid: 0, rejected: 0, same: 0 }
  if (header === undefined || (header.trim() === '' && sample.length === 0))
    return { ...nothing, failure: 'empty_file' }
  const { layout, usable } = await layoutFor(database.db, batch.jurisdictionId, header)
  // One column is no table; of a table somebody can say which column is which.
  if (!usable) return { ...nothing, failure: layout.columns > 1 ? 'needs_mapping' : 'unknown_header' }

  const facts = await factsOf(database, batch)
  const context = await contextOf(database, facts, layout, sample)
  const { known, presence } = await loadKnownRows(database, batch, facts.source, rowsIn(facts.file_bytes, sample))
  await database.db.execute(sql`
    update import_batches set stage = 'reading', stage_total = file_bytes, stage_started_at = now(), mapping = ${JSON.stringify({ delimiter: layout.delimiter, header: layout.header, position: layout.position })}::jsonb
    where jurisdiction_id = ${batch.jurisdictionId} and id = ${batch.id}`)

  const fast = new FastReader(context)
  const staged = new StagedRows(batch, layout)
  const progress: Progress = {
    through: facts.read_through_row,
    bytes: 0,
    valid: facts.counts.valid ?? 0,
    rejected: facts.counts.rejected ?? 0,
    same: facts.counts.same ?? 0,
    words: facts.unknown_words,
  }
  const names = columnNames(layout.header)
  const words = createWordCounts(layout, facts.unknown_words)
  let bad: string[] = []
  let badLetters = 0
  let pending = 0
  let number = 0

  const reject = (text: string, { field, code, value }: Reject): void => {
    progress.rejected++
    badLetters += text.length
    bad.push(
      [
        batch.jurisdictionId,
        batch.id,
        number,
        field ? (names[layout.position[field] ?? -1] ?? null) : null,
        code,
        value,
        text,
      ]
        .map(cell)
        .join('\t'),
    )
    // A person whose row is faulty elsewhere has not left the list.
    const nik = cleanNumber(splitLine(text, layout.delimiter)[layout.position.nik ?? -1] ?? '')
    if (!/^[0-9]{16}$/u.test(nik)) return
    const record = known.record(known.slot(Number(nik.slice(0, 8)), Number(nik.slice(8))))
    if (record >= 0) presence.add(record)
  }
  /** What becomes of a good row: without closures, because there are millions. */
  const place = (high: number, low: number): 'staged' | 'same' | 'double' => {
    const slot = known.slot(high, low)
    if (!known.markSeen(slot)) return 'double'
    progress.valid++
    const record = known.record(slot)
    if (record >= 0) presence.add(record)
    if (!known.says(slot, fast.row.hashHigh, fast.row.hashLow)) return 'staged'
    progress.same++
    return 'same'
  }
  const judge = (raw: Buffer): void => {
    const line = decodeLine(raw)
    if (line.text.trim() === '') return
    const { row, reject: fault } = line.broken
      ? { reject: { field: null, code: 'broken_encoding' as const, value: null } }
      : readRow(splitLine(line.text, layout.delimiter), context)
    if (fault) return reject(line.text, fault)
    const outcome = place(Number(row.nik.slice(0, 8)), Number(row.nik.slice(8)))
    if (outcome !== 'double') words.add(row.unknownWords)
    if (outcome === 'staged') staged.slow(number, fast.row.hashHigh, fast.row.hashLow, row)
    if (outcome === 'double') reject(line.text, { field: 'nik', code: 'duplicate_in_file', value: row.nik })
  }
  const readLine = (block: LineBlock, start: number, end: number): void => {
    const { row } = fast
    if (end - start > MAX_LINE || !fast.read(block, start, end)) return judge(block.bytes.subarray(start, end))
    const outcome = place(row.nikHigh, row.nikLow)
    if (outcome === 'staged') staged.fast(number, block, row)
    if (outcome === 'double') judge(block.bytes.subarray(start, end))
  }

  const save = async (): Promise<void> => {
    progress.words = words.list()
    await flush(database, batch, facts.source, staged.out, bad, presence, progress)
    bad = []
    badLetters = 0
    pending = 0
  }
  for await (const bytes of wholeLines(open())) {
    const block = lineBlock(bytes)
    let start = 0
    while (start < bytes.length) {
      const found = bytes.indexOf(LINE_FEED, start)
      const stop = found < 0 ? bytes.length : found
      const end = stop > start && bytes[stop - 1] === RETURN ? stop - 1 : stop
      number++
      // The header is line 1; what an earlier run has stored is passed over.
      if (number > 1 && number > facts.read_through_row && end > start) {
        readLine(block, start, end)
        progress.through = number
        pending++
      }
      start = stop + 1
      if (pending >= FLUSH_ROWS || badLetters >= FLUSH_LETTERS) {
        await save()
        if (options.signal?.aborted) throw new ReadCancelled('stopping')
        await options.pause?.()
      }
    }
    progress.bytes = consumed
  }
  await save()
  const { valid, rejected, same } = progress
  return { rows: valid + rejected, valid, rejected, same, ...(valid === 0 && { failure: 'no_valid_rows' as const }) }
}
