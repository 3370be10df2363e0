/**
 * Rows that are beyond doubt, recognised from their bytes: plain ASCII, the right number of columns, every
 * value in its usual form. Such a row is staged without making a string of it. Everything else, every
 * reject included, is left to `rules.ts`: there is one judge, and a property test shows that both agree.
 */
import type { ImportField } from '@pandu-gempita/shared/import-record'
import { DAYS_IN_MONTH, isDigits, isoDays, SixteenDigits } from './bytes/digits.ts'
import { FieldBorders } from './bytes/field-borders.ts'
import type { LineBlock } from './bytes/line-block.ts'
import { createLineDigest, type LineDigest } from './bytes/line-digest.ts'
import { repeatedTexts } from './bytes/repeated-words.ts'
import { PlaceCells } from './fast-places.ts'
import { textCell, type FastRow } from './fast-row.ts'
import { NO_PROGRAMMES, ProgrammeCells, WordCells } from './fast-words.ts'
import type { Layout } from './layouts.ts'
import { maxLength, TEXT_FIELDS, type RowContext } from './rules.ts'
import { parseDate } from './values.ts'
import { matchStatusOf, relationOf, saysDead, sexOf } from './words.ts'

const FNV = 0x01000193
const OFFSET = 0x811c9dc5
const DAY_MS = 86_400_000

const LETTER = 1
const DIGIT = 2
/** Of each byte. */
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  const lower = byte | 0x20
  if (lower >= 97 && lower <= 122) return LETTER
  return byte >= 48 && byte <= 57 ? DIGIT : 0
})

/** The same bytes under another mapping say something else. */
const seedOf = ({ delimiter, position }: Layout): number =>
  Buffer.from(`${delimiter}${JSON.stringify(Object.entries(position).sort())}`).reduce(
    (seed, byte) => Math.imul(seed ^ byte, FNV),
    OFFSET,
  )

/** The date inside a NIK (its 7th to 10th digit are day and month) may be any day that exists in some century. */
const isNikDate = (quarters: Int32Array): boolean => {
  const shown = (quarters[1] as number) % 100
  const day = shown > 40 ? shown - 40 : shown
  const month = Math.trunc((quarters[2] as number) / 100)
  if (month < 1 || month > 12 || day < 1) return false
  // 29 February is left to the rules: it needs a year.
  return day <= (DAYS_IN_MONTH[month - 1] as number)
}

const UNCHECKED = textCell(matchStatusOf(''))

export class FastReader {
  readonly row: FastRow
  readonly #context: RowContext
  readonly #digest: LineDigest
  readonly #borders: FieldBorders
  readonly #number = new SixteenDigits()
  readonly #at: Readonly<Record<'nik' | 'kk' | 'name' | 'birthDate' | 'desil', number>>
  /** Columns of free text, and the longest that each may hold. */
  readonly #texts: Int32Array
  readonly #longest: Int32Array
  readonly #today: number
  /** Dates that are not written as 2025-12-31. */
  readonly #otherDates = repeatedTexts(parseDate)
  readonly #sexes: WordCells
  readonly #relations: WordCells
  readonly #statuses: WordCells
  readonly #lives: WordCells
  readonly #programmes: ProgrammeCells
  readonly #places: PlaceCells

  constructor(context: RowContext) {
    const { layout } = context
    const { position } = layout
    const at = (field: ImportField): number => position[field] ?? -1
    const texts = TEXT_FIELDS.filter((field) => at(field) >= 0)
    this.#context = context
    this.#digest = createLineDigest(seedOf(layout))
    this.#borders = new FieldBorders(layout.delimiter, layout.columns)
    this.#at = {
      nik: at('nik'),
      kk: at('kkNumber'),
      name: at('name'),
      birthDate: at('birthDate'),
      desil: at('desil'),
    }
    this.#texts = Int32Array.from(texts, at)
    this.#longest = Int32Array.from(texts, maxLength)
    this.#today = Date.parse(context.today) / DAY_MS
    this.#sexes = new WordCells(position.sex, sexOf)
    this.#relations = new WordCells(position.relation, (text) => (text === '' ? '' : relationOf(text)))
    this.#statuses = new WordCells(position.matchStatus, matchStatusOf)
    this.#lives = new WordCells(position.lifeStatus, (text) => (saysDead(text) ? undefined : ''))
    this.#programmes = new ProgrammeCells(position)
    this.row = {
      starts: this.#borders.starts,
      ends: this.#borders.ends,
      hashHigh: 0,
      hashLow: 0,
      nikHigh: 0,
      nikLow: 0,
      regionCode: UNCHECKED,
      birthDays: null,
      sex: null,
      relation: null,
      matchStatus: UNCHECKED,
      programmes: NO_PROGRAMMES,
      programmesTold: NO_PROGRAMMES,
      desil: null,
    }
    this.#places = new PlaceCells(context, this.row)
  }

  /** True where `row` holds what the line says; false where the rules must read it. */
  read(block: LineBlock, start: number, end: number): boolean {
    this.#digest.of(block, start, end, this.row)
    return (
      this.#borders.split(block.bytes, start, end) &&
      this.#readNumbers(block.words) &&
      this.#areTextsPlain(block.bytes) &&
      this.#readBirthDate(block) &&
      this.#readWords(block) &&
      this.#programmes.read(block, this.row) &&
      this.#readDesil(block.bytes)
    )
  }

  /** The NIK comes last, because its digits are needed once more. */
  #readNumbers(words: DataView): boolean {
    const { row } = this
    const { starts, ends } = row
    const { nik, kk } = this.#at
    const number = this.#number
    const { lastKkDigitLost, lastNikDigitLost } = this.#context
    if (kk >= 0 && !number.read(words, starts[kk] as number, ends[kk] as number, lastKkDigitLost)) return false
    if (!number.read(words, starts[nik] as number, ends[nik] as number, lastNikDigitLost)) return false
    const { quarters } = number
    row.nikHigh = (quarters[0] as number) * 10_000 + (quarters[1] as number)
    row.nikLow = (quarters[2] as number) * 10_000 + (quarters[3] as number)
    return isNikDate(quarters)
  }

  /** None is too long, and the name is of letters alone. */
  #areTextsPlain(bytes: Buffer): boolean {
    const { starts, ends } = this.row
    const texts = this.#texts
    for (let n = 0; n < texts.length; n++) {
      const column = texts[n] as number
      if ((ends[column] as number) - (starts[column] as number) > (this.#longest[n] as number)) return false
    }
    const { name } = this.#at
    const end = ends[name] as number
    let inName = 0
    for (let at = starts[name] as number; at < end; at++) inName |= kinds[bytes[at] as number] as number
    return inName === LETTER
  }

  #readBirthDate(block: LineBlock): boolean {
    const column = this.#at.birthDate
    if (column < 0) return true
    const from = this.row.starts[column] as number
    const to = this.row.ends[column] as number
    let days = isoDays(block.bytes, from, to)
    if (days === undefined) {
      const day = this.#otherDates.of(block, from, to)
      if (day === undefined) return false
      days = Date.parse(day) / DAY_MS
    }
    this.row.birthDays = days
    return days <= this.#today
  }

  #readWords(block: LineBlock): boolean {
    const { row } = this
    const sex = this.#sexes.of(block, row)
    if (sex === undefined) return false
    const relation = this.#relations.of(block, row)
    if (relation === undefined) return false
    // Of the dead the rules speak.
    if (this.#lives.of(block, row) === undefined) return false
    const place = this.#places.of(block)
    if (place === undefined) return false
    row.sex = sex
    row.relation = relation === null || relation.value.length === 0 ? null : relation
    row.regionCode = place
    row.matchStatus = this.#statuses.of(block, row) ?? UNCHECKED
    return true
  }

  #readDesil(bytes: Buffer): boolean {
    const { row } = this
    const column = this.#at.desil
    if (column < 0) return true
    const from = row.starts[column] as number
    const length = (row.ends[column] as number) - from
    row.desil = null
    if (length === 1 && isDigits(bytes, from, from + 1)) row.desil = (bytes[from] as number) - 48
    else if (length === 2 && bytes[from] === 49 && bytes[from + 1] === 48) row.desil = 10
    else return length === 0
    return true
  }
}
