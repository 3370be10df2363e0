/**
 * PostgreSQL's binary COPY format, written straight from the bytes of a file: no escaping, no number or
 * date that the server would have to parse again. Format: "COPY, Binary Format" of the PostgreSQL manual.
 */

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

const wordsOf = (buffer: Buffer): DataView => new DataView(buffer.buffer, buffer.byteOffset, buffer.length)

export class BinaryRows {
  readonly #columns: number
  #piece: Buffer = Buffer.allocUnsafeSlow(PIECE + ROOM)
  #words = wordsOf(this.#piece)
  /** The block that is being copied from. */
  #source: Buffer = this.#piece
  #sourceWords = this.#words
  #at = 0
  #pieces: Buffer[] = []
  /** Pieces that have been sent: memory of this size is dear to take and to give back. */
  readonly #spare: Buffer[] = []
  #rows = 0

  constructor(columns: number) {
    this.#columns = columns
    this.#begin()
  }

  #begin(): void {
    SIGNATURE.copy(this.#piece, 0)
    this.#at = SIGNATURE.length
  }

  get rows(): number {
    return this.#rows
  }

  row(): void {
    if (this.#at > PIECE) {
      this.#pieces.push(this.#piece.subarray(0, this.#at))
      this.#piece = this.#spare.pop() ?? Buffer.allocUnsafeSlow(PIECE + ROOM)
      this.#words = wordsOf(this.#piece)
      this.#at = 0
    }
    this.#rows++
    this.#piece[this.#at++] = this.#columns >> 8
    this.#piece[this.#at++] = this.#columns & 0xff
  }

  #word(value: number): void {
    this.#words.setInt32(this.#at, value)
    this.#at += 4
  }

  nothing(): void {
    this.#word(-1)
  }
  int4(value: number): void {
    this.#word(4)
    this.#word(value)
  }
  /** Two halves of a 64-bit number. */
  int8(high: number, low: number): void {
    this.#word(8)
    this.#word(high)
    this.#word(low)
  }
  int2(value: number | null): void {
    if (value === null) return this.nothing()
    this.#word(2)
    this.#piece[this.#at++] = (value >> 8) & 0xff
    this.#piece[this.#at++] = value & 0xff
  }
  /** @param days since 1970-01-01 */
  date(days: number): void {
    this.#word(4)
    this.#word(days - EPOCH_DAYS)
  }
  /** A short value that comes again and again: it is worth no view of its own. */
  bytes(value: Buffer): void {
    const { length } = value
    if (length === 0) return this.nothing()
    this.#word(length)
    for (let from = 0; from < length; from++) this.#piece[this.#at++] = value[from] as number
  }
  /**
   * Nothing where it is empty. By hand and four bytes at a time: for a dozen bytes a call into the runtime
   * costs more than the bytes. What is written too much, the next value writes over.
   */
  slice(source: Buffer, start: number, end: number): void {
    if (start >= end) return this.nothing()
    const length = end - start
    this.#word(length)
    if (source !== this.#source) {
      this.#source = source
      this.#sourceWords = wordsOf(source)
    }
    const to = this.#at
    let done = 0
    for (const whole = Math.min(length, source.length - start - 3); done < whole; done += 4)
      this.#words.setInt32(to + done, this.#sourceWords.getInt32(start + done))
    for (; done < length; done++) this.#piece[to + done] = source[start + done] as number
    this.#at = to + length
  }
  text(value: string | null): void {
    if (value === null) return this.nothing()
    const length = Buffer.byteLength(value)
    this.#word(length)
    this.#at += this.#piece.write(value, this.#at)
  }

  /** Everything written so far, as one COPY. */
  get pieces(): readonly Buffer[] {
    return [...this.#pieces, this.#piece.subarray(0, this.#at), TRAILER]
  }
  /** After `pieces` have been sent: the writer is empty again, and writes over what it has sent. */
  clear(): void {
    for (const piece of this.#pieces) this.#spare.push(Buffer.from(piece.buffer))
    this.#pieces = []
    this.#rows = 0
    this.#begin()
  }
}

/** UUIDv7 (RFC 9562) in ascending order: the moment of the run, then a counter, then chance. */
export class RisingIds {
  readonly #bytes: Buffer
  #counter = 0

  constructor(now: number, chance: Buffer) {
    this.#bytes = Buffer.alloc(16)
    this.#bytes.writeUIntBE(now, 0, 6)
    chance.copy(this.#bytes, 12, 0, 4)
    this.#bytes[6] = 0x70
    this.#bytes[8] = 0x80
  }
  /** Valid until the next call. */
  next(): Buffer {
    const count = this.#counter++
    const bytes = this.#bytes
    // 12 bits in rand_a, 30 in rand_b: 4 trillion ids a run.
    bytes[11] = count & 0xff
    bytes[10] = (count >>> 8) & 0xff
    bytes[9] = (count >>> 16) & 0xff
    bytes[8] = 0x80 | ((count >>> 24) & 0x3f)
    return bytes
  }
}
