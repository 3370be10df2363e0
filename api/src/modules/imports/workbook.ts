/** The first sheet of a workbook as delimited lines, so that everything after it is the same as for text. */
import readSheet from 'read-excel-file/node'

/** An archive that does not unpack: the officer must hear it; nothing of it is used. */
export class BrokenArchive extends Error {}
export class WorkbookTooLarge extends Error {}

/** A workbook is read whole, at some forty times its size: 8 MB are about 80,000 rows. Larger ones come as CSV. */
const LARGEST = 8_000_000

type Cell = string | number | boolean | Date | null

/** A date of a sheet has no zone; numbers keep the digits that the sheet has kept. */
const textOf = (cell: Cell): string => {
  if (cell === null) return ''
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return String(cell).replace(/[\r\n]+/g, ' ')
}

export async function* workbookLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > LARGEST) throw new WorkbookTooLarge('the workbook is too large')
    pieces.push(piece)
  }
  let sheets: { data: Cell[][] }[]
  try {
    sheets = (await readSheet(Buffer.concat(pieces))) as unknown as { data: Cell[][] }[]
  } catch (error) {
    throw new BrokenArchive('the workbook cannot be read', { cause: error })
  }
  const PIECE = 2_000
  const rows = sheets[0]?.data ?? []
  for (let at = 0; at < rows.length; at += PIECE) {
    const lines = rows
      .slice(at, at + PIECE)
      .map((row) => row.map((cell) => `"${textOf(cell).replaceAll('"', '""')}"`).join('|'))
    yield Buffer.from(`${lines.join('\n')}\n`)
  }
}
