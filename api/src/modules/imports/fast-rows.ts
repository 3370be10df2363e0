/**
 * Rows that are beyond doubt, recognised from their bytes: plain ASCII, the right number of columns, every
 * value in its usual form. Such a row is staged without making a string of it. Everything else, every
 * reject included, is left to `rules.ts`: there is one judge, and a property test shows that both agree.
 */
import type { ImportField } from '@pandu-gempita/shared/imports'
import { textArray } from './binary-copy.ts'
import { createLineDigest } from './line-digest.ts'
import {
  isYes,
  matchStatusOf,
  maxLength,
  parseDate,
  placeOf,
  programmeColumns,
  relationOf,
  sexOf,
  TEXT_FIELDS,
  type RowContext,
} from './rules.ts'

const QUOTE = 0x22
const SPACE = 0x20
const FNV = 0x01000193
const OFFSET = 0x811c9dc5

/** Words that come again and again (sex, relation, yes), by their bytes. `undefined` is kept too: it means "ask the rules". */
class Words<T> {
  readonly #known = new Map<number, { bytes: Buffer; value: T | undefined }>()
  readonly #meaning: (text: string) => T | undefined
  constructor(meaning: (text: string) => T | undefined) {
    this.#meaning = meaning
  }
  of(source: Buffer, start: number, end: number): T | undefined {
    let hash = OFFSET
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (source[at] as number), FNV)
    const known = this.#known.get(hash)
    if (known?.bytes.length === end - start) {
      let at = 0
      while (at < known.bytes.length && known.bytes[at] === source[start + at]) at++
      if (at === known.bytes.length) return known.value
    }
    const value = this.#meaning(source.toString('latin1', start, end))
    if (known === undefined && this.#known.size < 50_000)
      this.#known.set(hash, { bytes: Buffer.from(source.subarray(start, end)), value })
    return value
  }
}

const bytesOf = (text: string | undefined): Buffer | undefined => (text === undefined ? undefined : Buffer.from(text))

/** What a fast row consists of; valid until the next call of `read`. */
export interface FastRow {
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** 64-bit digest of the line, in two halves; also there after `read` has said no. */
  hashHigh: number
  hashLow: number
  nikHigh: number
  nikLow: number
  /** As bytes, ready to be written. */
  regionCode: Buffer
  /** Days since 1970; null where the file has no such column. */
  birthDays: number | null
  sex: Buffer | null
  relation: Buffer | null
  matchStatus: Buffer
  programmes: Buffer
  desil: number | null
}

const isDigits = (source: Buffer, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    const digit = (source[at] as number) - 48
    if (digit < 0 || digit > 9) return false
  }
  return true
}
const eightDigits = (source: Buffer, start: number): number => {
  let value = 0
  for (let at = start; at < start + 8; at++) value = value * 10 + (source[at] as number) - 48
  return value
}

/** Position of each programme set in the order of its columns' bits. */
const programmeSets = Array.from({ length: 1 << programmeColumns.length }, (_, bits) =>
  textArray([...new Set(programmeColumns.filter((_, at) => (bits & (1 << at)) !== 0).map(([, code]) => code))].sort()),
)

const DAY_MS = 86_400_000
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function createFastReader(context: RowContext): {
  readonly row: FastRow
  read(source: Buffer, start: number, end: number): boolean
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
  const texts = TEXT_FIELDS.map((field) => ({ at: at(field), longest: maxLength(field) })).filter(({ at }) => at >= 0)
  const placeColumns = (
    layout.position.villageCode !== undefined
      ? (['regencyCode', 'districtCode', 'villageCode'] as const)
      : (['regency', 'district', 'village'] as const)
  ).map((field) => ({ field, at: at(field) }))
  // NUL cannot be in a plain row, so it parts the three names.
  const places = new Words((text) => {
    const parts = text.split('\0')
    return bytesOf(
      placeOf(context, (field) => parts[placeColumns.findIndex((column) => column.field === field)] ?? '').code,
    )
  })
  const placeKey = Buffer.alloc(4096)
  const sexes = new Words((text) => bytesOf(sexOf(text)))
  const relations = new Words((text) => bytesOf(text === '' ? '' : relationOf(text)))
  const statuses = new Words((text) => bytesOf(matchStatusOf(text)))
  const unchecked = Buffer.from(matchStatusOf(''))
  const flags = new Words(isYes)
  const dates = new Words(parseDate)
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
    regionCode: Buffer.alloc(0),
    birthDays: null,
    sex: null,
    relation: null,
    matchStatus: unchecked,
    programmes: programmeSets[0] as Buffer,
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

  const number16 = (source: Buffer, column: number, lastDigitLost: boolean): boolean => {
    const start = starts[column] as number
    const end = ends[column] as number
    if (end - start !== 16 || !isDigits(source, start, end)) return false
    if (source[end - 1] !== 48) return true
    return !lastDigitLost && !(source[end - 2] === 48 && source[end - 3] === 48 && source[end - 4] === 48)
  }
  const two = (source: Buffer, at: number): number =>
    ((source[at] as number) - 48) * 10 + (source[at + 1] as number) - 48

  /** The date inside a NIK may be any day that exists in some century. */
  const nikDate = (source: Buffer, start: number): boolean => {
    const shown = two(source, start + 6)
    const day = shown > 40 ? shown - 40 : shown
    const month = two(source, start + 8)
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

  function place(source: Buffer): Buffer | undefined {
    let length = 0
    for (const { at: column } of placeColumns) {
      if (column >= 0) {
        const start = starts[column] as number
        const end = ends[column] as number
        if (length + end - start > 4000) return undefined
        length += source.copy(placeKey, length, start, end)
      }
      placeKey[length++] = 0
    }
    return places.of(placeKey, 0, length)
  }

  return {
    row,
    read(source, start, end) {
      digest.of(source, start, end, row)
      if (!split(source, start, end)) return false
      if (!number16(source, nik, context.lastNikDigitLost) || !nikDate(source, starts[nik] as number)) return false
      row.nikHigh = eightDigits(source, starts[nik] as number)
      row.nikLow = eightDigits(source, (starts[nik] as number) + 8)
      if (kk >= 0 && !number16(source, kk, context.lastKkDigitLost)) return false

      for (const text of texts) if ((ends[text.at] as number) - (starts[text.at] as number) > text.longest) return false
      let letters = 0
      for (let i = starts[name] as number; i < (ends[name] as number); i++) {
        const byte = source[i] as number
        if (byte >= 48 && byte <= 57) return false
        if ((byte | 32) >= 97 && (byte | 32) <= 122) letters++
      }
      if (letters === 0) return false

      row.birthDays = null
      if (birthDate >= 0) {
        const from = starts[birthDate] as number
        const to = ends[birthDate] as number
        let days = isoDays(source, from, to)
        if (days === undefined) {
          const day = dates.of(source, from, to)
          if (day === undefined) return false
          days = Date.parse(day) / DAY_MS
        }
        if (days > todayDays) return false
        row.birthDays = days
      }
      row.sex = null
      if (sexAt >= 0) {
        const sex = sexes.of(source, starts[sexAt] as number, ends[sexAt] as number)
        if (sex === undefined) return false
        row.sex = sex
      }
      row.relation = null
      if (relationAt >= 0) {
        const relation = relations.of(source, starts[relationAt] as number, ends[relationAt] as number)
        if (relation === undefined) return false
        row.relation = relation.length === 0 ? null : relation
      }
      const code = place(source)
      if (code === undefined) return false
      row.regionCode = code
      row.matchStatus =
        statusAt < 0
          ? unchecked
          : (statuses.of(source, starts[statusAt] as number, ends[statusAt] as number) ?? unchecked)
      let bits = 0
      for (let flag = 0; flag < programmesAt.length; flag++) {
        const column = programmesAt[flag] as number
        if (column >= 0 && flags.of(source, starts[column] as number, ends[column] as number)) bits |= 1 << flag
      }
      row.programmes = programmeSets[bits] as Buffer
      row.desil = null
      if (desilAt >= 0) {
        const from = starts[desilAt] as number
        const length = (ends[desilAt] as number) - from
        if (length === 1 && isDigits(source, from, from + 1)) row.desil = (source[from] as number) - 48
        else if (length === 2 && source[from] === 49 && source[from + 1] === 48) row.desil = 10
        else if (length > 0) return false
      }
      return true
    },
  }
}
