/** Takes the lines of a file one after the other, and knows where it stands. */
import type { LineBlock } from './bytes/line-block.ts'
import type { RowSorter } from './row-sorter.ts'

const LINE_FEED = 0x0a
const RETURN = 0x0d
/** Rows of a piece that is saved by itself. */
const PIECE_ROWS = 25_000

export class LineWalk {
  readonly #sorter: RowSorter
  /** Lines up to this one are stored by an earlier run, and passed over. The header is line 1. */
  readonly #skipped: number
  #number = 0
  #through: number
  #unsaved = 0

  constructor(sorter: RowSorter, readThrough: number) {
    this.#sorter = sorter
    this.#skipped = Math.max(1, readThrough)
    this.#through = readThrough
  }

  /** The last line that was taken; lines without a letter are not. */
  get through(): number {
    return this.#through
  }
  /** So much is gathered that it is to be saved. */
  get isPieceFull(): boolean {
    return this.#unsaved >= PIECE_ROWS || this.#sorter.rejected.isFull
  }
  pieceSaved(): void {
    this.#unsaved = 0
  }

  /** Lines from `start` on, until the block ends or a piece is full. @returns where the next line begins */
  take(block: LineBlock, start: number): number {
    const { bytes } = block
    let at = start
    while (at < bytes.length && !this.isPieceFull) {
      const found = bytes.indexOf(LINE_FEED, at)
      const stop = found < 0 ? bytes.length : found
      const end = stop > at && bytes[stop - 1] === RETURN ? stop - 1 : stop
      this.#number++
      if (this.#number > this.#skipped && end > at) {
        this.#sorter.take(this.#number, block, at, end)
        this.#through = this.#number
        this.#unsaved++
      }
      at = stop + 1
    }
    return at
  }
}
