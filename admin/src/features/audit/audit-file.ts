/** Entries of the audit log as a file for people, in the present language: words beside codes, times on the office's clock. */
import type { AuditEntry } from '@pandu-gempita/shared/audit'
import { csvCell } from '@pandu-gempita/shared/csv'
import { formatDateTime, today } from '../../format/dates.ts'
import { label } from '../../labels/codes.ts'
import { operationLabel } from '../../labels/operations.ts'
import { t, type id as texts } from './messages.id.ts'
import { actorInWords, changesInWords, subjectInWords } from './words.ts'

type Heading = Exclude<keyof (typeof texts)['file'], 'name'>
const CELLS: Readonly<Record<Heading, (row: AuditEntry) => string | null>> = {
  time: (row) => formatDateTime(row.at),
  who: actorInWords,
  kind: (row) => label('actorKind', row.actorKind),
  account: (row) => row.actorId,
  what: (row) => operationLabel(row.operation),
  code: (row) => row.operation,
  subject: (row) => subjectInWords(row.subjectType),
  record: (row) => row.subjectId,
  region: (row) => row.regionCode,
  changes: (row) => changesInWords(row).join(' | '),
  request: (row) => row.requestId,
}
const headings = Object.keys(CELLS) as Heading[]
const line = (cells: readonly (string | null)[]): string => `${cells.map(csvCell).join(';')}\r\n`

export const auditFileName = (): string => `${t('file.name')}-${today()}.csv`
export async function auditFile(entries: AsyncIterable<AuditEntry>): Promise<Blob> {
  // A byte order mark, so that spreadsheets read UTF-8.
  const parts = ['\ufeff', line(headings.map((heading) => t(`file.${heading}`)))]
  for await (const row of entries) parts.push(line(headings.map((heading) => CELLS[heading](row))))
  return new Blob(parts, { type: 'text/csv' })
}
