/** What of somebody was seen, in Indonesian: in "who has looked" and in its file. Other languages stand with the screens. */
import type { accessFields } from './audit-words.ts'

export type AccessWords = Readonly<Record<(typeof accessFields)[number], string>>

export const accessWords: AccessWords = {
  person: 'data warga',
  person_row: 'baris data warga',
  search_hit: 'hasil pencarian',
  open_work: 'pekerjaan yang masih terbuka',
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

const ROWS = /^(\d+) rows$/
/** A code of the access log in the words of one language. What nobody has words for, as an older release may have written, is said to be so. */
export const seenInWords = (
  words: AccessWords,
  field: string,
  told: { readonly rows: (count: number) => string; readonly other: string },
): string => {
  const rows = ROWS.exec(field)
  if (rows) return told.rows(Number(rows[1]))
  return field in words ? words[field as keyof AccessWords] : told.other
}
