/**
 * What the source said before, and what this file has said so far, by NIK: an open-addressing table over
 * typed arrays, 21 bytes a slot (some 90 MB for three million persons), because a Map of strings takes ten times that.
 */

const LOAD = 0.7

export class KnownRows {
  #capacity: number
  #used = 0
  /** A NIK as two numbers of eight digits: sixteen digits do not fit a double exactly. -1 is an empty slot. */
  #high: Int32Array
  #low: Int32Array
  #hashHigh: Int32Array
  #hashLow: Int32Array
  /** Record number, or -1 for a NIK that only this file has. */
  #record: Int32Array
  #seen: Uint8Array

  constructor(expected: number) {
    this.#capacity = 1024
    while (this.#capacity * LOAD < expected) this.#capacity *= 2
    this.#high = new Int32Array(this.#capacity).fill(-1)
    this.#low = new Int32Array(this.#capacity)
    this.#hashHigh = new Int32Array(this.#capacity)
    this.#hashLow = new Int32Array(this.#capacity)
    this.#record = new Int32Array(this.#capacity).fill(-1)
    this.#seen = new Uint8Array(this.#capacity)
  }

  #find(high: number, low: number): number {
    const mask = this.#capacity - 1
    let slot = (Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b)) >>> 0
    slot = (slot ^ (slot >>> 15)) & mask
    while (this.#high[slot] !== -1 && (this.#high[slot] !== high || this.#low[slot] !== low)) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const { ...old } = {
      capacity: this.#capacity,
      high: this.#high,
      low: this.#low,
      hashHigh: this.#hashHigh,
      hashLow: this.#hashLow,
      record: this.#record,
      seen: this.#seen,
    }
    this.#capacity *= 2
    this.#high = new Int32Array(this.#capacity).fill(-1)
    this.#low = new Int32Array(this.#capacity)
    this.#hashHigh = new Int32Array(this.#capacity)
    this.#hashLow = new Int32Array(this.#capacity)
    this.#record = new Int32Array(this.#capacity).fill(-1)
    this.#seen = new Uint8Array(this.#capacity)
    for (let from = 0; from < old.capacity; from++) {
      const high = old.high[from] as number
      if (high === -1) continue
      const low = old.low[from] as number
      const slot = this.#find(high, low)
      this.#high[slot] = high
      this.#low[slot] = low
      this.#hashHigh[slot] = old.hashHigh[from] as number
      this.#hashLow[slot] = old.hashLow[from] as number
      this.#record[slot] = old.record[from] as number
      this.#seen[slot] = old.seen[from] as number
    }
  }

  /** The slot of a NIK, made where it is new. */
  slot(high: number, low: number): number {
    let slot = this.#find(high, low)
    if (this.#high[slot] === -1) {
      if (this.#used + 1 > this.#capacity * LOAD) {
        this.#grow()
        slot = this.#find(high, low)
      }
      this.#used++
      this.#high[slot] = high
      this.#low[slot] = low
    }
    return slot
  }

  remember(high: number, low: number, record: number, hashHigh: number, hashLow: number): number {
    const slot = this.slot(high, low)
    this.#record[slot] = record
    this.#hashHigh[slot] = hashHigh
    this.#hashLow[slot] = hashLow
    return slot
  }

  /** Record number of the source, or -1. */
  record(slot: number): number {
    return this.#record[slot] as number
  }
  says(slot: number, hashHigh: number, hashLow: number): boolean {
    return this.#record[slot] !== -1 && this.#hashHigh[slot] === hashHigh && this.#hashLow[slot] === hashLow
  }
  /** True the first time in this file. */
  markSeen(slot: number): boolean {
    if (this.#seen[slot] === 1) return false
    this.#seen[slot] = 1
    return true
  }
  isSeen(slot: number): boolean {
    return this.#seen[slot] === 1
  }
  /** Every record of the source with a mark whether it is set in `bits`: for a run that goes on after a kill. */
  seeAll(bits: Presence): void {
    for (let slot = 0; slot < this.#capacity; slot++) {
      const record = this.#record[slot] as number
      if (this.#high[slot] !== -1 && record !== -1 && bits.has(record)) this.#seen[slot] = 1
    }
  }
}

/** A set of record numbers as bits: 375 kB for three million. */
export class Presence {
  #bits: Buffer
  constructor(bits: Buffer = Buffer.alloc(1024)) {
    this.#bits = bits
  }
  add(record: number): void {
    const at = record >>> 3
    if (at >= this.#bits.length) {
      const grown = Buffer.alloc(Math.max(this.#bits.length * 2, at + 1))
      this.#bits.copy(grown)
      this.#bits = grown
    }
    this.#bits[at] = (this.#bits[at] as number) | (1 << (record & 7))
  }
  has(record: number): boolean {
    return ((this.#bits[record >>> 3] ?? 0) & (1 << (record & 7))) !== 0
  }
  get bytes(): Buffer {
    let end = this.#bits.length
    while (end > 0 && this.#bits[end - 1] === 0) end--
    return this.#bits.subarray(0, end)
  }
  get size(): number {
    let count = 0
    for (const byte of this.#bits) for (let left = byte; left !== 0; left &= left - 1) count++
    return count
  }
  /** Records of this set that the other one lacks, ascending. */
  *without(other: Presence): Generator<number> {
    const { bytes } = this
    for (let at = 0; at < bytes.length; at++) {
      const left = (bytes[at] as number) & ~(other.#bits[at] ?? 0)
      if (left === 0) continue
      for (let bit = 0; bit < 8; bit++) if ((left & (1 << bit)) !== 0) yield at * 8 + bit
    }
  }
}
