/** What the words mean that come again and again in a file (sex, relation, yes, a village): each is asked for once, then known by its bytes. */
import { lineBlock, type LineBlock } from './line-block.ts'

/**
 * A column that never repeats itself must fill neither memory nor time, also where somebody made it so: long words
 * and words that are too much alike are asked for each time.
 */
const MOST = 50_000
const LONGEST = 200
const MOST_ALIKE = 8

interface Known<T> {
  readonly block: LineBlock
  readonly length: number
  /** `undefined` is kept too: it means "ask the rules". */
  readonly value: T | undefined
}

/** Words that share it share a list. */
function keyOf({ bytes, words }: LineBlock, start: number, length: number): number {
  let key = length
  if (length < 4) for (let at = 0; at < length; at++) key = (key << 8) | (bytes[start + at] as number)
  else {
    for (let at = 0; at < length - 4; at += 4) {
      key = Math.imul(key ^ words.getInt32(start + at), 0x9e3779b1)
      key ^= key >>> 15
    }
    key = Math.imul(key ^ words.getInt32(start + length - 4), 0x85ebca6b)
  }
  return key ^ (key >>> 13)
}

function isSame(known: LineBlock, block: LineBlock, start: number, length: number): boolean {
  if (length < 4) {
    for (let at = 0; at < length; at++) if (known.bytes[at] !== block.bytes[start + at]) return false
    return true
  }
  for (let at = 0; at < length - 4; at += 4)
    if (known.words.getInt32(at) !== block.words.getInt32(start + at)) return false
  return known.words.getInt32(length - 4) === block.words.getInt32(start + length - 4)
}

export class RepeatedWords<T> {
  readonly #known = new Map<number, Known<T>[]>()
  readonly #meaning: (block: LineBlock, start: number, end: number) => T | undefined
  #size = 0

  constructor(meaning: (block: LineBlock, start: number, end: number) => T | undefined) {
    this.#meaning = meaning
  }

  of(block: LineBlock, start: number, end: number): T | undefined {
    const length = end - start
    if (length > LONGEST) return this.#meaning(block, start, end)
    const key = keyOf(block, start, length)
    const alike = this.#known.get(key)
    if (alike !== undefined)
      for (let at = 0; at < alike.length; at++) {
        const known = alike[at] as Known<T>
        if (known.length === length && isSame(known.block, block, start, length)) return known.value
      }
    const value = this.#meaning(block, start, end)
    if (this.#size < MOST && (alike?.length ?? 0) < MOST_ALIKE) {
      this.#size++
      const known = { block: lineBlock(Buffer.from(block.bytes.subarray(start, end))), length, value }
      if (alike === undefined) this.#known.set(key, [known])
      else alike.push(known)
    }
    return value
  }
}

/** Of words whose meaning lies in their text. */
export const repeatedTexts = <T>(meaning: (text: string) => T | undefined): RepeatedWords<T> =>
  new RepeatedWords(({ bytes }, start, end) => meaning(bytes.toString('latin1', start, end)))
