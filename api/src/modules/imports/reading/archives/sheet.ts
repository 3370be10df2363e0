/** Cells of a sheet, read where they stand. */
import { textOfNumber, unescaped } from './cell-values.ts'
import { ArchiveFault, LIMITS } from './limits.ts'
import { SheetLines } from './sheet-lines.ts'
import { attributeOf, scanXml, type XmlListener } from './xml.ts'

const broken = (): ArchiveFault => new ArchiveFault('broken_workbook')

/** Column of an address, from 0; undefined where there is none. */
function columnOf(address: string | undefined): number | undefined {
  if (address === undefined) return undefined
  let column = 0
  for (let at = 0; at < address.length; at++) {
    const letter = (address.charCodeAt(at) | 0x20) - 96
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
  }
  return column === 0 ? undefined : column - 1
}

export interface CellContext {
  readonly texts: readonly string[]
  readonly dates: readonly boolean[]
  readonly since1904: boolean
}

/** What a cell says. A value that does not fit its type is passed on as it stands: the rules keep its row back with a reason. */
function textOfCell(type: string, style: string | undefined, value: string, { texts, dates, since1904 }: CellContext) {
  if (type === 's') {
    if (value === '') return ''
    const text = texts[Number(value)]
    if (text === undefined) throw broken()
    return text
  }
  if (type === 'inlineStr' || type === 'str') return unescaped(value)
  if (value === '') return ''
  if (type === 'b') return value === '1' ? 'true' : value === '0' ? 'false' : value
  if (type === 'd') return value.slice(0, 10)
  if (type === 'n') return textOfNumber(value, dates[Number(style ?? -1)] === true, since1904)
  return value
}

/** Hears the tags of a sheet, and gives each row that is complete to the lines. */
class SheetListener implements XmlListener {
  readonly #context: CellContext
  readonly #lines: SheetLines
  /** Cells so far, in all rows. */
  #count = 0
  #isInData = false
  readonly #row = { number: 0, cells: [] as string[] }
  /** The cell in hand; `isOpen` where what comes is its value. */
  readonly #cell = { column: -1, type: 'n', style: undefined as string | undefined, value: '', isOpen: false }

  constructor(context: CellContext, lines: SheetLines) {
    this.#context = context
    this.#lines = lines
  }
  open(name: string, tag: string): void {
    if (name === 'sheetData') this.#isInData = true
    if (!this.#isInData) return
    if (name === 'c') this.#beginCell(tag)
    else if (name === 'v' || name === 't') this.#cell.isOpen = true
    else if (name === 'row') this.#beginRow(tag)
  }
  close(name: string): void {
    if (name === 'v' || name === 't') this.#cell.isOpen = false
    else if (name === 'sheetData') this.#isInData = false
    else if (name === 'c' && this.#isInData) this.#endCell()
    else if (name === 'row' && this.#isInData && this.#row.cells.length > 0)
      this.#lines.row(this.#row.number, this.#row.cells)
  }
  text(piece: string): void {
    const cell = this.#cell
    if (cell.isOpen && cell.value.length < LIMITS.cellLetters) cell.value += piece.slice(0, LIMITS.cellLetters)
  }

  #beginRow(tag: string): void {
    const row = this.#row
    const told = Number(attributeOf(tag, 'r') ?? row.number + 1)
    // Rows stand in order; one that claims an earlier place follows the one before it.
    row.number = Number.isInteger(told) && told > row.number ? told : row.number + 1
    if (row.number > LIMITS.rows) throw broken()
    row.cells = []
    this.#cell.column = -1
  }
  #beginCell(tag: string): void {
    if (++this.#count > LIMITS.cells) throw new ArchiveFault('workbook_too_many_cells')
    const cell = this.#cell
    cell.column = columnOf(attributeOf(tag, 'r')) ?? cell.column + 1
    cell.type = attributeOf(tag, 't') ?? 'n'
    cell.style = attributeOf(tag, 's')
    cell.value = ''
  }
  #endCell(): void {
    const { column, type, style, value } = this.#cell
    const { cells } = this.#row
    if (column >= LIMITS.columns) return
    const text = textOfCell(type, style, value, this.#context).replace(/[\r\n]+/g, ' ')
    if (text.trim() === '') return
    while (cells.length < column) cells.push('')
    cells[column] = text
  }
}

export async function readSheet(
  bytes: AsyncIterable<Buffer>,
  context: CellContext,
  write: (text: string) => void,
): Promise<void> {
  const lines = new SheetLines(write)
  await scanXml(bytes, new SheetListener(context, lines))
  lines.end()
}
