/** The DTKS export: which header names mean which field. A header is matched without case, spaces and punctuation. */

export const dtksFields = [
  'householdExternalId',
  'province',
  'regency',
  'district',
  'village',
  'street',
  'hamlet',
  'rt',
  'rw',
  'kkNumber',
  'nik',
  'name',
  'birthDate',
  'birthPlace',
  'sex',
  'occupation',
  'motherName',
  'relation',
  'matchStatus',
  'bpnt',
  'pkh',
  'bpntPpkm',
  'pbi',
  'desil',
] as const
export type DtksField = (typeof dtksFields)[number]

/** Seen in exports, misspelling included ("KELUARAHAN"); domain.md 3.4. */
const ALIASES: Readonly<Record<DtksField, readonly string[]>> = {
  householdExternalId: ['ID DTKS', 'IDDTKS', 'ID_DTKS'],
  province: ['PROVINSI', 'PROPINSI'],
  regency: ['KABUPATEN/KOTA', 'KABUPATEN', 'KAB/KOTA'],
  district: ['KECAMATAN'],
  village: ['DESA/KELUARAHAN', 'DESA/KELURAHAN', 'KELURAHAN', 'DESA'],
  street: ['ALAMAT'],
  hamlet: ['DUSUN'],
  rt: ['RT'],
  rw: ['RW'],
  kkNumber: ['NOKK', 'NO KK', 'NOMOR KK', 'NO_KK', 'NOMOR KARTU KELUARGA'],
  nik: ['NIK', 'NOMOR NIK', 'NOMOR INDUK KEPENDUDUKAN'],
  name: ['NAMA', 'NAMA LENGKAP'],
  birthDate: ['TANGGAL LAHIR', 'TGL LAHIR'],
  birthPlace: ['TEMPAT LAHIR'],
  sex: ['JENIS KELAMIN', 'JK'],
  occupation: ['PEKERJAAN'],
  motherName: ['NAMA IBU KANDUNG', 'IBU KANDUNG'],
  relation: ['HUB KELUARGA', 'HUBUNGAN KELUARGA'],
  matchStatus: ['KETERANGAN PADAN', 'PADAN'],
  bpnt: ['BANSOS BPNT', 'BPNT'],
  pkh: ['BANSOS PKH', 'PKH'],
  bpntPpkm: ['BANSOS BPNT-PPKM', 'BPNT-PPKM'],
  pbi: ['PBI JKN', 'PBI', 'PBI JK', 'PBI-JK'],
  desil: ['DESIL', 'DESIL NASIONAL'],
}

const NEEDED: readonly DtksField[] = ['regency', 'district', 'village', 'kkNumber', 'nik', 'name', 'birthDate', 'sex']

export const plainHeader = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '')

const BY_HEADER = new Map(
  Object.entries(ALIASES).flatMap(([field, names]) => names.map((name) => [plainHeader(name), field as DtksField])),
)

export interface Layout {
  readonly delimiter: string
  readonly columns: number
  /** Position of each field in a row, or -1. */
  readonly position: Readonly<Record<DtksField, number>>
  /** The header as it stands in the file, for messages. */
  readonly header: readonly string[]
}

export const DELIMITERS = ['|', ';', '\t', ','] as const

/** The fields of one line. Quotes may enclose a field, doubled inside; a line never spans rows in this export. */
export function splitLine(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter)
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at)
    if (quoted) {
      if (character !== '"') field += character
      else if (line.charAt(at + 1) === '"') {
        field += '"'
        at++
      } else quoted = false
    } else if (character === '"' && field === '') quoted = true
    else if (character === delimiter) {
      fields.push(field)
      field = ''
    } else field += character
  }
  fields.push(field)
  return fields
}

/** Reads the header line; undefined when it is not a DTKS export. */
export function readHeader(line: string): Layout | undefined {
  for (const delimiter of DELIMITERS) {
    const header = splitLine(line, delimiter)
    const fields = header.map((name) => BY_HEADER.get(plainHeader(name)))
    const position = Object.fromEntries(dtksFields.map((field) => [field, fields.indexOf(field)])) as Record<
      DtksField,
      number
    >
    if (NEEDED.every((field) => position[field] >= 0)) return { delimiter, columns: header.length, position, header }
  }
  return undefined
}
