import { defineMessages } from '../../i18n/i18n.ts'

const id = {
  list: 'Kontak kantor',
  intro: 'Telepon, jam layanan, dan alamat yang dibaca warga pada tanda terima dan halaman status.',
  add: 'Tambah kantor',
  edit: 'Ubah',
  editNamed: 'Ubah {name}',
  save: 'Simpan kontak kantor',
  saveHelp: 'Warga melihat kantor desanya; kalau belum diisi, kantor di atasnya.',
  saved: 'Kontak kantor tersimpan.',
  region: 'Wilayah yang dilayani',
  name: 'Nama kantor',
  nameHelp: 'Misalnya Puskesos Keden.',
  phone: 'Telepon',
  hours: 'Jam layanan',
  hoursHelp: 'Misalnya Senin–Jumat 08.00–15.00.',
  address: 'Alamat',
  emptyTitle: 'Belum ada kontak kantor',
  emptyText: 'Tanpa kontak, warga tidak tahu ke mana harus bertanya. Isi kantor Anda dahulu.',
} as const
export const t = defineMessages('offices', id, async () => (await import('./messages.en.ts')).en)
