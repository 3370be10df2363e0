/**
 * The first sheet of a workbook as delimited lines, so that everything after it is the same as for text. Cells are read where
 * they stand and only where something stands: a stray cell at the end of a sheet costs nothing. A cell without an address
 * stands behind the one before it (small writers leave addresses out).
 */
import path from 'node:path'
import { isDateFormat, textOfNumber } from './cell-values.ts'
import { ArchiveFault, LIMITS } from './limits.ts'
import { attributeOf, scanXml } from './xml.ts'
import { createUnpacker, zipParts } from './zip.ts'

const broken = (): ArchiveFault => new ArchiveFault('broken_workbook')

type Unpack = (name: string) => AsyncIterable<Buffer>

interface Relation {
  readonly id: string
  readonly type: string
  readonly target: string
}
async function relationsOf(unpack: Unpack, part: string): Promise<Relation[]> {
  const found: Relation[] = []
  const folder = path.posix.dirname(part)
  await scanXml(unpack(path.posix.join(folder, '_rels', `${path.posix.basename(part)}.rels`)), {
    open(name, tag) {
      if (name !== 'Relationship') return
      if (found.length >= LIMITS.parts) throw new ArchiveFault('workbook_too_many_parts')
      const target = attributeOf(tag, 'Target') ?? ''
      found.push({
        id: attributeOf(tag, 'Id') ?? '',
        type: (attributeOf(tag, 'Type') ?? '').split('/').at(-1) ?? '',
        target: target.startsWith('/') ? target.slice(1) : path.posix.join(folder, target),
      })
    },
    close: () => undefined,
  })
  return found
}

/** An escaped control character of the format: _x000D_. */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : text

async function readSharedTexts(bytes: AsyncIterable<Buffer>): Promise<string[]> {
  const texts: string[] = []
  let letters = 0
  let text = ''
  let inText = false
  let inSound = false
  await scanXml(bytes, {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 't') inText = true
      else if (name === 'rPh') inSound = true
    },
    close(name) {
      if (name === 't') inText = false
      else if (name === 'rPh') inSound = false
      else if (name === 'si') {
        texts.push(unescaped(text))
        letters += text.length
        if (texts.length > LIMITS.sharedTexts || letters > LIMITS.sharedLetters)
          throw new ArchiveFault('workbook_too_large')
      }
    },
    text(piece) {
      if (inText && !inSound && text.length < LIMITS.cellLetters) text += piece.slice(0, LIMITS.cellLetters)
    },
  })
  return texts
}

/** Of each cell style: is its number a date? */
async function readDateStyles(bytes: AsyncIterable<Buffer>): Promise<boolean[]> {
  const formats = new Map<number, string>()
  const styles: boolean[] = []
  let inCells = false
  await scanXml(bytes, {
    open(name, tag) {
      if (name === 'numFmt') formats.set(Number(attributeOf(tag, 'numFmtId')), attributeOf(tag, 'formatCode') ?? '')
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) {
        const id = Number(attributeOf(tag, 'numFmtId') ?? 0)
        styles.push(isDateFormat(id, formats.get(id)))
      }
      if (styles.length > LIMITS.styles || formats.size > LIMITS.styles) throw new ArchiveFault('workbook_too_large')
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  return styles
}

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

/** Rows that are held until the width of the sheet is known: titles above a table are narrower than it. */
const HELD = 50
/** The table's own rows are those that are at least half as full as the fullest: a stray cell beside it makes nothing wider. */
const widthOf = (held: readonly (readonly string[])[]): number => {
  const filled = held.map((cells) => cells.reduce((sum, text) => sum + (text === '' ? 0 : 1), 0))
  const fullest = Math.max(0, ...filled)
  return Math.max(0, ...held.map((cells, at) => ((filled[at] ?? 0) * 2 >= fullest ? cells.length : 0)))
}
const PIECE_LETTERS = 1 << 16

/** Lines of the rows in their places. An empty row is an empty line, and is written only when something follows it. */
function createLines(write: (text: string) => void) {
  let held: (readonly string[])[] | undefined = []
  let width = 0
  let written = 0
  let out = ''
  const lineOf = (cells: readonly string[]): string => {
    let line = ''
    for (let column = 0; column < width; column++) {
      const text = cells[column] ?? ''
      if (line.length < LIMITS.lineLetters) line += `${column > 0 ? '|' : ''}"${text.replaceAll('"', '""')}"`
      else line += '|'
    }
    return line
  }
  const put = (line: string): void => {
    out += `${line}\n`
    if (out.length < PIECE_LETTERS) return
    write(out)
    out = ''
  }
  const release = (): void => {
    width = widthOf(held ?? [])
    for (const cells of held ?? []) put(cells.length === 0 ? '' : lineOf(cells))
    held = undefined
  }
  const add = (cells: readonly string[]): void => {
    written++
    if (!held) return put(cells.length === 0 ? '' : lineOf(cells))
    held.push(cells)
    if (held.length >= HELD) release()
  }
  return {
    /** `number` is the row's own, from 1. */
    row(number: number, cells: readonly string[]): void {
      while (written < number - 1) add([])
      add(cells)
    },
    end(): void {
      release()
      if (out !== '') write(out)
    },
  }
}

interface CellContext {
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

async function readSheet(bytes: AsyncIterable<Buffer>, context: CellContext, write: (text: string) => void) {
  const lines = createLines(write)
  let cells: string[] = []
  let inData = false
  let number = 0
  let column = -1
  let count = 0
  let [type, style, value] = ['n', undefined as string | undefined, '']
  let taking = false
  await scanXml(bytes, {
    open(name, tag) {
      if (name === 'sheetData') inData = true
      if (!inData) return
      if (name === 'c') {
        if (++count > LIMITS.cells) throw new ArchiveFault('workbook_too_many_cells')
        column = columnOf(attributeOf(tag, 'r')) ?? column + 1
        type = attributeOf(tag, 't') ?? 'n'
        style = attributeOf(tag, 's')
        value = ''
      } else if (name === 'v' || name === 't') taking = true
      else if (name === 'row') {
        const told = Number(attributeOf(tag, 'r') ?? number + 1)
        // Rows stand in order; one that claims an earlier place follows the one before it.
        number = Number.isInteger(told) && told > number ? told : number + 1
        if (number > LIMITS.rows) throw broken()
        cells = []
        column = -1
      }
    },
    close(name) {
      if (name === 'v' || name === 't') taking = false
      else if (name === 'sheetData') inData = false
      else if (name === 'c' && inData) {
        if (column >= LIMITS.columns) return
        const text = textOfCell(type, style, value, context).replace(/[\r\n]+/g, ' ')
        if (text.trim() === '') return
        while (cells.length < column) cells.push('')
        cells[column] = text
      } else if (name === 'row' && inData && cells.length > 0) lines.row(number, cells)
    },
    text(piece) {
      if (taking && value.length < LIMITS.cellLetters) value += piece.slice(0, LIMITS.cellLetters)
    },
  })
  lines.end()
}

/** Writes the lines of the first sheet. `unpack` stops between pieces, so whoever writes can wait there. */
export async function readWorkbook(archive: Buffer, write: (text: string) => void, drained: () => Promise<void>) {
  const parts = zipParts(archive)
  const unpacked = createUnpacker(archive, parts)
  async function* unpack(name: string): AsyncGenerator<Buffer> {
    for await (const piece of unpacked(name)) {
      await drained()
      yield piece
    }
  }
  const main = (await relationsOf(unpack, '')).find(({ type }) => type === 'officeDocument')?.target
  if (main === undefined) throw broken()
  let first: string | undefined
  let since1904 = false
  await scanXml(unpack(main), {
    open(name, tag) {
      if (name === 'sheet') first ??= attributeOf(tag, 'id')
      else if (name === 'workbookPr') since1904 ||= ['1', 'true'].includes(attributeOf(tag, 'date1904') ?? '')
    },
    close: () => undefined,
  })
  const relations = await relationsOf(unpack, main)
  const sheet = relations.find(({ id }) => id === first)?.target
  if (sheet === undefined) throw broken()
  const partOf = (kind: string): string | undefined => {
    const target = relations.find(({ type }) => type === kind)?.target
    return target !== undefined && parts.has(target) ? target : undefined
  }
  const [texts, styles] = [partOf('sharedStrings'), partOf('styles')]
  await readSheet(
    unpack(sheet),
    {
      texts: texts === undefined ? [] : await readSharedTexts(unpack(texts)),
      dates: styles === undefined ? [] : await readDateStyles(unpack(styles)),
      since1904,
    },
    write,
  )
}
