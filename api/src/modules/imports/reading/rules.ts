/**
 * Pure decisions about rows of targeting data: a typed row, or the first reason to keep it back. Every
 * verdict is made here; `fast-rows.ts` only recognises rows that are beyond doubt, from their bytes.
 */
import type { ImportField, RejectCode } from '@pandu-gempita/shared/import-record'
import { nikFault } from '@pandu-gempita/shared/nik'
import { plainHeader, type Layout } from './layouts.ts'
import { cleanNumber, numberFault, parseDate } from './values.ts'
import type { FoundPlace, VillageIndex } from './villages.ts'
import { matchStatusOf, programmesOf, relationOf, saysDead, sexOf, type UnknownWord } from './words.ts'

export interface ImportRow {
  householdExternalId: string | null
  regionCode: string
  street: string | null
  hamlet: string | null
  rt: string | null
  rw: string | null
  kkNumber: string | null
  nik: string
  name: string
  birthDate: string | null
  birthPlace: string | null
  sex: 'male' | 'female' | null
  occupation: string | null
  motherName: string | null
  relation: string | null
  matchStatus: string
  programmes: string[]
  /** Programmes of which the row says yes or no. Of others it says nothing: they neither begin nor end by it. */
  programmesTold: string[]
  /** Words in columns of programmes that nobody has told the meaning of. */
  unknownWords?: readonly UnknownWord[]
  desil: number | null
}
export interface Reject {
  readonly field: ImportField | null
  readonly code: RejectCode
  readonly value: string | null
}
export type RowResult =
  { readonly row: ImportRow; readonly reject?: undefined } | { readonly reject: Reject; readonly row?: undefined }

/** What the file as a whole and the office say about its rows. */
export interface RowContext {
  readonly layout: Layout
  readonly villages: VillageIndex
  /** Name of the kabupaten/kota of the batch, for files that do not repeat it. */
  readonly regencyName: string
  /** Where everybody of the file lives who is not stated to live elsewhere; null where the file must say. */
  readonly villageCode: string | null
  /** YYYY-MM-DD, where the office is. */
  readonly today: string
  /** So many NIKs end in 0 that a spreadsheet must have eaten the last digit of all of them. */
  readonly lastNikDigitLost: boolean
  readonly lastKkDigitLost: boolean
}

/** Free text of a row, with the longest that is taken: 10 for RT and RW, 200 for the rest. */
export const TEXT_FIELDS = [
  'street',
  'hamlet',
  'name',
  'birthPlace',
  'occupation',
  'motherName',
  'householdExternalId',
  'rt',
  'rw',
] as const
export const maxLength = (field: (typeof TEXT_FIELDS)[number]): number => (field === 'rt' || field === 'rw' ? 10 : 200)
/** So much of a faulty value is kept with its reason. */
const SHOWN = 60

/** The place that a row states, by code where the file has one, else by names, else the place of the batch. */
export function placeOf(context: RowContext, raw: (field: ImportField) => string): FoundPlace {
  const { position } = context.layout
  if (position.villageCode !== undefined)
    return context.villages.findCode(raw('regencyCode'), raw('districtCode'), raw('villageCode'))
  if (position.village !== undefined)
    return context.villages.find(
      position.regency === undefined ? context.regencyName : raw('regency'),
      raw('district'),
      raw('village'),
    )
  return context.villageCode === null ? { fault: 'village_unknown' } : { code: context.villageCode }
}

/** The fields of one line, by their meaning. */
class RawRow {
  readonly #fields: readonly string[]
  readonly #position: Layout['position']

  constructor(fields: readonly string[], position: Layout['position']) {
    this.#fields = fields
    this.#position = position
  }
  has(field: ImportField): boolean {
    return this.#position[field] !== undefined
  }
  raw(field: ImportField): string {
    return this.#fields[this.#position[field] ?? -1] ?? ''
  }
  /** Without blanks at its ends and doubled ones within; nothing where it is empty. */
  text(field: ImportField): string | null {
    return this.raw(field).trim().replace(/\s+/gu, ' ') || null
  }
  refuse(field: ImportField, code: RejectCode): Reject {
    return this.has(field)
      ? { field, code, value: this.raw(field).slice(0, SHOWN) }
      : { field: null, code, value: null }
  }
}

/** Each value below is what the row says, or the reason to keep the row back. */
const isReject = (value: string | number | Reject | null): value is Reject =>
  typeof value === 'object' && value !== null

const longTextIn = (row: RawRow): Reject | undefined => {
  const long = TEXT_FIELDS.find((field) => row.raw(field).trim().length > maxLength(field))
  return long && row.refuse(long, 'value_too_long')
}

function nikOf(row: RawRow, lastDigitLost: boolean): string | Reject {
  const fault = numberFault(row.raw('nik'), lastDigitLost)
  if (fault) return row.refuse('nik', `nik_${fault}`)
  const nik = cleanNumber(row.raw('nik'))
  return nikFault(nik) ? row.refuse('nik', 'nik_impossible') : nik
}

function kkNumberOf(row: RawRow, lastDigitLost: boolean): string | null | Reject {
  if (!row.has('kkNumber')) return null
  const fault = numberFault(row.raw('kkNumber'), lastDigitLost)
  return fault ? row.refuse('kkNumber', `kk_${fault}`) : cleanNumber(row.raw('kkNumber'))
}

function nameOf(row: RawRow): string | Reject {
  const name = row.text('name')
  if (name === null) return row.refuse('name', 'name_missing')
  return !/\p{L}/u.test(name) || /[0-9]{3}/u.test(name) ? row.refuse('name', 'name_not_text') : name
}

function birthDateOf(row: RawRow, today: string): string | null | Reject {
  if (!row.has('birthDate')) return null
  if (row.raw('birthDate').trim() === '') return row.refuse('birthDate', 'birth_date_missing')
  const birthDate = parseDate(row.raw('birthDate'))
  if (birthDate === undefined) return row.refuse('birthDate', 'birth_date_impossible')
  return birthDate > today ? row.refuse('birthDate', 'birth_date_future') : birthDate
}

const sexIn = (row: RawRow): ImportRow['sex'] | Reject =>
  row.has('sex') ? (sexOf(row.raw('sex')) ?? row.refuse('sex', 'sex_unknown')) : null

const relationIn = (row: RawRow): string | null | Reject =>
  plainHeader(row.raw('relation')) === ''
    ? null
    : (relationOf(row.raw('relation')) ?? row.refuse('relation', 'relation_unknown'))

function regionCodeOf(row: RawRow, context: RowContext): string | Reject {
  const { code, fault } = placeOf(context, (field) => row.raw(field))
  if (code !== undefined) return code
  const names = fault === 'outside_jurisdiction' ? 'regency' : 'village'
  return row.refuse(row.has('villageCode') ? 'villageCode' : names, fault ?? 'village_unknown')
}

function desilOf(row: RawRow): number | null | Reject {
  const text = row.raw('desil').trim()
  if (text === '') return null
  const desil = Number(text)
  return Number.isInteger(desil) && desil >= 0 && desil <= 10 ? desil : row.refuse('desil', 'desil_impossible')
}

/** Where a row has several faults, the first in this order is told. */
export function readRow(fields: readonly string[], context: RowContext): RowResult {
  const { layout } = context
  if (fields.length !== layout.columns)
    return { reject: { field: null, code: 'column_count', value: String(fields.length) } }
  const row = new RawRow(fields, layout.position)
  const long = longTextIn(row)
  if (long) return { reject: long }
  const nik = nikOf(row, context.lastNikDigitLost)
  if (isReject(nik)) return { reject: nik }
  const kkNumber = kkNumberOf(row, context.lastKkDigitLost)
  if (isReject(kkNumber)) return { reject: kkNumber }
  const name = nameOf(row)
  if (isReject(name)) return { reject: name }
  const birthDate = birthDateOf(row, context.today)
  if (isReject(birthDate)) return { reject: birthDate }
  const sex = sexIn(row)
  if (isReject(sex)) return { reject: sex }
  const relation = relationIn(row)
  if (isReject(relation)) return { reject: relation }
  const regionCode = regionCodeOf(row, context)
  if (isReject(regionCode)) return { reject: regionCode }
  const desil = desilOf(row)
  if (isReject(desil)) return { reject: desil }
  return {
    row: {
      householdExternalId: row.text('householdExternalId'),
      regionCode,
      street: row.text('street'),
      hamlet: row.text('hamlet'),
      rt: row.text('rt'),
      rw: row.text('rw'),
      kkNumber,
      nik,
      name,
      birthDate,
      birthPlace: row.text('birthPlace'),
      sex,
      occupation: row.text('occupation'),
      motherName: row.text('motherName'),
      relation,
      matchStatus: saysDead(row.raw('lifeStatus')) ? 'deceased' : matchStatusOf(row.raw('matchStatus')),
      ...programmesOf(
        (field) => row.raw(field),
        (field) => row.has(field),
      ),
      desil,
    },
  }
}
