/** Columns whose words come again and again: each word is asked for once, then the cell to write is known by its bytes. */
import { cellOf, textArray, type Cell } from './bytes/binary-copy.ts'
import type { LineBlock } from './bytes/line-block.ts'
import { repeatedTexts, type RepeatedWords } from './bytes/repeated-words.ts'
import { textCell, type FastRow } from './fast-row.ts'
import type { Layout } from './layouts.ts'
import { programmeColumns, saidOf, type Said } from './words.ts'

/** One column of words. */
export class WordCells {
  readonly #column: number | undefined
  readonly #words: RepeatedWords<Cell>

  /** @param meaning what is to be written for a word; undefined where the rules must say */
  constructor(column: number | undefined, meaning: (text: string) => string | undefined) {
    this.#column = column
    this.#words = repeatedTexts((text) => {
      const meant = meaning(text)
      return meant === undefined ? undefined : textCell(meant)
    })
  }

  /** null where the file has no such column. */
  of(block: LineBlock, row: FastRow): Cell | null | undefined {
    const column = this.#column
    if (column === undefined) return null
    return this.#words.of(block, row.starts[column] as number, row.ends[column] as number)
  }
}

/** Each set of programmes as it is written, by the bits of the columns that name it. */
const programmeSets = Array.from({ length: 1 << programmeColumns.length }, (_, bits) =>
  cellOf(
    textArray(
      [...new Set(programmeColumns.filter((_, at) => (bits & (1 << at)) !== 0).map(([, code]) => code))].sort(),
    ),
  ),
)
export const NO_PROGRAMMES = programmeSets[0] as Cell

/** The columns of programmes together. */
export class ProgrammeCells {
  readonly #columns: Int32Array
  // A word that is not known is left to the rules, which count it.
  readonly #words = repeatedTexts((text): Exclude<Said, 'unknown'> | undefined => {
    const said = saidOf(text)
    return said === 'unknown' ? undefined : said
  })

  constructor(position: Layout['position']) {
    this.#columns = Int32Array.from(programmeColumns, ([field]) => position[field] ?? -1)
  }

  /** False where the rules must say. */
  read(block: LineBlock, row: FastRow): boolean {
    const columns = this.#columns
    let yes = 0
    let told = 0
    for (let bit = 0; bit < columns.length; bit++) {
      const column = columns[bit] as number
      if (column < 0) continue
      const said = this.#words.of(block, row.starts[column] as number, row.ends[column] as number)
      if (said === undefined) return false
      if (said === 'nothing') continue
      told |= 1 << bit
      if (said === 'yes') yes |= 1 << bit
    }
    row.programmes = programmeSets[yes] as Cell
    row.programmesTold = programmeSets[told] as Cell
    return true
  }
}
