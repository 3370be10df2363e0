/** Which column of a file means which field. A header is matched without case, spaces and punctuation; a new layout is data (a mapping). */
import type { ImportField } from '@pandu-gempita/shared/import-record'

/** Seen in exports, misspelling included ("KELUARAHAN"); domain.md 3.4. */
const ALIASES: Readonly<Record<ImportField, readonly string[]>> = {
  householdExternalId: ['ID DTKS', 'ID_DTKS', 'ID RUMAH TANGGA', 'RUTA6'],
  regency: ['KABUPATEN/KOTA', 'KABUPATEN', 'KAB/KOTA', 'NAMA KABUPATEN'],
  district: ['KECAMATAN', 'NAMA KECAMATAN'],
  village: ['DESA/KELUARAHAN', 'DESA/KELURAHAN', 'KELURAHAN', 'DESA', 'NAMA DESA', 'KELURAHAN/DESA'],
  regencyCode: ['KODE KABUPATEN KOTA', 'KODE KABUPATEN', 'KDKAB'],
  districtCode: ['KODE KECAMATAN', 'KDKEC'],
  villageCode: ['KODE KELURAHAN DESA', 'KODE DESA', 'KODE DESA/KELURAHAN', 'KODE WILAYAH', 'KDDESA'],
  street: ['ALAMAT'],
  hamlet: ['DUSUN', 'SLS'],
  rt: ['RT'],
  rw: ['RW'],
  kkNumber: ['NOKK', 'NO KK', 'NOMOR KK', 'NOMOR KARTU KELUARGA'],
  nik: ['NIK', 'NOMOR NIK', 'NOMOR INDUK KEPENDUDUKAN'],
  name: ['NAMA', 'NAMA LENGKAP', 'NAMA ART'],
  birthDate: ['TANGGAL LAHIR', 'TGL LAHIR'],
  birthPlace: ['TEMPAT LAHIR'],
  sex: ['JENIS KELAMIN', 'JK', 'ID JENIS KELAMIN'],
  occupation: ['PEKERJAAN'],
  motherName: ['NAMA IBU KANDUNG', 'IBU KANDUNG', 'NAMA IBU'],
  relation: ['HUB KELUARGA', 'HUBUNGAN KELUARGA', 'ID HUB KEPALA KELUARGA', 'HUB KRT'],
  matchStatus: ['KETERANGAN PADAN', 'PADAN'],
  lifeStatus: ['STATUS', 'STATUS KEHIDUPAN', 'STATUS HIDUP', 'KEBERADAAN', 'STATUS KEBERADAAN'],
  bpnt: ['BANSOS BPNT', 'BPNT', 'SEMBAKO'],
  pkh: ['BANSOS PKH', 'PKH'],
  bpntPpkm: ['BANSOS BPNT-PPKM', 'BPNT-PPKM'],
  pbi: ['PBI JKN', 'PBI', 'PBI JK', 'PBI-JK', 'PBI NAS'],
  desil: ['DESIL', 'DESIL NASIONAL'],
}

export const plainHeader = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '')

const BY_HEADER = new Map(
  Object.entries(ALIASES).flatMap(([field, names]) => names.map((name) => [plainHeader(name), field as ImportField])),
)

/** Added behind the columns of a correction file. Read back they mean no field, and the rest is the header it came from. */
export const CORRECTION_COLUMNS = ['BARIS ASAL', 'KOLOM YANG SALAH', 'ALASAN'] as const

export interface Layout {
  readonly delimiter: string
  readonly columns: number
  /** Position of each field in a row; a field that the file does not have is absent. */
  readonly position: Readonly<Partial<Record<ImportField, number>>>
  /** The header as it stands in the file. In a file without one it is the row of a person. */
  readonly header: readonly string[]
}

/**
 * What the columns are called in messages: the headings, or their places where the first line is no heading line. A heading
 * has no date and no number of a person.
 */
export const columnNames = (header: readonly string[]): string[] =>
  header.some((cell) => /[0-9]{5}|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}/u.test(cell))
    ? header.map((_, at) => `Kolom ${at + 1}`)
    : [...header]

/** Stands in a correction file where an earlier program lost a letter. */
export const LOST_LETTER = '\u25a1'

const DELIMITERS = ['|', ';', '\t', ','] as const

/** The fields of one line. Quotes may enclose a field, doubled inside; a line never spans rows in these exports. */
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

/** What must be there for a row to become a person, or find one. The place may come from names or from a code. */
export const isUsable = (position: Layout['position']): boolean =>
  position.nik !== undefined && position.name !== undefined

/** Which field each column of a header seems to mean: the first column of a meaning has it. */
export function guessFields(header: readonly string[]): Layout['position'] {
  const position: Partial<Record<ImportField, number>> = {}
  for (const [at, name] of header.entries()) {
    const field = BY_HEADER.get(plainHeader(name))
    if (field !== undefined && position[field] === undefined) position[field] = at
  }
  return position
}

/** The delimiter under which most columns appear in the header line. */
export const guessDelimiter = (line: string): string =>
  DELIMITERS.map((delimiter) => ({ delimiter, columns: splitLine(line, delimiter).length })).reduce((best, next) =>
    next.columns > best.columns ? next : best,
  ).delimiter
