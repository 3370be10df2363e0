/** Pure decisions about rows of a DTKS export: a typed row, or the first reason to keep it back. */
import type { RejectCode } from '@pandu-gempita/shared/imports'
import { nikFault } from '@pandu-gempita/shared/nik'
import { plainHeader, type DtksField, type Layout } from './dtks-layout.ts'

export interface ImportRow {
  householdExternalId: string | null
  regionCode: string
  street: string | null
  hamlet: string | null
  rt: string | null
  rw: string | null
  kkNumber: string
  nik: string
  name: string
  birthDate: string
  birthPlace: string | null
  sex: 'male' | 'female'
  occupation: string | null
  motherName: string | null
  relation: string | null
  matchStatus: string
  programmes: string[]
  desil: number | null
}
export interface Reject {
  readonly field: DtksField | null
  readonly code: RejectCode
  readonly value: string | null
}
export type RowResult =
  { readonly row: ImportRow; readonly reject?: undefined } | { readonly reject: Reject; readonly row?: undefined }

/** What the file as a whole and the office say about its rows. */
export interface RowContext {
  readonly layout: Layout
  readonly villages: VillageIndex
  /** YYYY-MM-DD, where the office is. */
  readonly today: string
  /** So many NIKs end in 0 that a spreadsheet must have eaten the last digit of all of them. */
  readonly lastNikDigitLost: boolean
  readonly lastKkDigitLost: boolean
}

export interface VillageIndex {
  find(
    regency: string,
    district: string,
    village: string,
  ): { readonly code?: string; readonly fault?: 'village_unknown' | 'village_ambiguous' | 'outside_jurisdiction' }
}

/** KAB. SRAGEN, Kabupaten Sragen and SRAGEN are one; a city keeps its KOTA only where it is said. */
const plainRegion = (name: string): string =>
  plainHeader(
    name.toUpperCase().replace(/^\s*(KABUPATEN|KAB|KOTA|KOTAMADYA|KECAMATAN|KEC|DESA|KELURAHAN|KEL|NAGARI)\b\.?/u, ''),
  )

export function createVillageIndex(
  regencyNames: readonly string[],
  villages: readonly { code: string; name: string; district: string }[],
  within: string,
): VillageIndex {
  const regencies = new Set(regencyNames.map(plainRegion))
  const codes = new Map<string, string | null>()
  for (const village of villages) {
    const key = `${plainRegion(village.district)}|${plainRegion(village.name)}`
    codes.set(key, codes.has(key) ? null : village.code)
  }
  return {
    find(regency, district, village) {
      if (!regencies.has(plainRegion(regency))) return { fault: 'outside_jurisdiction' }
      const code = codes.get(`${plainRegion(district)}|${plainRegion(village)}`)
      if (code === undefined) return { fault: 'village_unknown' }
      if (code === null) return { fault: 'village_ambiguous' }
      return code.startsWith(within) ? { code } : { fault: 'outside_jurisdiction' }
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

/** Columns that say YA become memberships. BPNT-PPKM was an extra payment of the same programme (2021). */
const PROGRAMMES: readonly (readonly [DtksField, string])[] = [
  ['bpnt', 'SEMBAKO'],
  ['bpntPpkm', 'SEMBAKO'],
  ['pkh', 'PKH'],
  ['pbi', 'PBI-JK'],
]
export const layoutProgrammes = [...new Set(PROGRAMMES.map(([, code]) => code))]
const isYes = (value: string): boolean => /^(YA|Y|1|TRUE|AKTIF|YES)$/iu.test(value.trim())

const MAX_TEXT = 200

export function readRow(fields: readonly string[], context: RowContext): RowResult {
  const { layout } = context
  if (fields.length !== layout.columns)
    return { reject: { field: null, code: 'column_count', value: String(fields.length) } }
  const raw = (field: DtksField): string => (layout.position[field] < 0 ? '' : (fields[layout.position[field]] ?? ''))
  const refuse = (field: DtksField, code: RejectCode): RowResult => ({
    reject: { field, code, value: raw(field).slice(0, 60) },
  })
  const optional = (field: DtksField): string | null => raw(field).trim().replace(/\s+/gu, ' ') || null

  const long = (
    ['street', 'hamlet', 'name', 'birthPlace', 'occupation', 'motherName', 'householdExternalId', 'rt', 'rw'] as const
  ).find((field) => raw(field).trim().length > (field === 'rt' || field === 'rw' ? 10 : MAX_TEXT))
  if (long) return refuse(long, 'value_too_long')

  const nikProblem = numberFault(raw('nik'), context.lastNikDigitLost)
  if (nikProblem) return refuse('nik', `nik_${nikProblem}`)
  const nik = cleanNumber(raw('nik'))
  if (nikFault(nik)) return refuse('nik', 'nik_impossible')
  const kkProblem = numberFault(raw('kkNumber'), context.lastKkDigitLost)
  if (kkProblem) return refuse('kkNumber', `kk_${kkProblem}`)

  const name = optional('name')
  if (name === null) return refuse('name', 'name_missing')
  if (!/\p{L}/u.test(name) || /[0-9]{3}/u.test(name)) return refuse('name', 'name_not_text')

  if (raw('birthDate').trim() === '') return refuse('birthDate', 'birth_date_missing')
  const birthDate = parseDate(raw('birthDate'))
  if (!birthDate) return refuse('birthDate', 'birth_date_impossible')
  if (birthDate > context.today) return refuse('birthDate', 'birth_date_future')

  const sex = SEX[plainHeader(raw('sex'))]
  if (!sex) return refuse('sex', 'sex_unknown')

  const relationText = plainHeader(raw('relation'))
  const relation = relationText === '' ? null : RELATION[relationText]
  if (relation === undefined) return refuse('relation', 'relation_unknown')

  const place = context.villages.find(raw('regency'), raw('district'), raw('village'))
  if (place.code === undefined)
    return refuse(place.fault === 'outside_jurisdiction' ? 'regency' : 'village', place.fault ?? 'village_unknown')

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
      kkNumber: cleanNumber(raw('kkNumber')),
      nik,
      name,
      birthDate,
      birthPlace: optional('birthPlace'),
      sex,
      occupation: optional('occupation'),
      motherName: optional('motherName'),
      relation,
      matchStatus: PADAN[plainHeader(raw('matchStatus'))] ?? 'unchecked',
      programmes: [...new Set(PROGRAMMES.filter(([field]) => isYes(raw(field))).map(([, code]) => code))].sort(),
      desil,
    },
  }
}
