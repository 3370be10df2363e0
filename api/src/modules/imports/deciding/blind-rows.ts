/**
 * Rows that were kept back and whose NIK cannot be read. Somebody stands in them, so whoever fits one of them is not gone:
 * an unreadable row never counts as absence.
 */
import { sql } from 'drizzle-orm'
import { firstRow, rows, type Queryable } from '../../../kernel/db.ts'
import type { BatchKey } from '../batch-key.ts'
import { splitLine, type Layout } from '../reading/layouts.ts'
import { cleanNumber, parseDate } from '../reading/values.ts'

export interface BlindRows {
  /** Some of them say too little to exclude anybody, or there are too many: then nobody's absence is known. */
  readonly anybody: boolean
  readonly kkNumbers: readonly string[]
  readonly people: readonly { readonly name: string; readonly born: string | null }[]
}

/** More than these are not compared one by one. */
const MOST = 20_000
/** A line with fewer cells is a total or a signature, not a person. */
const FEWEST_CELLS = 3
const SIXTEEN = /^[0-9]{16}$/u
/** As in the statement below: letters alone, so that a point or a blank makes nobody another. */
const plainName = (text: string): string => text.toUpperCase().replace(/[^A-Z]/gu, '')

export async function blindRowsOf(db: Queryable, key: BatchKey): Promise<BlindRows> {
  const batch = await firstRow<{ mapping: Pick<Layout, 'delimiter' | 'position'> | null }>(
    db,
    sql`select mapping from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}`,
  )
  const { delimiter, position } = batch?.mapping ?? { delimiter: '|', position: {} }
  const rejected = await rows<{ code: string; line: string }>(
    db,
    sql`select code, line from import_rejects where jurisdiction_id = ${key.jurisdictionId} and batch_id = ${key.id} and code <> 'duplicate_in_file' limit ${MOST + 1}`,
  )
  if (rejected.length > MOST) return { anybody: true, kkNumbers: [], people: [] }
  const kkNumbers: string[] = []
  const people: { name: string; born: string | null }[] = []
  let anybody = false
  for (const { code, line } of rejected) {
    const fields = splitLine(line, delimiter)
    const at = (field: keyof Layout['position']): string => fields[position[field] ?? -1] ?? ''
    // A NIK that is not possible, or has lost digits, is not the person's either.
    if (!code.startsWith('nik_') && SIXTEEN.test(cleanNumber(at('nik')))) continue
    if (fields.filter((field) => field.trim() !== '').length < FEWEST_CELLS) continue
    const kk = cleanNumber(at('kkNumber'))
    const name = plainName(at('name'))
    if (SIXTEEN.test(kk)) kkNumbers.push(kk)
    if (name !== '') people.push({ name, born: parseDate(at('birthDate')) ?? null })
    // Without a name the KK does not tell who of the family it is, which is enough; without both, nothing is known.
    if (name === '' && !SIXTEEN.test(kk)) anybody = true
  }
  return { anybody, kkNumbers, people }
}

/** Of these records of a source, those that may stand in an unreadable row: by their KK, or by name where the birth dates do not contradict. */
export async function recordsThatFit(
  db: Queryable,
  key: BatchKey,
  blind: BlindRows,
  records: readonly number[],
): Promise<Set<number>> {
  if (blind.anybody) return new Set(records)
  if (records.length === 0 || (blind.kkNumbers.length === 0 && blind.people.length === 0)) return new Set()
  const found = await rows<{ record: number }>(
    db,
    sql`
    with unread as (select name, born::date as born from jsonb_to_recordset(${JSON.stringify(blind.people)}::jsonb) as u (name text, born text))
    select g.record from unnest(${sql.param([...records])}::int[]) as g(record)
      join import_batches b on b.jurisdiction_id = ${key.jurisdictionId} and b.id = ${key.id}
      join source_records s on s.jurisdiction_id = b.jurisdiction_id and s.source = b.source and s.record_number = g.record
      join persons p on p.jurisdiction_id = s.jurisdiction_id and p.id = s.person_id
    where exists (select from unread u where u.name = regexp_replace(upper(p.name), '[^A-Z]', '', 'g') and (u.born is null or p.birth_date is null or u.born = p.birth_date))
      or exists (select from current_family_members c where c.jurisdiction_id = p.jurisdiction_id and c.person_id = p.id and c.kk_number = any(${sql.param([...blind.kkNumbers])}::text[]))`,
  )
  return new Set(found.map(({ record }) => record))
}
