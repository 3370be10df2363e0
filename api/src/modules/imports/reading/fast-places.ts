/** The village of a row, known again by the bytes of its columns: a kabupaten has two hundred of them on a million rows. */
import type { ImportField } from '@pandu-gempita/shared/import-record'
import type { Cell } from './bytes/binary-copy.ts'
import { lineBlock, type LineBlock } from './bytes/line-block.ts'
import { RepeatedWords, repeatedTexts } from './bytes/repeated-words.ts'
import { textCell, type FastRow } from './fast-row.ts'
import { placeOf, type RowContext } from './rules.ts'

/** Stands between names that lie apart: it cannot be in a plain row. */
const NUL = '\0'

export class PlaceCells {
  readonly #row: FastRow
  readonly #context: RowContext
  readonly #fields: readonly ImportField[]
  /** Column of each field, -1 where the file does not have it. */
  readonly #columns: readonly number[]
  /** The first and the last of these columns where they lie side by side: then all bytes between are the key. */
  readonly #together: { readonly first: number; readonly last: number } | undefined
  readonly #known = new RepeatedWords((block) => this.#cellOf(this.#textsIn(block)))
  readonly #knownApart = repeatedTexts((key) => this.#cellOf(key.split(NUL)))

  constructor(context: RowContext, row: FastRow) {
    const { position } = context.layout
    this.#row = row
    this.#context = context
    this.#fields =
      position.villageCode !== undefined
        ? ['regencyCode', 'districtCode', 'villageCode']
        : ['regency', 'district', 'village']
    this.#columns = this.#fields.map((field) => position[field] ?? -1)
    const there = this.#columns.filter((column) => column >= 0)
    const [first, last] = [Math.min(...there), Math.max(...there)]
    if (there.length > 0 && last - first === there.length - 1) this.#together = { first, last }
  }

  #textsIn({ bytes }: LineBlock): string[] {
    const { starts, ends } = this.#row
    return this.#columns.map((column) => (column < 0 ? '' : bytes.toString('latin1', starts[column], ends[column])))
  }

  #cellOf(texts: readonly string[]): Cell | undefined {
    const { code } = placeOf(this.#context, (field) => texts[this.#fields.indexOf(field)] ?? '')
    return code === undefined ? undefined : textCell(code)
  }

  /** Of the row in hand. Undefined where the rules must say. */
  of(block: LineBlock): Cell | undefined {
    const together = this.#together
    if (together !== undefined) {
      const { starts, ends } = this.#row
      return this.#known.of(block, starts[together.first] as number, ends[together.last] as number)
    }
    const key = Buffer.from(this.#textsIn(block).join(NUL), 'latin1')
    return this.#knownApart.of(lineBlock(key), 0, key.length)
  }
}
