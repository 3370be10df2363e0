/** Rows as a file, piece by piece: however many there are, only one batch is in memory. */
import { Readable, type PassThrough } from 'node:stream'
import type { ExportFormat } from '@pandu-gempita/shared/exports'
import { ZipFile } from 'yazl'
import { csvCell } from '@pandu-gempita/shared/csv'

type Value = string | number | boolean | null
export type Row = Readonly<Record<string, Value>>
export interface Sheet {
  /** Field of the row, and its heading for people. */
  readonly columns: readonly (readonly [field: string, heading: string])[]
  readonly batches: AsyncIterable<readonly Row[]>
}
/** A spreadsheet has no more lines; the first one is the heading. */
export const XLSX_ROWS = 1_048_575
export class TooManyRows extends Error {}

/** For people, who read a sheet. */
const inWords = (value: Value | undefined): string | number | null =>
  typeof value === 'boolean' ? (value ? 'ya' : 'tidak') : (value ?? null)

async function* ndjson({ columns, batches }: Sheet): AsyncGenerator<Buffer> {
  for await (const batch of batches)
    yield Buffer.from(
      batch
        .map((row) => `${JSON.stringify(Object.fromEntries(columns.map(([field]) => [field, row[field] ?? null])))}\n`)
        .join(''),
    )
}

async function* csv({ columns, batches }: Sheet): AsyncGenerator<Buffer> {
  // A byte order mark, so that spreadsheets read UTF-8.
  yield Buffer.from(`\ufeff${columns.map(([field]) => field).join(',')}\r\n`)
  for await (const batch of batches)
    yield Buffer.from(
      batch.map((row) => `${columns.map(([field]) => csvCell(inWords(row[field]))).join(',')}\r\n`).join(''),
    )
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const escaped = (text: string): string =>
  // XML 1.0 knows no other control characters, not even escaped.
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? '')
/** A, B, …, Z, AA: without addresses some programs cannot tell where a cell stands. */
const columnName = (column: number): string =>
  (column < 26 ? '' : columnName(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26))
/** Text is written as text and numbers as numbers: a text cell is never a formula, whatever it begins with. */
const cell = (address: string, value: string | number | null): string =>
  value === null
    ? ''
    : typeof value === 'number'
      ? `<c r="${address}"><v>${value}</v></c>`
      : `<c r="${address}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`

async function* sheetXml({ columns, batches }: Sheet): AsyncGenerator<Buffer> {
  const letters = columns.map((_, column) => columnName(column))
  const line = (row: number, values: readonly (string | number | null)[]): string =>
    `<row r="${row}">${values.map((value, column) => cell(`${letters[column] ?? ''}${row}`, value)).join('')}</row>`
  yield Buffer.from(
    `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="${columns.length}" width="20" customWidth="1"/></cols><sheetData>${line(
      1,
      columns.map(([, heading]) => heading),
    )}`,
  )
  let rows = 0
  for await (const batch of batches) {
    const before = rows + 2
    rows += batch.length
    if (rows > XLSX_ROWS) throw new TooManyRows('a spreadsheet cannot hold so many rows')
    yield Buffer.from(
      batch
        .map((row, at) =>
          line(
            before + at,
            columns.map(([field]) => inWords(row[field])),
          ),
        )
        .join(''),
    )
  }
  yield Buffer.from('</sheetData></worksheet>')
}

/** Archives of the same content are the same. */
const ENTRY = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, compressionLevel: 1 } as const

async function* xlsx(sheet: Sheet): AsyncGenerator<Buffer> {
  const archive = new ZipFile()
  const output = archive.outputStream as PassThrough
  // What breaks the source breaks the reader of the archive.
  archive.on('error', (error: Error) => output.destroy(error))
  const add = (name: string, xml: string): void => archive.addBuffer(Buffer.from(XML + xml), name, ENTRY)
  add(
    '[Content_Types].xml',
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
  )
  add(
    '_rels/.rels',
    `<Relationships xmlns="${RELATIONSHIPS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  )
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  )
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${RELATIONSHIPS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  )
  const rows = Readable.from(sheetXml(sheet))
  rows.on('error', (error) => output.destroy(error))
  archive.addReadStream(rows, 'xl/worksheets/sheet1.xml', ENTRY)
  archive.end()
  try {
    yield* output as AsyncIterable<Buffer>
  } finally {
    // Who stops reading stops the rows, too.
    rows.destroy()
  }
}

export const writers: Readonly<Record<ExportFormat, (sheet: Sheet) => AsyncIterable<Uint8Array>>> = {
  ndjson,
  csv,
  xlsx,
}
export const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
