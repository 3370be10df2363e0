/** Which column of a file is which: told by the office once for a header, guessed otherwise. */
import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { firstRow, type Queryable } from '../../../kernel/db.ts'
import {
  CORRECTION_COLUMNS,
  guessDelimiter,
  guessFields,
  isUsable,
  plainHeader,
  splitLine,
  type Layout,
} from './layouts.ts'

const ADDED: ReadonlySet<string> = new Set(CORRECTION_COLUMNS.map(plainHeader))

/** A correction file has the header of the file that it came from: what was told of one holds for the other. */
export const headerDigest = (header: readonly string[]): string => {
  const plain = header.map(plainHeader)
  while (ADDED.has(plain.at(-1) ?? '')) plain.pop()
  return createHash('sha256').update(plain.join('\n')).digest('hex')
}

/** What the office told of a file with this header. */
async function toldFor(
  db: Queryable,
  jurisdictionId: number,
  header: readonly string[],
): Promise<Layout['position'] | undefined> {
  const told = await firstRow<{ position: Layout['position'] }>(
    db,
    sql`select position from import_layouts where jurisdiction_id = ${jurisdictionId} and header_digest = ${headerDigest(header)}`,
  )
  return told?.position
}

/** The layout of a file by its header line; `usable` is false where somebody must say which column is which. */
export async function layoutFor(
  db: Queryable,
  jurisdictionId: number,
  headerLine: string,
): Promise<{ layout: Layout; usable: boolean; known: boolean }> {
  const delimiter = guessDelimiter(headerLine)
  const header = splitLine(headerLine, delimiter).map((name) => name.trim())
  const told = await toldFor(db, jurisdictionId, header)
  const position = told ?? guessFields(header)
  return {
    layout: { delimiter, columns: header.length, position, header },
    usable: isUsable(position),
    known: told !== undefined,
  }
}
