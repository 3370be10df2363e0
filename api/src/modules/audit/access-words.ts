/** The access log as a file for people: what was seen, in the words of an office, on its own clock. */
import { timeZoneLabels } from '@pandu-gempita/shared/time-zones'
import type { AccessLogEntry } from '@pandu-gempita/shared/audit'
import { type accessFields, type AccessField } from '@pandu-gempita/shared/audit-words'
import { operationWords } from '@pandu-gempita/shared/operation-words'

const SEEN: Readonly<Record<(typeof accessFields)[number], string>> = {
  person: 'data warga',
  person_row: 'baris data warga',
  search_hit: 'hasil pencarian',
  nik: 'NIK',
  kk: 'nomor KK',
  phone: 'telepon',
  mother_name: 'nama ibu',
  address: 'alamat',
  family: 'data keluarga',
  family_history: 'riwayat keluarga',
  as_of: 'keadaan pada satu tanggal',
  timeline: 'riwayat',
  complaint: 'kasus',
  complaint_summary: 'ringkasan kasus',
  reporter: 'nama pelapor',
  story: 'cerita warga',
  referral: 'rujukan',
  referral_summary: 'ringkasan rujukan',
  ppks: 'registrasi PPKS',
  ppks_timeline: 'riwayat PPKS',
  photo: 'foto',
  import_samples: 'contoh isi berkas',
  import_rejects: 'baris tertahan',
  import_differences: 'perubahan oleh impor',
  release_difference: 'perbandingan rilis',
  export: 'berkas ekspor',
  persons: 'daftar warga',
  families: 'daftar keluarga',
  masked: 'nomor disamarkan',
  full: 'nomor lengkap',
}
const seen = (field: string): string => {
  const rows = /^(\d+) rows$/.exec(field)
  if (rows) return `${rows[1]} baris`
  return field in SEEN ? SEEN[field as Exclude<AccessField, `${number} rows`>] : field
}
const done = (operation: string): string =>
  operation in operationWords ? operationWords[operation as keyof typeof operationWords] : operation

export const ACCESS_HEADER = [
  'waktu',
  'zona_waktu',
  'petugas',
  'nomor_akun',
  'tindakan',
  'kode_tindakan',
  'yang_dilihat',
  'kode_yang_dilihat',
  'jenis',
  'nomor_warga_atau_berkas',
  'alasan',
  'nomor_permintaan',
]

/** One entry as cells; codes stand beside their words, for who counts by them. */
export const accessLine = (zone: string): ((row: AccessLogEntry) => (string | null)[]) => {
  const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone })
  return (row) => [
    clock.format(new Date(row.at)),
    timeZoneLabels[zone] ?? zone,
    row.actorName,
    row.actorId,
    done(row.operation),
    row.operation,
    row.fields.map(seen).join(', '),
    row.fields.join(' '),
    row.subjectKind === 'person' ? 'warga' : 'kasus, berkas, atau daftar',
    row.subjectId,
    row.reason,
    row.requestId,
  ]
}
