/**
 * Rows that are beyond doubt, recognised from their bytes: plain ASCII, the right number of columns, every
 * value in its usual form. Such a row is staged without making a string of it. Everything else, every
 * reject included, is left to `rules.ts`: there is one judge, and a property test shows that both agree.
 */
import type { ImportField } from '@pandu-gempita/shared/import-record'
import { cellOf, textArray, type Cell } from './bytes/binary-copy.ts'
import { lineBlock, type LineBlock } from './bytes/line-block.ts'
import { createLineDigest } from './bytes/line-digest.ts'
import { RepeatedWords, repeatedTexts } from './bytes/repeated-words.ts'
import {
  matchStatusOf,
  maxLength,
  parseDate,
  placeOf,
  programmeColumns,
  relationOf,
  saidOf,
  sexOf,
  TEXT_FIELDS,
  type RowContext,
} from './rules.ts'

const QUOTE = 0x22
const SPACE = 0x20
const FNV = 0x01000193
const OFFSET = 0x811c9dc5

const textCell = (text: string | undefined): Cell | undefined =>
  text === undefined ? undefined : cellOf(Buffer.from(text))

/** What a fast row consists of; valid until the next call of `read`. */
export interface FastRow {
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** 64-bit digest of the line, in two halves; also there after `read` has said no. */
  hashHigh: number
  hashLow: number
  nikHigh: number
  nikLow: number
  /** Ready to be written. */
  regionCode: Cell
  /** Days since 1970; null where the file has no such column. */
  birthDays: number | null
  sex: Cell | null
  relation: Cell | null
  matchStatus: Cell
  programmes: Cell
  programmesTold: Cell
  desil: number | null
}

const isDigits = (bytes: Buffer, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 48
    if (digit < 0 || digit > 9) return false
  }
  return true
}
/** The number that four digits make, or -1: all four are looked at in one word. */
const fourDigits = (words: DataView, at: number): number => {
  const word = words.getInt32(at)
  if ((word & 0xf0f0f0f0) !== 0x30303030 || ((word + 0x06060606) & 0xf0f0f0f0) !== 0x30303030) return -1
  return (word >>> 24) * 1000 + ((word >>> 16) & 0xff) * 100 + ((word >>> 8) & 0xff) * 10 + (word & 0xff) - 48 * 1111
}

const LETTER = 1
const DIGIT = 2
/** Of each byte. */
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  const lower = byte | 0x20
  if (lower >= 97 && lower <= 122) return LETTER
  return byte >= 48 && byte <= 57 ? DIGIT : 0
})

/** Position of each programme set in the order of its columns' bits. */
const programmeSets = Array.from({ length: 1 << programmeColumns.length }, (_, bits) =>
  cellOf(
    textArray(
      [...new Set(programmeColumns.filter((_, at) => (bits & (1 << at)) !== 0).map(([, code]) => code))].sort(),
    ),
  ),
)

const DAY_MS = 86_400_000
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function createFastReader(context: RowContext): {
  readonly row: FastRow
  read(block: LineBlock, start: number, end: number): boolean
} {
  const { layout } = context
  const delimiter = layout.delimiter.charCodeAt(0)
  const starts = new Int32Array(layout.columns + 1)
  const ends = new Int32Array(layout.columns + 1)
  const at = (field: ImportField): number => layout.position[field] ?? -1
  const nik = at('nik')
  const kk = at('kkNumber')
  const name = at('name')
  const birthDate = at('birthDate')
  const sexAt = at('sex')
  const relationAt = at('relation')
  const statusAt = at('matchStatus')
  const desilAt = at('desil')
  const programmesAt = programmeColumns.map(([field]) => at(field))
  const texts = TEXT_FIELDS.filter((field) => at(field) >= 0)
  const textsAt = Int32Array.from(texts, at)
  const longest = Int32Array.from(texts, maxLength)
  const placeFields: readonly ImportField[] =
    layout.position.villageCode !== undefined
      ? ['regencyCode', 'districtCode', 'villageCode']
      : ['regency', 'district', 'village']
  const placeAt = placeFields.map(at).filter((column) => column >= 0)
  const firstPlace = Math.min(...placeAt)
  const lastPlace = Math.max(...placeAt)
  // A village is known again by everything between the first of its columns and the last, delimiters included.
  const together = placeAt.length > 0 && lastPlace - firstPlace === placeAt.length - 1
  const cellAt = (texts: readonly string[]): Cell | undefined =>
    textCell(placeOf(context, (field) => texts[placeFields.indexOf(field)] ?? '').code)
  const placeTexts = ({ bytes }: LineBlock): string[] =>
    placeFields.map(at).map((column) => (column < 0 ? '' : bytes.toString('latin1', starts[column], ends[column])))
  const places = new RepeatedWords((block) => cellAt(placeTexts(block)))
  // NUL cannot be in a plain row, so it parts the three names.
  const placesApart = repeatedTexts((key) => cellAt(key.split('\0')))
  const placeOfRow = (block: LineBlock): Cell | undefined => {
    if (together) return places.of(block, starts[firstPlace] as number, ends[lastPlace] as number)
    const key = Buffer.from(placeTexts(block).join('\0'), 'latin1')
    return placesApart.of(lineBlock(key), 0, key.length)
  }
  const sexes = repeatedTexts((text) => textCell(sexOf(text)))
  const relations = repeatedTexts((text) => textCell(text === '' ? '' : relationOf(text)))
  const statuses = repeatedTexts((text) => textCell(matchStatusOf(text)))
  const unchecked = cellOf(Buffer.from(matchStatusOf('')))
  // A word that is not known is left to the rules, which count it.
  const flags = repeatedTexts((text) => {
    const said = saidOf(text)
    return said === 'unknown' ? undefined : said
  })
  const dates = repeatedTexts(parseDate)
  const todayDays = Date.parse(context.today) / DAY_MS
  // Days before each year since 1880: a date costs no Date object.
  const yearDays = Int32Array.from({ length: 2200 - 1880 }, (_, year) => Date.UTC(1880 + year, 0, 1) / DAY_MS)
  const monthDays = Int32Array.from(
    { length: 12 },
    (_, month) => (Date.UTC(2001, month, 1) - Date.UTC(2001, 0, 1)) / DAY_MS,
  )

  // The same bytes under another mapping say something else.
  let seed = OFFSET
  for (const byte of Buffer.from(`${layout.delimiter}${JSON.stringify(Object.entries(layout.position).sort())}`))
    seed = Math.imul(seed ^ byte, FNV)

  const digest = createLineDigest(seed)

  const row: FastRow = {
    starts,
    ends,
    hashHigh: 0,
    hashLow: 0,
    nikHigh: 0,
    nikLow: 0,
    regionCode: unchecked,
    birthDays: null,
    sex: null,
    relation: null,
    matchStatus: unchecked,
    programmes: programmeSets[0] as Cell,
    programmesTold: programmeSets[0] as Cell,
    desil: null,
  }

  /** Field borders. False where the line is not plain. */
  function split(source: Buffer, start: number, end: number): boolean {
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
          if (byte !== SPACE ? byte !== 0x21 : at === from || source[at - 1] === SPACE) plain = false
        }
      }
      if (column < layout.columns) {
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
        if (column < layout.columns) starts[column] = ends[column] = end
        column++
        break
      }
    }
    return plain && column === layout.columns
  }

  /** The sixteen digits that were read last, as four numbers. */
  const quarters = new Int32Array(4)
  /** False where they are no sixteen digits, or where a spreadsheet has eaten the last ones. */
  const number16 = (words: DataView, column: number, lastDigitLost: boolean): boolean => {
    const start = starts[column] as number
    if ((ends[column] as number) - start !== 16) return false
    for (let quarter = 0; quarter < 4; quarter++) {
      const value = fourDigits(words, start + quarter * 4)
      if (value < 0) return false
      quarters[quarter] = value
    }
    const last = quarters[3] as number
    return last !== 0 && !(lastDigitLost && last % 10 === 0)
  }
  const two = (source: Buffer, at: number): number =>
    ((source[at] as number) - 48) * 10 + (source[at + 1] as number) - 48

  /** The date inside a NIK (its 7th to 10th digit are day and month) may be any day that exists in some century. */
  const nikDate = (): boolean => {
    const shown = (quarters[1] as number) % 100
    const day = shown > 40 ? shown - 40 : shown
    const month = Math.trunc((quarters[2] as number) / 100)
    if (month < 1 || month > 12 || day < 1) return false
    // 29 February is left to the rules: it needs a year.
    return day <= (DAYS_IN_MONTH[month - 1] as number)
  }

  const isoDays = (source: Buffer, start: number, end: number): number | undefined => {
    if (end - start !== 10 || source[start + 4] !== 45 || source[start + 7] !== 45) return undefined
    if (
      !isDigits(source, start, start + 4) ||
      !isDigits(source, start + 5, start + 7) ||
      !isDigits(source, start + 8, end)
    )
      return undefined
    const year = two(source, start) * 100 + two(source, start + 2)
    const month = two(source, start + 5)
    const day = two(source, start + 8)
    if (year < 1880 || year >= 2200 || month < 1 || month > 12 || day < 1) return undefined
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
    if (day > (DAYS_IN_MONTH[month - 1] as number) && !(leap && month === 2 && day === 29)) return undefined
    return (yearDays[year - 1880] as number) + (monthDays[month - 1] as number) + (leap && month > 2 ? 1 : 0) + day - 1
  }

  return {
    row,
    read(block, start, end) {
      const { bytes, words } = block
      digest.of(block, start, end, row)
      if (!split(bytes, start, end)) return false
      if (kk >= 0 && !number16(words, kk, context.lastKkDigitLost)) return false
      if (!number16(words, nik, context.lastNikDigitLost) || !nikDate()) return false
      row.nikHigh = (quarters[0] as number) * 10_000 + (quarters[1] as number)
      row.nikLow = (quarters[2] as number) * 10_000 + (quarters[3] as number)

      for (let n = 0; n < textsAt.length; n++) {
        const column = textsAt[n] as number
        if ((ends[column] as number) - (starts[column] as number) > (longest[n] as number)) return false
      }
      let inName = 0
      for (let i = starts[name] as number; i < (ends[name] as number); i++)
        inName |= kinds[bytes[i] as number] as number
      if (inName !== LETTER) return false

      row.birthDays = null
      if (birthDate >= 0) {
        const from = starts[birthDate] as number
        const to = ends[birthDate] as number
        let days = isoDays(bytes, from, to)
        if (days === undefined) {
          const day = dates.of(block, from, to)
          if (day === undefined) return false
          days = Date.parse(day) / DAY_MS
        }
        if (days > todayDays) return false
        row.birthDays = days
      }
      row.sex = null
      if (sexAt >= 0) {
        const sex = sexes.of(block, starts[sexAt] as number, ends[sexAt] as number)
        if (sex === undefined) return false
        row.sex = sex
      }
      row.relation = null
      if (relationAt >= 0) {
        const relation = relations.of(block, starts[relationAt] as number, ends[relationAt] as number)
        if (relation === undefined) return false
        row.relation = relation.value.length === 0 ? null : relation
      }
      const code = placeOfRow(block)
      if (code === undefined) return false
      row.regionCode = code
      row.matchStatus =
        statusAt < 0
          ? unchecked
          : (statuses.of(block, starts[statusAt] as number, ends[statusAt] as number) ?? unchecked)
      let yes = 0
      let told = 0
      for (let flag = 0; flag < programmesAt.length; flag++) {
        const column = programmesAt[flag] as number
        if (column < 0) continue
        const said = flags.of(block, starts[column] as number, ends[column] as number)
        if (said === undefined) return false
        if (said === 'nothing') continue
        told |= 1 << flag
        if (said === 'yes') yes |= 1 << flag
      }
      row.programmes = programmeSets[yes] as Cell
      row.programmesTold = programmeSets[told] as Cell
      row.desil = null
      if (desilAt >= 0) {
        const from = starts[desilAt] as number
        const length = (ends[desilAt] as number) - from
        if (length === 1 && isDigits(bytes, from, from + 1)) row.desil = (bytes[from] as number) - 48
        else if (length === 2 && bytes[from] === 49 && bytes[from + 1] === 48) row.desil = 10
        else if (length > 0) return false
      }
      return true
    },
  }
}
