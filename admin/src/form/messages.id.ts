import { defineMessages } from '../i18n/i18n.ts'

const id = {
  required: 'Isian ini wajib diisi.',
  minLength: 'Terlalu pendek: paling sedikit {limit} huruf.',
  maxLength: 'Terlalu panjang: paling banyak {limit} huruf.',
  minimum: 'Terlalu kecil: paling sedikit {limit}.',
  maximum: 'Terlalu besar: paling banyak {limit}.',
  minItems: 'Pilih paling sedikit {limit}.',
  maxItems: 'Pilih paling banyak {limit}.',
  pattern: 'Bentuk isian ini tidak sesuai.',
  format: 'Bentuk isian ini tidak sesuai.',
  date: 'Tanggal ini tidak ada. Tulis hari/bulan/tahun, misalnya 17/08/1980.',
  enum: 'Pilih salah satu dari daftar.',
  invalid: 'Isian ini belum benar. Periksa kembali.',
  sixteenDigits: 'Harus 16 angka.',
  userName:
    'Pakai huruf kecil, angka, titik, tanda hubung, atau garis bawah: 3 sampai 60, tanpa spasi, diawali huruf atau angka.',
  phone: 'Tulis 8 sampai 15 angka, boleh diawali tanda +.',
  threeDigits: 'Tulis satu sampai tiga angka.',
  address: 'Alamat diawali https:// dan tidak memuat spasi.',
  summaryTitle: 'Ada isian yang perlu diperbaiki',
  summaryText: 'Belum ada yang terkirim. Perbaiki isian yang ditandai, lalu coba lagi.',
  optional: 'boleh kosong',
  chooseOne: 'Pilih',
  cancel: 'Batal',
  draft: {
    kept: 'Tersimpan {time}',
    resumed: 'Melanjutkan isian dari {time}',
    startOver: 'Mulai dari awal',
    connection: 'Belum tersimpan: sambungan terputus. Isian Anda masih ada di layar ini dan terus dicoba disimpan.',
    session: 'Belum tersimpan: sesi berakhir. Isian Anda masih ada di layar ini.',
    refused: 'Belum tersimpan: {why}',
    elsewhere: 'Ada isian lain untuk formulir ini',
    elsewhereText:
      'Isian itu ditulis di tab lain atau belum selesai sejak tadi. Isian di layar ini tidak menimpanya sebelum Anda memilih.',
    takeOver: 'Pakai isian di layar ini',
    takeTheirs: 'Buka isian yang lain itu',
  },
  unsaved: 'Isian Anda belum dikirim. Tinggalkan halaman ini?',
} as const

export const t = defineMessages('form', id, async () => (await import('./messages.en.ts')).en)
