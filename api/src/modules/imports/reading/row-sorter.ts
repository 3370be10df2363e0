/**
 * Where each row of a file goes: into staging, among the rows that say what their source said before, or among those
 * that are kept back. One object holds what has been gathered since the last checkpoint.
 */
import type { BatchKey } from '../batch-key.ts'
import type { LineBlock } from './bytes/line-block.ts'
import { decodeLine, MAX_LINE } from './decode-line.ts'
import { FastReader } from './fast-rows.ts'
import type { KnownRows } from './known-rows.ts'
import { splitLine } from './layouts.ts'
import type { Presence } from './presence.ts'
import { RejectedRows } from './rejected-rows.ts'
import { readRow, type Reject, type RowContext } from './rules.ts'
import { StagedRows } from './staged-rows.ts'
import { createWordCounts, type WordCount } from './unknown-words.ts'
import { cleanNumber } from './values.ts'

export interface RowCounts {
  valid: number
  rejected: number
  /** Rows that say what their source said before; valid ones, too. */
  same: number
}

export interface SorterOptions {
  readonly batch: BatchKey
  readonly context: RowContext
  readonly known: KnownRows
  readonly presence: Presence
  /** What a run that was killed has counted. */
  readonly counts: RowCounts
  readonly words: readonly WordCount[]
}

export class RowSorter {
  readonly staged: StagedRows
  readonly rejected: RejectedRows
  /** Who stands in the file, of those whom its source knew before. */
  readonly presence: Presence
  readonly counts: RowCounts
  readonly words: ReturnType<typeof createWordCounts>
  readonly #context: RowContext
  readonly #known: KnownRows
  readonly #fast: FastReader

  constructor({ batch, context, known, presence, counts, words }: SorterOptions) {
    const { layout } = context
    this.staged = new StagedRows(batch, layout)
    this.rejected = new RejectedRows(batch, layout)
    this.presence = presence
    this.counts = counts
    this.words = createWordCounts(layout, words)
    this.#context = context
    this.#known = known
    this.#fast = new FastReader(context)
  }

  /** The line between two places of a block. No object is made for a plain row, because there are millions. */
  take(number: number, block: LineBlock, start: number, end: number): void {
    const fast = this.#fast
    const { row } = fast
    if (end - start > MAX_LINE || !fast.read(block, start, end))
      return this.#judge(number, block.bytes.subarray(start, end))
    const destination = this.#destinationOf(row.nikHigh, row.nikLow)
    if (destination === 'staged') this.staged.fast(number, block, row)
    if (destination === 'double') this.#judge(number, block.bytes.subarray(start, end))
  }

  /** What becomes of a good row with this NIK; `row` of the fast reader has its digest. */
  #destinationOf(nikHigh: number, nikLow: number): 'staged' | 'same' | 'double' {
    const known = this.#known
    const slot = known.slot(nikHigh, nikLow)
    if (!known.markSeen(slot)) return 'double'
    this.counts.valid++
    const record = known.record(slot)
    if (record >= 0) this.presence.add(record)
    const { hashHigh, hashLow } = this.#fast.row
    if (!known.says(slot, hashHigh, hashLow)) return 'staged'
    this.counts.same++
    return 'same'
  }

  /** A line that the bytes alone do not tell. */
  #judge(number: number, raw: Buffer): void {
    const { text, broken } = decodeLine(raw)
    if (text.trim() === '') return
    if (broken) return this.#keepBack(number, text, { field: null, code: 'broken_encoding', value: null })
    const { row, reject } = readRow(splitLine(text, this.#context.layout.delimiter), this.#context)
    if (reject) return this.#keepBack(number, text, reject)
    const destination = this.#destinationOf(Number(row.nik.slice(0, 8)), Number(row.nik.slice(8)))
    if (destination === 'double')
      return this.#keepBack(number, text, { field: 'nik', code: 'duplicate_in_file', value: row.nik })
    this.words.add(row.unknownWords)
    const { hashHigh, hashLow } = this.#fast.row
    if (destination === 'staged') this.staged.slow(number, hashHigh, hashLow, row)
  }

  #keepBack(number: number, text: string, reject: Reject): void {
    this.counts.rejected++
    this.rejected.add(number, text, reject)
    // A person whose row is faulty elsewhere has not left the list.
    const { delimiter, position } = this.#context.layout
    const nik = cleanNumber(splitLine(text, delimiter)[position.nik ?? -1] ?? '')
    if (!/^[0-9]{16}$/u.test(nik)) return
    const record = this.#known.record(this.#known.slot(Number(nik.slice(0, 8)), Number(nik.slice(8))))
    if (record >= 0) this.presence.add(record)
  }
}
