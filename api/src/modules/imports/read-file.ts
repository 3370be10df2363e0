/**
 * Stage "reading": bytes of the batch become typed rows (COPY) and rejects. Rows are checked in the
 * stream, never one by one through the ORM. Pieces of some thousand rows commit on their own, so no
 * transaction is long; a run that was killed starts this stage again from an empty staging.
 */
import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { sql } from 'drizzle-orm'
import { from as copyFrom } from 'pg-copy-streams'
import { firstRow, rows, type Database } from '../../kernel/db.ts'
import { readHeader, splitLine, type Layout } from './dtks-layout.ts'
import { cleanNumber, createVillageIndex, readRow, type ImportRow, type Reject, type RowContext } from './rules.ts'

export interface BatchKey {
  readonly jurisdictionId: number
  readonly id: string
}
export interface ReadOutcome {
  readonly failure?: 'empty_file' | 'unknown_header' | 'no_valid_rows'
  readonly rows: number
  readonly valid: number
  readonly rejected: number
  readonly sha256: string
}

const FLUSH_ROWS = 5_000
const decoder = new TextDecoder('utf-8', { fatal: true })
const lossy = new TextDecoder('utf-8')

/** The uploaded bytes, piece by piece. */
export async function* fileBytes(database: Database, batch: BatchKey): AsyncGenerator<Uint8Array> {
  for (let ordinal = 0; ; ordinal++) {
    const chunk = await firstRow<{ bytes: Uint8Array }>(
      database.db,
      sql`select bytes from import_chunks where jurisdiction_id = ${batch.jurisdictionId} and batch_id = ${batch.id} and ordinal = ${ordinal}`,
    )
    if (!chunk) return
    yield chunk.bytes
  }
}

interface Line {
  /** Line of the file; the header is 1. */
  readonly number: number
  readonly text: string
  readonly broken: boolean
}

/** Lines of the file; a byte order mark and carriage returns go. Lines longer than 64 KiB are cut and marked broken. */
export async function* fileLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const MAX_LINE = 65_536
  let rest = Buffer.alloc(0)
  let number = 0
  const toLine = (raw: Buffer): Line => {
    let body = raw.at(-1) === 0x0d ? raw.subarray(0, -1) : raw
    if (number === 0 && body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) body = body.subarray(3)
    number++
    const long = body.length > MAX_LINE
    if (long) body = body.subarray(0, MAX_LINE)
    try {
      const text = decoder.decode(body)
      // U+0000 cannot be stored; U+FFFD says that an earlier program already lost a character.
      return {
        number,
        text: text.replaceAll('\u0000', ''),
        broken: long || text.includes('\u0000') || text.includes('\ufffd'),
      }
    } catch {
      return { number, text: lossy.decode(body).replaceAll('\u0000', ''), broken: true }
    }
  }
  for await (const piece of bytes) {
    // A line that is too long anyway is not gathered: only enough of it stays to be marked broken.
    if (rest.length > MAX_LINE) rest = rest.subarray(0, MAX_LINE + 1)
    rest = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece])
    let start = 0
    for (let end = rest.indexOf(0x0a, start); end >= 0; end = rest.indexOf(0x0a, start)) {
      yield toLine(rest.subarray(start, end))
      start = end + 1
    }
    rest = rest.subarray(start)
  }
  if (rest.length > 0) yield toLine(rest)
}

/** Numbers that end in 0: a tenth by chance. Half and more, and a spreadsheet has eaten the last digit of all. */
const LOST_SHARE = 0.5
const LOST_MINIMUM = 20

interface FirstPass {
  readonly layout: Layout | undefined
  readonly lines: number
  readonly sha256: string
  readonly lastNikDigitLost: boolean
  readonly lastKkDigitLost: boolean
}

async function firstPass(database: Database, batch: BatchKey): Promise<FirstPass> {
  const hash = createHash('sha256')
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const piece of fileBytes(database, batch)) {
      hash.update(piece)
      yield piece
    }
  }
  let layout: Layout | undefined
  let lines = 0
  const count = { nik: 0, nikZero: 0, kk: 0, kkZero: 0 }
  for await (const line of fileLines(hashed())) {
    if (line.number === 1) {
      layout = readHeader(line.text)
      continue
    }
    if (line.text.trim() === '') continue
    lines++
    if (!layout) continue
    const fields = splitLine(line.text, layout.delimiter)
    const nik = cleanNumber(fields[layout.position.nik] ?? '')
    const kk = cleanNumber(fields[layout.position.kkNumber] ?? '')
    if (nik.length === 16) {
      count.nik++
      if (nik.endsWith('0')) count.nikZero++
    }
    if (kk.length === 16) {
      count.kk++
      if (kk.endsWith('0')) count.kkZero++
    }
  }
  const lost = (all: number, zero: number): boolean => all >= LOST_MINIMUM && zero / all > LOST_SHARE
  return {
    layout,
    lines,
    sha256: hash.digest('hex'),
    lastNikDigitLost: lost(count.nik, count.nikZero),
    lastKkDigitLost: lost(count.kk, count.kkZero),
  }
}

const escapeCopy = (value: string): string =>
  value.replace(
    /[\\\t\n\r]/g,
    (character) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[character] ?? character,
  )
const cell = (value: string | number | null): string => (value === null ? '\\N' : escapeCopy(String(value)))

const ROW_COLUMNS =
  'jurisdiction_id, batch_id, row_number, household_external_id, region_code, street, hamlet, rt, rw, kk_number, nik, name, birth_date, birth_place, sex, occupation, mother_name, relation, match_status, programmes, desil'
const rowLine = (batch: BatchKey, number: number, row: ImportRow): string =>
  [
    batch.jurisdictionId,
    batch.id,
    number,
    row.householdExternalId,
    row.regionCode,
    row.street,
    row.hamlet,
    row.rt,
    row.rw,
    row.kkNumber,
    row.nik,
    row.name,
    row.birthDate,
    row.birthPlace,
    row.sex,
    row.occupation,
    row.motherName,
    row.relation,
    row.matchStatus,
    `{${row.programmes.join(',')}}`,
    row.desil,
  ]
    .map(cell)
    .join('\t')

const REJECT_COLUMNS = 'jurisdiction_id, batch_id, row_number, column_name, code, value, line'
const rejectLine = (batch: BatchKey, line: Line, reject: Reject, header: readonly string[], layout: Layout): string =>
  [
    batch.jurisdictionId,
    batch.id,
    line.number,
    reject.field ? (header[layout.position[reject.field]] ?? null) : null,
    reject.code,
    reject.value,
    line.text,
  ]
    .map(cell)
    .join('\t')

async function flush(database: Database, batch: BatchKey, good: string[], bad: string[], done: number): Promise<void> {
  const client = await database.pool.connect()
  try {
    await client.query('begin')
    for (const [table, columns, lines] of [
      ['import_rows', ROW_COLUMNS, good],
      ['import_rejects', REJECT_COLUMNS, bad],
    ] as const)
      if (lines.length > 0)
        await pipeline(
          Readable.from([`${lines.join('\n')}\n`]),
          client.query(copyFrom(`copy ${table} (${columns}) from stdin`)),
        )
    await client.query(
      'update import_batches set stage_done = $3, updated_at = now() where jurisdiction_id = $1 and id = $2',
      [batch.jurisdictionId, batch.id, done],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function villagesOf(
  database: Database,
  batch: BatchKey,
): Promise<{ index: ReturnType<typeof createVillageIndex>; today: string }> {
  const area = await firstRow<{ region_code: string; names: string[]; today: string }>(
    database.db,
    sql`select b.region_code, array[j.name] as names, (now() at time zone j.time_zone)::date::text as today from import_batches b join jurisdictions j on j.id = b.jurisdiction_id
        where b.jurisdiction_id = ${batch.jurisdictionId} and b.id = ${batch.id}`,
  )
  if (!area) throw new Error('the batch is gone')
  const villages = await rows<{ code: string; name: string; district: string }>(
    database.db,
    sql`select v.code, v.name, d.name as district from regions v join regions d on d.code = v.parent_code where v.level = 4 and v.code like ${`${area.region_code.slice(0, 4)}%`}`,
  )
  return { index: createVillageIndex(area.names, villages, area.region_code), today: area.today }
}

export async function readFile(database: Database, batch: BatchKey): Promise<ReadOutcome> {
  const first = await firstPass(database, batch)
  const nothing = { rows: first.lines, valid: 0, rejected: 0, sha256: first.sha256 }
  if (first.lines === 0 && !first.layout) return { ...nothing, failure: 'empty_file' }
  if (!first.layout) return { ...nothing, failure: 'unknown_header' }
  const { layout } = first
  await database.db.execute(
    sql`delete from import_rows where jurisdiction_id = ${batch.jurisdictionId} and batch_id = ${batch.id}`,
  )
  await database.db.execute(
    sql`delete from import_rejects where jurisdiction_id = ${batch.jurisdictionId} and batch_id = ${batch.id}`,
  )
  await database.db.execute(
    sql`update import_batches set stage = 'reading', stage_done = 0, stage_total = ${first.lines}, stage_started_at = now() where jurisdiction_id = ${batch.jurisdictionId} and id = ${batch.id}`,
  )
  const villages = await villagesOf(database, batch)
  const context: RowContext = {
    layout,
    villages: villages.index,
    today: villages.today,
    lastNikDigitLost: first.lastNikDigitLost,
    lastKkDigitLost: first.lastKkDigitLost,
  }
  const seen = new Set<string>()
  let good: string[] = []
  let bad: string[] = []
  let valid = 0
  let rejected = 0
  for await (const line of fileLines(fileBytes(database, batch))) {
    if (line.number === 1 || line.text.trim() === '') continue
    const result = line.broken
      ? { reject: { field: null, code: 'broken_encoding' as const, value: null } }
      : readRow(splitLine(line.text, layout.delimiter), context)
    const reject =
      result.reject ??
      (seen.has(result.row.nik)
        ? { field: 'nik' as const, code: 'duplicate_in_file' as const, value: result.row.nik }
        : undefined)
    if (reject) {
      rejected++
      bad.push(rejectLine(batch, line, reject, layout.header, layout))
    } else if (result.row) {
      seen.add(result.row.nik)
      valid++
      good.push(rowLine(batch, line.number, result.row))
    }
    if (good.length + bad.length >= FLUSH_ROWS) {
      await flush(database, batch, good, bad, valid + rejected)
      good = []
      bad = []
    }
  }
  await flush(database, batch, good, bad, valid + rejected)
  return {
    rows: first.lines,
    valid,
    rejected,
    sha256: first.sha256,
    ...(valid === 0 && { failure: 'no_valid_rows' as const }),
  }
}
