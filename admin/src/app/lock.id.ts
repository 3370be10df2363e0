/** Words of the layer over a page whose session has ended. */
import { defineMessages } from '../i18n/i18n.ts'

const id = {
  ended: 'Sesi Anda berakhir',
  locked: 'Layar dikunci',
  text: 'Isian Anda masih ada. Masukkan kata sandi untuk melanjutkan di halaman ini.',
  userName: 'Nama pengguna',
  password: 'Kata sandi',
  showPassword: 'Tampilkan kata sandi',
  hidePassword: 'Sembunyikan kata sandi',
  goOn: 'Lanjutkan',
  other: 'Masuk sebagai orang lain',
  otherTitle: 'Tinggalkan halaman ini?',
  otherText:
    'Halaman ini ditutup. Isian {name} yang sudah tersimpan tetap ada dan hanya dapat dibuka oleh {name}; yang belum tersimpan hilang.',
  stay: 'Batal',
  leave: 'Tinggalkan',
} as const

export const t = defineMessages('lock', id, async () => (await import('./lock.en.ts')).en)
