/**
 * PostgreSQL's binary COPY format, written straight from the bytes of a file: no escaping, no number or
 * date that the server would have to parse again. Format: "COPY, Binary Format" of the PostgreSQL manual.
 */

import { lineBlock, type LineBlock } from './line-block.ts'

const SIGNATURE = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
const TRAILER = Buffer.from('ffff', 'hex')
const PIECE = 1 << 18
/** Room that a row always finds: the longest line that is read, and every column's length word. */
const ROOM = 1 << 17

/** Days from 1970-01-01 to 2000-01-01, PostgreSQL's day zero. */
const EPOCH_DAYS = 10_957

export const uuidBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

/** A text[] with one dimension. */
export function textArray(items: readonly string[]): Buffer {
  const words = (values: readonly number[]): Buffer => {
    const buffer = Buffer.alloc(values.length * 4)
    for (const [at, value] of values.entries()) buffer.writeInt32BE(value, at * 4)
    return buffer
  }
  const TEXT_OID = 25
  if (items.length === 0) return words([0, 0, TEXT_OID])
  return Buffer.concat([
    words([1, 0, TEXT_OID, items.length, 1]),
    ...items.flatMap((item) => [words([Buffer.byteLength(item)]), Buffer.from(item)]),
  ])
}

/** A value that comes again and again as it stands in a COPY, length first, in words of four bytes (the last one filled up). */
export interface Cell {
  readonly value: Buffer
  readonly words: Int32Array
  /** Bytes of it, its length included. */
  readonly size: number
}
/** @param value nothing where it is empty */
export function cellOf(value: Buffer): Cell {
  const filled = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4)
  filled.writeInt32BE(value.length === 0 ? -1 : value.length)
  value.copy(filled, 4)
  const words = Int32Array.from({ length: filled.length / 4 }, (_, at) => filled.readInt32BE(at * 4))
  return { value, words, size: 4 + value.length }
}

export class BinaryRows {
  readonly #columns: number
  #piece: LineBlock = lineBlock(Buffer.allocUnsafeSlow(PIECE + ROOM))
  #words = this.#piece.words
  #at = 0
  #pieces: Buffer[] = []
  /** Pieces that have been sent: memory of this size is dear to take and to give back. */
  readonly #spare: LineBlock[] = []
  #rows = 0

  constructor(columns: number) {
    this.#columns = columns
    this.#begin()
  }

  #begin(): void {
    SIGNATURE.copy(this.#piece.bytes, 0)
    this.#at = SIGNATURE.length
  }

  get rows(): number {
    return this.#rows
  }

  row(): void {
    if (this.#at > PIECE) {
      this.#pieces.push(this.#piece.bytes.subarray(0, this.#at))
      this.#piece = this.#spare.pop() ?? lineBlock(Buffer.allocUnsafeSlow(PIECE + ROOM))
      this.#words = this.#piece.words
      this.#at = 0
    }
    this.#rows++
    this.#words.setInt16(this.#at, this.#columns)
    this.#at += 2
  }

  nothing(): void {
    this.#words.setInt32(this.#at, -1)
    this.#at += 4
  }
  int4(value: number): void {
    const at = this.#at
    this.#words.setInt32(at, 4)
    this.#words.setInt32(at + 4, value)
    this.#at = at + 8
  }
  /** Two halves of a 64-bit number. */
  int8(high: number, low: number): void {
    const at = this.#at
    this.#words.setInt32(at, 8)
    this.#words.setInt32(at + 4, high)
    this.#words.setInt32(at + 8, low)
    this.#at = at + 12
  }
  int2(value: number | null): void {
    if (value === null) return this.nothing()
    this.#words.setInt32(this.#at, 2)
    this.#words.setInt16(this.#at + 4, value)
    this.#at += 6
  }
  /** @param days since 1970-01-01 */
  date(days: number): void {
    this.int4(days - EPOCH_DAYS)
  }
  /** What is written too much, the next value writes over. */
  cell({ words, size }: Cell): void {
    const to = this.#words
    const at = this.#at
    for (let from = 0; from < words.length; from++) to.setInt32(at + from * 4, words[from] as number)
    this.#at = at + size
  }
  /** Nothing where it is empty. By hand: for a dozen bytes a call into the runtime costs more than the bytes. */
  slice({ bytes, words: from }: LineBlock, start: number, end: number): void {
    if (start >= end) return this.nothing()
    const length = end - start
    const words = this.#words
    const to = this.#at + 4
    words.setInt32(to - 4, length)
    let done = 0
    for (const whole = Math.min(length, bytes.length - start - 3); done < whole; done += 4)
      words.setInt32(to + done, from.getInt32(start + done))
    for (; done < length; done++) words.setUint8(to + done, bytes[start + done] as number)
    this.#at = to + length
  }
  text(value: string | null): void {
    if (value === null) return this.nothing()
    const length = Buffer.byteLength(value)
    this.#words.setInt32(this.#at, length)
    this.#at += 4 + this.#piece.bytes.write(value, this.#at + 4)
  }

  /** Everything written so far, as one COPY. */
  get pieces(): readonly Buffer[] {
    return [...this.#pieces, this.#piece.bytes.subarray(0, this.#at), TRAILER]
  }
  /** After `pieces` have been sent: the writer is empty again, and writes over what it has sent. */
  clear(): void {
    for (const { buffer } of this.#pieces) this.#spare.push(lineBlock(Buffer.from(buffer)))
    this.#pieces = []
    this.#rows = 0
    this.#begin()
  }
}

/** Ids of records of one home (kernel/home.ts) in ascending order: the moment of the run, the home, a counter, then chance. */
export class RisingIds {
  readonly #cell: Cell
  #counter = 0

  constructor(now: number, home: number, chance: Buffer) {
    const bytes = Buffer.alloc(16)
    bytes.writeUIntBE(now, 0, 6)
    bytes.writeUInt16BE(0x8000 | home, 6)
    chance.copy(bytes, 12, 0, 4)
    this.#cell = cellOf(bytes)
  }
  /** Valid until the next call. */
  next(): Cell {
    // 30 bits beside the variant: a thousand million ids a run.
    this.#cell.words[3] = 0x80000000 | (this.#counter++ & 0x3fffffff)
    return this.#cell
  }
}
