import { defineMessages } from '../../i18n/i18n.ts'

export const id = {
  list: 'Ekspor data',
  listIntro:
    'Ambil data warga atau keluarga di wilayah Anda sebagai berkas. Tujuan penggunaan dicatat dan terlihat oleh pengelola wilayah.',
  create: 'Buat ekspor',
  createHelp: 'Berkas disiapkan di belakang layar dan disimpan 24 jam. Hanya Anda yang dapat mengunduhnya.',
  kind: 'Isi berkas',
  format: 'Bentuk berkas',
  region: 'Wilayah',
  asOf: 'Keadaan per tanggal',
  asOfHelp: 'Kosongkan untuk keadaan sekarang.',
  identifiers: 'NIK dan nomor KK',
  identifiersHelp: 'Nomor lengkap hanya bila benar-benar diperlukan.',
  purpose: 'Tujuan penggunaan',
  purposeHelp: 'Misalnya: pemadanan calon penerima bantuan dengan Dinas Kesehatan, surat nomor …',
  requested: 'Ekspor sedang disiapkan',
  colWhat: 'Isi',
  colStatus: 'Status',
  colRows: 'Baris',
  colPurpose: 'Tujuan',
  colBy: 'Oleh',
  colWhen: 'Diminta',
  colFile: 'Berkas',
  what: '{kind} {region}',
  asOfShort: 'per {date}',
  download: 'Unduh',
  downloadWhat: 'Unduh {kind} {region}',
  until: '{size}, sampai {time}',
  othersFile: 'Hanya untuk peminta',
  emptyTitle: 'Belum ada ekspor',
  emptyText: 'Buat ekspor untuk mengambil data wilayah Anda sebagai berkas.',
} as const
export const t = defineMessages('exports', id, async () => (await import('./messages.en.ts')).en)
export type Messages = typeof id
