/**
 * A 64-bit digest of a line, in two halves that mix every word in another way. It tells whether a source says
 * what it said before: a change that goes unseen by chance is one in 2^64, and nobody gains from making one.
 * Four bytes at a time, because there are hundreds of megabytes of them.
 */
import type { LineBlock } from './line-block.ts'

export interface LineDigest {
  /** Into `out`, so that millions of lines make no objects. */
  of(block: LineBlock, start: number, end: number, out: { hashHigh: number; hashLow: number }): void
}

const spread = (hash: number): number => {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/** @param seed what else the lines depend on: the same bytes under another mapping say something else */
export function createLineDigest(seed: number): LineDigest {
  return {
    of({ bytes, words }, start, end, out) {
      let high = seed ^ (end - start)
      let low = Math.imul(seed, 0x9e3779b1) + (end - start)
      let at = start
      for (; at + 4 <= end; at += 4) {
        const word = words.getInt32(at, true)
        high = Math.imul(((high ^ word) << 13) | ((high ^ word) >>> 19), 0x5bd1e995)
        low = Math.imul(low + Math.imul(word, 0xcc9e2d51), 0x1b873593)
        low ^= low >>> 15
      }
      let rest = 0
      for (; at < end; at++) rest = (rest << 8) | (bytes[at] as number)
      out.hashHigh = spread(high ^ Math.imul(rest, 0xe6546b65))
      out.hashLow = spread(low + Math.imul(rest ^ high, 0x27d4eb2f))
    },
  }
}
