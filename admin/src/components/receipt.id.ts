import { defineMessages } from '../i18n/i18n.ts'

const id = {
  title: 'Tanda terima laporan',
  ticket: 'Nomor tiket',
  secret: 'Kode rahasia',
  explain: 'Status laporan dapat dilihat kapan saja di {page} dengan nomor tiket dan kode rahasia ini.',
  once: 'Kode rahasia hanya tampil sekali. Cetak atau catat untuk warga sebelum meninggalkan halaman ini.',
  print: 'Cetak tanda terima',
  copyLink: 'Salin tautan',
} as const
export const t = defineMessages('receipt', id, async () => (await import('./receipt.en.ts')).en)
