/** What the words mean that come again and again in a file (sex, relation, yes, a village): each is asked for once, then known by its bytes. */
import { lineBlock, type LineBlock } from './line-block.ts'

/** A column that never repeats itself does not fill the memory. */
const MOST = 50_000

interface Known<T> {
  readonly block: LineBlock
  readonly length: number
  /** `undefined` is kept too: it means "ask the rules". */
  readonly value: T | undefined
}

/** Of its length and twelve of its bytes, all of them where it is no longer: words that are alike in these share a list. */
function keyOf({ bytes, words }: LineBlock, start: number, length: number): number {
  if (length < 4) {
    let key = length
    for (let at = 0; at < length; at++) key = (key << 8) | (bytes[start + at] as number)
    return key
  }
  const first = Math.imul(words.getInt32(start), 0x9e3779b1)
  const middle = Math.imul(words.getInt32(start + ((length - 4) >> 1)), 0x85ebca6b)
  const last = Math.imul(words.getInt32(start + length - 4) + length, 0xc2b2ae35)
  const key = first ^ (middle >>> 7) ^ (middle << 25) ^ (last >>> 13) ^ (last << 19)
  return key ^ (key >>> 15)
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
    const key = keyOf(block, start, length)
    const alike = this.#known.get(key)
    if (alike !== undefined)
      for (let at = 0; at < alike.length; at++) {
        const known = alike[at] as Known<T>
        if (known.length === length && isSame(known.block, block, start, length)) return known.value
      }
    const value = this.#meaning(block, start, end)
    if (this.#size < MOST) {
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
