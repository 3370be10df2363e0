import { defineMessages } from '../i18n/i18n.ts'

const id = {
  title: 'Tanda terima laporan',
  ticket: 'Nomor tiket',
  secret: 'Kode rahasia',
  reporter: 'Pelapor',
  anonymous: 'Tanpa nama',
  kept: 'Dirahasiakan',
  topic: 'Tentang',
  officer: 'Dicatat oleh',
  next: 'Langkah berikutnya',
  nextBy: '{step} Paling lambat {date}.',
  review:
    'Inspektorat memeriksa penolakan ini, paling lambat {date}. Anda juga dapat menyampaikan keberatan di halaman ini.',
  office: 'Kantor',
  phone: 'Telepon',
  hours: 'Jam layanan',
  address: 'Alamat',
  qr: 'Kode QR ke halaman status laporan ini',
  explain: 'Status laporan dapat dilihat kapan saja di {page} dengan nomor tiket dan kode rahasia ini.',
  explainQr: 'Atau pindai kode QR dengan kamera telepon.',
  once: 'Kode rahasia hanya tampil sekali. Cetak atau catat untuk warga sebelum meninggalkan halaman ini.',
  print: 'Cetak A4',
  printSlip: 'Cetak 58 mm',
  given: 'Sudah saya berikan',
  isGiven: 'Sudah diberikan kepada warga.',
  leave: 'Kode rahasia belum dicetak atau diberikan kepada warga, dan tidak akan tampil lagi. Tinggalkan halaman ini?',
  copyLink: 'Salin tautan',
} as const
export const t = defineMessages('receipt', id, async () => (await import('./receipt.en.ts')).en)
