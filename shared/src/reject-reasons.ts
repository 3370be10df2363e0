/** Why a row of an import was kept back, in the words for officers (screens and correction file alike). */
import type { RejectCode } from './import-record.ts'

export const rejectReasons: Readonly<Record<RejectCode, { readonly id: string; readonly en: string }>> = {
  column_count: {
    id: 'Jumlah kolom tidak sama dengan judul kolom',
    en: 'The number of columns differs from the header',
  },
  broken_encoding: { id: 'Baris berisi huruf yang rusak dan tidak terbaca', en: 'The line holds broken characters' },
  nik_missing: { id: 'NIK kosong', en: 'NIK is empty' },
  nik_scientific: {
    id: 'NIK berubah menjadi notasi ilmiah (mis. 3,31E+15) di lembar kerja; simpan kolom sebagai teks',
    en: 'A spreadsheet turned the NIK into scientific notation; keep the column as text',
  },
  nik_length: { id: 'NIK tidak 16 angka', en: 'NIK does not have 16 digits' },
  nik_not_digits: { id: 'NIK berisi selain angka', en: 'NIK holds other characters than digits' },
  nik_last_digits_lost: {
    id: 'Angka terakhir NIK hilang (menjadi 0) di lembar kerja; ambil ulang dari sumbernya',
    en: 'A spreadsheet lost the last digits of the NIK; take it from the source again',
  },
  nik_impossible: {
    id: 'NIK tidak mungkin: tanggal di dalamnya tidak ada',
    en: 'Impossible NIK: the date in it does not exist',
  },
  kk_missing: { id: 'Nomor KK kosong', en: 'KK number is empty' },
  kk_scientific: {
    id: 'Nomor KK berubah menjadi notasi ilmiah di lembar kerja; simpan kolom sebagai teks',
    en: 'A spreadsheet turned the KK number into scientific notation; keep the column as text',
  },
  kk_length: { id: 'Nomor KK tidak 16 angka', en: 'KK number does not have 16 digits' },
  kk_not_digits: { id: 'Nomor KK berisi selain angka', en: 'KK number holds other characters than digits' },
  kk_last_digits_lost: {
    id: 'Angka terakhir nomor KK hilang (menjadi 0) di lembar kerja; ambil ulang dari sumbernya',
    en: 'A spreadsheet lost the last digits of the KK number; take it from the source again',
  },
  name_missing: { id: 'Nama kosong', en: 'Name is empty' },
  name_not_text: { id: 'Nama tidak berisi huruf, atau berisi angka', en: 'Name holds no letters, or holds numbers' },
  birth_date_missing: { id: 'Tanggal lahir kosong', en: 'Birth date is empty' },
  birth_date_impossible: { id: 'Tanggal lahir tidak ada dalam kalender', en: 'No such birth date exists' },
  birth_date_future: { id: 'Tanggal lahir di masa depan', en: 'Birth date is in the future' },
  sex_unknown: { id: 'Jenis kelamin bukan L atau P', en: 'Sex is neither L nor P' },
  relation_unknown: { id: 'Hubungan keluarga tidak dikenal', en: 'Relation in the family is not known' },
  village_unknown: { id: 'Desa/kelurahan tidak ditemukan di kecamatan itu', en: 'No such village in that kecamatan' },
  region_code_unknown: {
    id: 'Kode wilayah tidak dikenal',
    en: 'The region code is unknown',
  },
  region_code_retired: {
    id: 'Kode wilayah lama yang menjadi lebih dari satu wilayah; tentukan desanya',
    en: 'An old region code that became several regions; state the village',
  },
  village_ambiguous: {
    id: 'Nama desa/kelurahan ada lebih dari satu; perlu kode wilayah',
    en: 'Several villages have this name; a code is needed',
  },
  outside_jurisdiction: {
    id: 'Wilayah di luar kewenangan pengunggah',
    en: 'The region is outside the uploader’s area',
  },
  duplicate_in_file: {
    id: 'NIK sudah ada di baris lain dalam berkas ini',
    en: 'The NIK is on another line of this file',
  },
  value_too_long: { id: 'Isian terlalu panjang', en: 'The value is too long' },
  desil_impossible: { id: 'Desil bukan angka 0 sampai 10', en: 'Desil is not a number from 0 to 10' },
}
