/** Rows of a sheet as delimited lines, in their places. */
import { LIMITS } from './limits.ts'

/** Rows that are held until the width of the sheet is known: titles above a table are narrower than it. */
const HELD = 50
/** The table's own rows are those that are at least half as full as the fullest: a stray cell beside it makes nothing wider. */
const widthOf = (held: readonly (readonly string[])[]): number => {
  const filled = held.map((cells) => cells.reduce((sum, text) => sum + (text === '' ? 0 : 1), 0))
  const fullest = Math.max(0, ...filled)
  return Math.max(0, ...held.map((cells, at) => ((filled[at] ?? 0) * 2 >= fullest ? cells.length : 0)))
}
const PIECE_LETTERS = 1 << 16

/** An empty row is an empty line, and is written only when something follows it. */
export class SheetLines {
  readonly #write: (text: string) => void
  #held: (readonly string[])[] | undefined = []
  #width = 0
  /** Rows so far, the empty ones included. */
  #rows = 0
  #out = ''

  constructor(write: (text: string) => void) {
    this.#write = write
  }
  /** `number` is the row's own, from 1. */
  row(number: number, cells: readonly string[]): void {
    while (this.#rows < number - 1) this.#add([])
    this.#add(cells)
  }
  end(): void {
    this.#release()
    if (this.#out !== '') this.#write(this.#out)
  }
  #add(cells: readonly string[]): void {
    this.#rows++
    if (!this.#held) return this.#put(cells)
    this.#held.push(cells)
    if (this.#held.length >= HELD) this.#release()
  }
  #release(): void {
    const held = this.#held ?? []
    this.#width = widthOf(held)
    for (const cells of held) this.#put(cells)
    this.#held = undefined
  }
  #put(cells: readonly string[]): void {
    this.#out += `${cells.length === 0 ? '' : this.#lineOf(cells)}\n`
    if (this.#out.length < PIECE_LETTERS) return
    this.#write(this.#out)
    this.#out = ''
  }
  #lineOf(cells: readonly string[]): string {
    let line = ''
    for (let column = 0; column < this.#width; column++) {
      const text = cells[column] ?? ''
      if (line.length < LIMITS.lineLetters) line += `${column > 0 ? '|' : ''}"${text.replaceAll('"', '""')}"`
      else line += '|'
    }
    return line
  }
}
