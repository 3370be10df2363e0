/** Where the fields of a line begin and end, told from its bytes. */

const QUOTE = 0x22
const SPACE = 0x20
/** The one printable sign below the quote. */
const EXCLAMATION = 0x21

export class FieldBorders {
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly #delimiter: number
  readonly #columns: number

  /** One place more than there are columns: a column that the file does not have lies there, and is empty. */
  constructor(delimiter: string, columns: number) {
    this.#delimiter = delimiter.charCodeAt(0)
    this.#columns = columns
    this.starts = new Int32Array(columns + 1)
    this.ends = new Int32Array(columns + 1)
  }

  /** False where the line is not plain: then its borders mean nothing. */
  split(source: Buffer, start: number, end: number): boolean {
    const { starts, ends } = this
    const delimiter = this.#delimiter
    const columns = this.#columns
    let column = 0
    let plain = true
    let at = start
    for (;;) {
      const quoted = at < end && source[at] === QUOTE
      const stop = quoted ? QUOTE : delimiter
      if (quoted) at++
      const from = at
      for (; at < end; at++) {
        const byte = source[at] as number
        if (byte === stop) break
        // Blanks at the border of a field are trimmed by the rules, two are collapsed; quotes and other bytes need a closer look.
        if (byte < 35 || byte > 126) {
          if (byte !== SPACE ? byte !== EXCLAMATION : at === from || source[at - 1] === SPACE) plain = false
        }
      }
      if (column < columns) {
        starts[column] = from
        ends[column] = at
      }
      if (at > from && source[at - 1] === SPACE) plain = false
      column++
      if (quoted) {
        if (at >= end) plain = false
        at++
        // A quote within a field: the rules read it.
        if (at < end && source[at] !== delimiter) return false
      }
      if (at >= end) break
      at++
      if (at === end) {
        // The line ends with a delimiter: one more field, empty.
        if (column < columns) starts[column] = ends[column] = end
        column++
        break
      }
    }
    return plain && column === columns
  }
}
