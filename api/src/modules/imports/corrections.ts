/** Rows kept back, as a file that can be mended and sent back: their columns as they came, then where and why. */
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { mostCorrectionRows, type imports } from '@pandu-gempita/shared/imports'
import { rejectReasons } from '@pandu-gempita/shared/reject-reasons'
import { sql } from 'drizzle-orm'
import writeExcelFile from 'write-excel-file/node'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { csvCell } from '@pandu-gempita/shared/csv'
import { firstRow, rows } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { CORRECTION_COLUMNS, LOST_LETTER, splitLine } from './reading/layouts.ts'
import { peopleIn } from './known-people.ts'
import { locateImport } from './queries.ts'

type Operations = (typeof imports)['operations']

interface Rejected {
  readonly row_number: number
  readonly column_name: string | null
  readonly code: keyof typeof rejectReasons
  readonly line: string
}

async function* rejected(context: ReadContext, jurisdictionId: number, importId: string): AsyncGenerator<Rejected[]> {
  const PAGE = 1_000
  for (let after = 0; ;) {
    const page = await rows<Rejected>(
      context.db,
      sql`select row_number, column_name, code, line from import_rejects where jurisdiction_id = ${jurisdictionId} and batch_id = ${importId} and row_number > ${after} order by row_number limit ${PAGE}`,
    )
    if (page.length > 0) yield page
    after = page.at(-1)?.row_number ?? after
    if (page.length < PAGE) return
  }
}

interface Shape {
  readonly jurisdictionId: number
  readonly name: string
  readonly header: readonly string[]
  readonly delimiter: string
}
/** Whole lines with NIK, KK and names: revealing, so with its permission over the batch's area and a reason. */
async function shapeOf(
  context: ReadContext,
  { params: { importId }, body: { reason } }: Pick<InputOf<Operations['downloadImportRejects']>, 'params' | 'body'>,
): Promise<Shape> {
  const { jurisdictionId, releaseName } = await locateImport(context, importId)
  const batch = await firstRow<{ mapping: { header: string[]; delimiter: string } | null }>(
    context.db,
    sql`select t.mapping from import_batches t where t.jurisdiction_id = ${jurisdictionId} and t.id = ${importId} and ${visibleTo(context.actor, 'person.reveal', scopeOf('t'))}`,
  )
  if (!batch) throw problem('permission-missing')
  // The lines are kept for a time only; a file of empty lines would be no answer.
  const emptied = await firstRow(
    context.db,
    sql`select 1 from import_rejects where jurisdiction_id = ${jurisdictionId} and batch_id = ${importId} and line = '' limit 1`,
  )
  if (emptied) throw problem('file-gone')
  const people = await peopleIn(
    context,
    jurisdictionId,
    sql`select r.line from import_rejects r where r.jurisdiction_id = ${jurisdictionId} and r.batch_id = ${importId}`,
  )
  context.recordAccess({
    jurisdictionId,
    subjectIds: [importId, ...people],
    fields: ['import_rejects', 'nik', 'kk'],
    reason,
  })
  return {
    jurisdictionId,
    name: `perbaikan-${releaseName.replace(/[^A-Za-z0-9]+/g, '-')}`,
    header: batch.mapping?.header ?? [],
    delimiter: batch.mapping?.delimiter ?? '|',
  }
}

/** A row with too few or too many fields keeps all of them: what is too much stands joined in the last column. */
const cellsOf = ({ header, delimiter }: Shape, row: Rejected): string[] => {
  // A lost letter stays visible: a workbook would drop U+FFFD silently. The square is kept back again until it is mended.
  const fields = splitLine(row.line, delimiter).map((field) => field.replaceAll('\ufffd', LOST_LETTER))
  const own =
    fields.length > header.length
      ? [...fields.slice(0, header.length - 1), fields.slice(header.length - 1).join(delimiter)]
      : [...fields, ...Array.from({ length: header.length - fields.length }, () => '')]
  return [...own, String(row.row_number), row.column_name ?? '', rejectReasons[row.code].id]
}

const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(';')}\r\n`

export async function downloadImportRejects(context: ReadContext, input: InputOf<Operations['downloadImportRejects']>) {
  const { importId } = input.params
  const shape = await shapeOf(context, input)
  async function* lines(): AsyncGenerator<string> {
    // A byte order mark, so that spreadsheets read UTF-8.
    yield `\ufeff${csvLine([...shape.header, ...CORRECTION_COLUMNS])}`
    for await (const page of rejected(context, shape.jurisdictionId, importId))
      yield page.map((row) => csvLine(cellsOf(shape, row))).join('')
  }
  return { fileName: `${shape.name}.csv`, bytes: lines() }
}

export async function downloadImportCorrections(
  context: ReadContext,
  input: InputOf<Operations['downloadImportCorrections']>,
) {
  const { importId } = input.params
  const shape = await shapeOf(context, input)
  const sheet: { value: string; type: typeof String; fontWeight?: 'bold' }[][] = [
    [...shape.header, ...CORRECTION_COLUMNS].map((value) => ({ value, type: String, fontWeight: 'bold' })),
  ]
  for await (const page of rejected(context, shape.jurisdictionId, importId)) {
    for (const row of page) sheet.push(cellsOf(shape, row).map((value) => ({ value, type: String })))
    if (sheet.length > mostCorrectionRows + 1) throw problem('file-gone')
  }
  const bytes = await writeExcelFile(sheet, { stickyRowsCount: 1 }).toBuffer()
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  return { fileName: `${shape.name}.xlsx`, bytes: whole() }
}
