/**
 * Pure decisions about rows of targeting data: a typed row, or the first reason to keep it back. Every
 * verdict is made here; `fast-rows.ts` only recognises rows that are beyond doubt, from their bytes.
 */
import type { ImportField, RejectCode } from '@pandu-gempita/shared/import-record'
import { nikFault } from '@pandu-gempita/shared/nik'
import { plainHeader, type Layout } from './layouts.ts'

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

export type PlaceFault =
  'village_unknown' | 'village_ambiguous' | 'region_code_unknown' | 'region_code_retired' | 'outside_jurisdiction'
export interface FoundPlace {
  readonly code?: string
  readonly fault?: PlaceFault
}
export interface VillageIndex {
  /** By the names of kabupaten/kota, kecamatan and desa/kelurahan. */
  find(regency: string, district: string, village: string): FoundPlace
  /** By code: ten digits with or without dots, or the parts of a code of which each holds only its own digits. */
  findCode(regency: string, district: string, village: string): FoundPlace
}

/** KAB. SRAGEN, Kabupaten Sragen and SRAGEN are one; a city keeps its KOTA only where it is said. */
const plainRegion = (name: string): string =>
  plainHeader(
    name.toUpperCase().replace(/^\s*(KABUPATEN|KAB|KOTA|KOTAMADYA|KECAMATAN|KEC|DESA|KELURAHAN|KEL|NAGARI)\b\.?/u, ''),
  )

export interface VillageIndexOptions {
  readonly regencyNames: readonly string[]
  readonly villages: readonly { code: string; name: string; district: string }[]
  /** Old codes and what each became (region_successors); several successors cannot be told apart and are never guessed. */
  readonly successors: readonly { oldCode: string; newCode: string }[]
  /** Region code of the batch: nothing outside it is taken. */
  readonly within: string
}

export function createVillageIndex({ regencyNames, villages, successors, within }: VillageIndexOptions): VillageIndex {
  const regencies = new Set(regencyNames.map(plainRegion))
  const names = new Map<string, string | null>()
  const codes = new Set<string>()
  for (const village of villages) {
    const key = `${plainRegion(village.district)}|${plainRegion(village.name)}`
    names.set(key, names.has(key) ? null : village.code)
    codes.add(village.code)
  }
  const became = new Map<string, string | null>()
  for (const { oldCode, newCode } of successors) became.set(oldCode, became.has(oldCode) ? null : newCode)
  const inside = (code: string): FoundPlace => (code.startsWith(within) ? { code } : { fault: 'outside_jurisdiction' })
  return {
    find(regency, district, village) {
      if (!regencies.has(plainRegion(regency))) return { fault: 'outside_jurisdiction' }
      const code = names.get(`${plainRegion(district)}|${plainRegion(village)}`)
      if (code === undefined) return { fault: 'village_unknown' }
      if (code === null) return { fault: 'village_ambiguous' }
      return inside(code)
    },
    findCode(regency, district, village) {
      const digits = (text: string): string => text.replace(/[\s.]/gu, '')
      const last = digits(village)
      const code = last.length === 10 ? last : `${digits(regency)}${digits(district)}${last}`
      if (!/^[0-9]{10}$/u.test(code)) return { fault: 'region_code_unknown' }
      if (codes.has(code)) return inside(code)
      const successor = became.get(code)
      if (successor === undefined)
        return { fault: code.startsWith(within.slice(0, 4)) ? 'region_code_unknown' : 'outside_jurisdiction' }
      return successor === null ? { fault: 'region_code_retired' } : inside(successor)
    },
  }
}

type NumberFault = 'missing' | 'scientific' | 'length' | 'not_digits' | 'last_digits_lost'

/** NIK and KK as they come out of spreadsheets: apostrophes, dots and spaces go; nothing else is guessed. */
export const cleanNumber = (value: string): string =>
  value
    .trim()
    .replace(/^['`’]/u, '')
    .replace(/[\s.]/gu, '')

const SCIENTIFIC = /^[0-9]+([.,][0-9]+)?E\+?[0-9]+$/iu

export function numberFault(raw: string, lastDigitLost: boolean): NumberFault | undefined {
  const trimmed = raw.trim().replace(/^['`’]/u, '')
  if (trimmed === '') return 'missing'
  if (SCIENTIFIC.test(trimmed)) return 'scientific'
  const digits = cleanNumber(raw)
  if (!/^[0-9]+$/u.test(digits)) return 'not_digits'
  if (digits.length !== 16) return 'length'
  // 15 significant digits are kept by spreadsheets; a serial of 0000 does not exist.
  if (digits.endsWith('0000') || (lastDigitLost && digits.endsWith('0'))) return 'last_digits_lost'
  return undefined
}

/** A date of the file as YYYY-MM-DD, or undefined when no such day exists. */
export function parseDate(value: string): string | undefined {
  const text = value.trim().slice(0, 10)
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/u.exec(text)
  const local = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/u.exec(text)
  const [year, month, day] = iso
    ? [Number(iso[1]), Number(iso[2]), Number(iso[3])]
    : local
      ? [Number(local[3]), Number(local[2]), Number(local[1])]
      : [0, 0, 0]
  if (year < 1880 || month < 1 || day < 1) return undefined
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.toISOString().slice(0, 10)
    : undefined
}

const SEX: Readonly<Record<string, 'male' | 'female'>> = {
  L: 'male',
  LAKILAKI: 'male',
  PRIA: 'male',
  '1': 'male',
  P: 'female',
  PEREMPUAN: 'female',
  WANITA: 'female',
  '2': 'female',
}

/** Regsosek 2022 codes 1 to 8 and the words of DTKS exports. */
const RELATION: Readonly<Record<string, string>> = {
  '1': 'head',
  KEPALAKELUARGA: 'head',
  SUAMI: 'spouse',
  ISTRI: 'spouse',
  ISTRISUAMI: 'spouse',
  SUAMIISTRI: 'spouse',
  '2': 'spouse',
  ANAK: 'child',
  '3': 'child',
  MENANTU: 'child_in_law',
  '4': 'child_in_law',
  CUCU: 'grandchild',
  '5': 'grandchild',
  ORANGTUA: 'parent',
  MERTUA: 'parent',
  ORANGTUAMERTUA: 'parent',
  '6': 'parent',
  PEMBANTU: 'domestic_helper',
  PEMBANTUSOPIR: 'domestic_helper',
  '7': 'domestic_helper',
  LAINNYA: 'other',
  FAMILILAIN: 'other',
  '8': 'other',
}

const PADAN: Readonly<Record<string, string>> = {
  PADAN: 'match',
  PADANDUKCAPIL: 'match',
  PADANSEBAGIAN: 'partial_match',
  TIDAKPADAN: 'no_match',
  BELUMPADAN: 'no_match',
  NIKTIDAKDITEMUKAN: 'not_found',
  TIDAKDITEMUKAN: 'not_found',
  NONAKTIF: 'inactive',
  MENINGGAL: 'deceased',
  BELUMREKAM: 'not_recorded',
}

export interface UnknownWord {
  readonly field: ImportField
  readonly word: string
}

/** Columns that say YA become memberships. BPNT-PPKM was an extra payment of the same programme (2021). */
const PROGRAMMES: readonly (readonly [ImportField, string])[] = [
  ['bpnt', 'SEMBAKO'],
  ['bpntPpkm', 'SEMBAKO'],
  ['pkh', 'PKH'],
  ['pbi', 'PBI-JK'],
]
export type Said = 'yes' | 'no' | 'nothing' | 'unknown'
const SAID: Readonly<Record<string, Said>> = {
  '': 'nothing',
  '-': 'nothing',
  YA: 'yes',
  Y: 'yes',
  '1': 'yes',
  TRUE: 'yes',
  AKTIF: 'yes',
  YES: 'yes',
  TIDAK: 'no',
  TDK: 'no',
  T: 'no',
  N: 'no',
  NO: 'no',
  '0': 'no',
  FALSE: 'no',
  'NON AKTIF': 'no',
  NONAKTIF: 'no',
  'TIDAK AKTIF': 'no',
}
/** What a cell says of a programme. An empty one says nothing, and a word that is not in the lists is never taken for a no. */
export const saidOf = (value: string): Said => {
  const word = value.trim().toUpperCase()
  return Object.hasOwn(SAID, word) ? (SAID[word] as Said) : 'unknown'
}
const LONGEST_WORD = 30

/** What the row says of each programme, by all of its columns: one yes is enough, and one unknown word takes a no back. */
function programmesOf(raw: (field: ImportField) => string, has: (field: ImportField) => boolean) {
  const said = PROGRAMMES.filter(([field]) => has(field)).map(([field, code]) => ({
    field,
    code,
    said: saidOf(raw(field)),
  }))
  const codes = [...new Set(said.map(({ code }) => code))].sort()
  const says = (code: string, what: Said): boolean => said.some((one) => one.code === code && one.said === what)
  const programmes = codes.filter((code) => says(code, 'yes'))
  const unknownWords = said
    .filter((one) => one.said === 'unknown')
    .map(({ field }) => ({ field, word: raw(field).trim().toUpperCase().slice(0, LONGEST_WORD) }))
  return {
    programmes,
    programmesTold: codes.filter((code) => says(code, 'yes') || (says(code, 'no') && !says(code, 'unknown'))),
    ...(unknownWords.length > 0 && { unknownWords }),
  }
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

export const sexOf = (text: string): 'male' | 'female' | undefined => SEX[plainHeader(text)]
export const relationOf = (text: string): string | undefined => RELATION[plainHeader(text)]
export const matchStatusOf = (text: string): string => PADAN[plainHeader(text)] ?? 'unchecked'
export { PROGRAMMES as programmeColumns }

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

export function readRow(fields: readonly string[], context: RowContext): RowResult {
  const { layout } = context
  if (fields.length !== layout.columns)
    return { reject: { field: null, code: 'column_count', value: String(fields.length) } }
  const has = (field: ImportField): boolean => layout.position[field] !== undefined
  const raw = (field: ImportField): string => fields[layout.position[field] ?? -1] ?? ''
  const refuse = (field: ImportField, code: RejectCode): RowResult => ({
    reject: { field: has(field) ? field : null, code, value: has(field) ? raw(field).slice(0, 60) : null },
  })
  const optional = (field: ImportField): string | null => raw(field).trim().replace(/\s+/gu, ' ') || null

  const long = TEXT_FIELDS.find((field) => raw(field).trim().length > maxLength(field))
  if (long) return refuse(long, 'value_too_long')

  const nikProblem = numberFault(raw('nik'), context.lastNikDigitLost)
  if (nikProblem) return refuse('nik', `nik_${nikProblem}`)
  const nik = cleanNumber(raw('nik'))
  if (nikFault(nik)) return refuse('nik', 'nik_impossible')
  if (has('kkNumber')) {
    const kkProblem = numberFault(raw('kkNumber'), context.lastKkDigitLost)
    if (kkProblem) return refuse('kkNumber', `kk_${kkProblem}`)
  }

  const name = optional('name')
  if (name === null) return refuse('name', 'name_missing')
  if (!/\p{L}/u.test(name) || /[0-9]{3}/u.test(name)) return refuse('name', 'name_not_text')

  if (has('birthDate') && raw('birthDate').trim() === '') return refuse('birthDate', 'birth_date_missing')
  const birthDate = has('birthDate') ? parseDate(raw('birthDate')) : null
  if (birthDate === undefined) return refuse('birthDate', 'birth_date_impossible')
  if (birthDate !== null && birthDate > context.today) return refuse('birthDate', 'birth_date_future')

  const sex = has('sex') ? sexOf(raw('sex')) : null
  if (sex === undefined) return refuse('sex', 'sex_unknown')

  const relation = plainHeader(raw('relation')) === '' ? null : relationOf(raw('relation'))
  if (relation === undefined) return refuse('relation', 'relation_unknown')

  const place = placeOf(context, raw)
  if (place.code === undefined)
    return refuse(
      has('villageCode') ? 'villageCode' : place.fault === 'outside_jurisdiction' ? 'regency' : 'village',
      place.fault ?? 'village_unknown',
    )

  const desilText = raw('desil').trim()
  const desil = desilText === '' ? null : Number(desilText)
  if (desil !== null && (!Number.isInteger(desil) || desil < 0 || desil > 10))
    return refuse('desil', 'desil_impossible')

  return {
    row: {
      householdExternalId: optional('householdExternalId'),
      regionCode: place.code,
      street: optional('street'),
      hamlet: optional('hamlet'),
      rt: optional('rt'),
      rw: optional('rw'),
      kkNumber: has('kkNumber') ? cleanNumber(raw('kkNumber')) : null,
      nik,
      name,
      birthDate,
      birthPlace: optional('birthPlace'),
      sex,
      occupation: optional('occupation'),
      motherName: optional('motherName'),
      relation,
      matchStatus: matchStatusOf(raw('matchStatus')),
      ...programmesOf(raw, has),
      desil,
    },
  }
}
