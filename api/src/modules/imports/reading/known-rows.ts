/**
 * What the source said before, and what this file has said so far, by NIK: an open-addressing table in one typed
 * array, because a Map of strings takes ten times that. All that is known of a NIK lies together: with a million of
 * them nearly every look-up is a walk to memory, and one is enough.
 */
import type { Presence } from './presence.ts'

const LOAD = 0.7
/** Numbers in a slot, 24 bytes. A NIK is two numbers of eight digits (sixteen do not fit a double exactly); -1 is an empty slot. */
const WIDTH = 6
const LOW = 1
/** Record number, or -1 for a NIK that only this file has. */
const RECORD = 2
const HASH_HIGH = 3
const HASH_LOW = 4
const SEEN = 5

export class KnownRows {
  #capacity: number
  #used = 0
  #slots: Int32Array

  /** @param expected people; more find room too, but moving them takes time and, for a moment, three times the memory */
  constructor(expected: number) {
    this.#capacity = Math.max(1024, Math.ceil(expected / LOAD))
    this.#slots = this.#empty()
  }

  #empty(): Int32Array {
    return new Int32Array(this.#capacity * WIDTH).fill(-1)
  }

  #find(high: number, low: number): number {
    const slots = this.#slots
    const end = this.#capacity * WIDTH
    const mixed = Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b)
    // Of 32 bits the upper ones decide, whatever the capacity: it need not be a power of two, so no memory is left empty for one.
    let slot = Math.trunc(((mixed ^ (mixed >>> 15)) >>> 0) * (this.#capacity / 0x1_0000_0000)) * WIDTH
    while (slots[slot] !== -1 && (slots[slot] !== high || slots[slot + LOW] !== low)) {
      slot += WIDTH
      if (slot === end) slot = 0
    }
    return slot
  }

  #grow(): void {
    const old = this.#slots
    this.#capacity *= 2
    this.#slots = this.#empty()
    for (let from = 0; from < old.length; from += WIDTH) {
      const high = old[from] as number
      if (high === -1) continue
      const to = this.#find(high, old[from + LOW] as number)
      for (let at = 0; at < WIDTH; at++) this.#slots[to + at] = old[from + at] as number
    }
  }

  /** The slot of a NIK, made where it is new. */
  slot(high: number, low: number): number {
    let slot = this.#find(high, low)
    if (this.#slots[slot] === -1) {
      if (this.#used + 1 > this.#capacity * LOAD) {
        this.#grow()
        slot = this.#find(high, low)
      }
      this.#used++
      this.#slots[slot] = high
      this.#slots[slot + LOW] = low
    }
    return slot
  }

  remember(high: number, low: number, record: number, hashHigh: number, hashLow: number): number {
    const slot = this.slot(high, low)
    this.#slots[slot + RECORD] = record
    this.#slots[slot + HASH_HIGH] = hashHigh
    this.#slots[slot + HASH_LOW] = hashLow
    return slot
  }

  /** Record number of the source, or -1. */
  record(slot: number): number {
    return this.#slots[slot + RECORD] as number
  }
  says(slot: number, hashHigh: number, hashLow: number): boolean {
    return (
      this.#slots[slot + RECORD] !== -1 &&
      this.#slots[slot + HASH_HIGH] === hashHigh &&
      this.#slots[slot + HASH_LOW] === hashLow
    )
  }
  /** True the first time in this file. */
  markSeen(slot: number): boolean {
    if (this.#slots[slot + SEEN] === 1) return false
    this.#slots[slot + SEEN] = 1
    return true
  }
  /** Every record of the source with a mark whether it is set in `bits`: for a run that goes on after a kill. */
  seeAll(bits: Presence): void {
    for (let slot = 0; slot < this.#slots.length; slot += WIDTH) {
      const record = this.record(slot)
      if (record !== -1 && bits.has(record)) this.markSeen(slot)
    }
  }
}
