import { defineMessages } from '../../i18n/i18n.ts'

const id = {
  list: 'Lembaga',
  intro: 'Dinas, LKS, dan lembaga lain yang dapat menerima rujukan dari wilayah Anda.',
  add: 'Tambah lembaga',
  addHelp: 'Lembaga ini akan dapat dipilih sebagai tujuan rujukan.',
  name: 'Nama',
  kind: 'Jenis',
  sectors: 'Sektor',
  region: 'Wilayah',
  address: 'Alamat',
  phone: 'Telepon',
  search: 'Cari nama lembaga',
  allSectors: 'Semua sektor',
  emptyTitle: 'Belum ada lembaga di sini',
  emptyText: 'Rujukan membutuhkan lembaga tujuan. Ubah saringan, atau tambah lembaga.',
  added: 'Lembaga ditambahkan.',
} as const
export const t = defineMessages('institutions', id, async () => (await import('./messages.en.ts')).en)
