/**
 * What a file said of each of its people: the desil, and yes or no to each programme; two bytes a record number. Facts of the
 * register are what remains of many files in the order in which they came; two releases are compared by what they said.
 */
import { sql, type SQL } from 'drizzle-orm'
import { programmeColumns } from './words.ts'

/** Programmes that a file can speak of, in the order of their bits. Kept with each batch: the list may grow. */
const claimedProgrammes: readonly string[] = [...new Set(programmeColumns.map(([, code]) => code))]

const NO_DESIL = 15
const KNOWN = 0x8000
const TOLD = 1 << 4
const YES = 1 << 5
/** Fourteen bits: four of the desil, two of each of five programmes. */
const MOST_CLAIMED = 5
if (claimedProgrammes.length > MOST_CLAIMED) throw new Error('the claims of a row have no room for another programme')

const shift = (programme: number): number => 2 * programme

/** The claim of a staged row, as a number: see `Claims`. */
export const claimOf = (alias: string): SQL => {
  const row = sql.raw(alias)
  // Whoever says yes speaks of it, so the two bits are told apart by who only says no.
  const bits = claimedProgrammes.map(
    (code, at) =>
      sql`case when ${code} = any(${row}.programmes) then ${(TOLD | YES) << shift(at)}::int when ${code} = any(${row}.programmes_told) then ${TOLD << shift(at)}::int else 0 end`,
  )
  return sql`(coalesce(${row}.desil, ${NO_DESIL})::int + ${sql.join(bits, sql` + `)})`
}

export type Answer = 'yes' | 'no' | 'nothing'

export class Claims {
  #words: Uint16Array
  readonly programmes: readonly string[]
  constructor(programmes: readonly string[] = claimedProgrammes, bytes?: Buffer) {
    this.programmes = programmes
    this.#words = new Uint16Array((bytes?.length ?? 2048) / 2)
    // Copied, because a buffer from the database may begin at an odd address.
    if (bytes) new Uint8Array(this.#words.buffer).set(bytes)
  }
  set(record: number, claim: number): void {
    if (record >= this.#words.length) {
      const grown = new Uint16Array(Math.max(this.#words.length * 2, record + 1))
      grown.set(this.#words)
      this.#words = grown
    }
    this.#words[record] = claim | KNOWN
  }
  /** A later file of the same release speaks instead, where it says something. */
  take(other: Claims, record: number): void {
    const word = other.#words[record] ?? 0
    if ((word & KNOWN) === 0) return
    let merged = this.isKnown(record) ? (this.#words[record] as number) : NO_DESIL
    if ((word & NO_DESIL) !== NO_DESIL) merged = (merged & ~NO_DESIL) | (word & NO_DESIL)
    for (let at = 0; at < MOST_CLAIMED; at++) {
      const both = (TOLD | YES) << shift(at)
      if (word & (TOLD << shift(at))) merged = (merged & ~both) | (word & both)
    }
    this.set(record, merged)
  }
  isKnown(record: number): boolean {
    return ((this.#words[record] ?? 0) & KNOWN) !== 0
  }
  /** The official desil that the row states; undefined where it states none. */
  desil(record: number): number | undefined {
    const word = this.#words[record] ?? 0
    const desil = word & 15
    return (word & KNOWN) === 0 || desil === NO_DESIL ? undefined : desil
  }
  answer(record: number, programme: number): Answer {
    const bits = (this.#words[record] ?? 0) >>> shift(programme)
    return (bits & TOLD) === 0 ? 'nothing' : (bits & YES) === 0 ? 'no' : 'yes'
  }
  /** One more than the highest record number that can be known. */
  get end(): number {
    return this.#words.length
  }
  get bytes(): Buffer {
    let end = this.#words.length
    while (end > 0 && this.#words[end - 1] === 0) end--
    return Buffer.from(this.#words.buffer, 0, end * 2)
  }
}
