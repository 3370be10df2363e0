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

export class BinaryRows {
  readonly #columns: number
  #piece = Buffer.allocUnsafe(PIECE + ROOM)
  #at = 0
  #pieces: Buffer[] = []
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
      this.#piece = Buffer.allocUnsafe(PIECE + ROOM)
      this.#at = 0
    }
    this.#rows++
    this.#piece[this.#at++] = this.#columns >> 8
    this.#piece[this.#at++] = this.#columns & 0xff
  }

  #word(value: number): void {
    const piece = this.#piece
    piece[this.#at++] = value >>> 24
    piece[this.#at++] = (value >>> 16) & 0xff
    piece[this.#at++] = (value >>> 8) & 0xff
    piece[this.#at++] = value & 0xff
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
  bytes(value: Buffer): void {
    this.slice(value, 0, value.length)
  }
  /** Nothing where it is empty. By hand: for a dozen bytes a call into the runtime costs more than the bytes. */
  slice(source: Buffer, start: number, end: number): void {
    if (start >= end) return this.nothing()
    this.#word(end - start)
    const piece = this.#piece
    let at = this.#at
    for (let from = start; from < end; from++) piece[at++] = source[from] as number
    this.#at = at
  }
  text(value: string | null): void {
    if (value === null) return this.nothing()
    const length = Buffer.byteLength(value)
    this.#word(length)
    this.#at += this.#piece.write(value, this.#at)
  }

  /** Everything written since the last call, as one COPY; the writer is empty again. */
  take(): Buffer[] {
    const all = [...this.#pieces, this.#piece.subarray(0, this.#at), TRAILER]
    this.#pieces = []
    this.#piece = Buffer.allocUnsafe(PIECE + ROOM)
    this.#rows = 0
    this.#begin()
    return all
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
