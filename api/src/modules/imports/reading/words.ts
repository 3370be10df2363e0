/** What the words of a row mean: sex, relation, the answer of Dukcapil, and yes or no to a programme. */
import type { ImportField } from '@pandu-gempita/shared/import-record'
import { plainHeader } from './layouts.ts'

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
export const programmeColumns: readonly (readonly [ImportField, string])[] = [
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
export function programmesOf(raw: (field: ImportField) => string, has: (field: ImportField) => boolean) {
  const said = programmeColumns
    .filter(([field]) => has(field))
    .map(([field, code]) => ({
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

export const sexOf = (text: string): 'male' | 'female' | undefined => SEX[plainHeader(text)]
export const relationOf = (text: string): string | undefined => RELATION[plainHeader(text)]
const DEAD: ReadonlySet<string> = new Set(['MATI', 'MENINGGAL', 'MENINGGALDUNIA', 'WAFAT', 'ALMARHUM', 'ALMARHUMAH'])
/** Says the word that somebody is dead? Others ("PINDAH", "KAWIN") say nothing of it. */
export const saysDead = (text: string): boolean => DEAD.has(plainHeader(text))
export const matchStatusOf = (text: string): string => PADAN[plainHeader(text)] ?? 'unchecked'
