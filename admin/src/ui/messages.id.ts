import { defineMessages } from '../i18n/i18n.ts'

export const id = {
  loading: 'Memuat…',
  retry: 'Coba lagi',
  requestId: 'Nomor permintaan: {id}',
  refusedTitle: 'Halaman ini tidak dapat dibuka',
  refusedText: 'Akun Anda belum punya izin untuk bagian ini. Bila perlu, mintalah kepada admin sistem di wilayah Anda.',
  notFoundTitle: 'Tidak ditemukan',
  notFoundText: 'Data ini tidak ada, atau berada di luar wilayah tugas Anda.',
  failedTitle: 'Belum berhasil dimuat',
  failedText: 'Tidak ada data yang hilang. Tunggu sebentar, lalu coba lagi.',
  offlineTitle: 'Sambungan terputus',
  offlineText:
    'Peramban tidak dapat menghubungi server. Tidak ada data yang hilang. Periksa jaringan Anda, lalu coba lagi.',
  notSentText: 'Perubahan belum disimpan. Isian Anda masih ada.',
  loadMore: 'Muat lagi',
  loadingMore: 'Memuat lagi…',
  onTrack: 'Tepat waktu',
  atRisk: 'Mendekati batas',
  breached: 'Lewat batas',
  stopped: 'Waktu dihentikan',
  dueAt: 'batas {date}',
  more: 'Langkah lain',
  actions: 'Langkah berikutnya',
  noActions: 'Tidak ada langkah yang dapat dilakukan sekarang.',
  notAllowedNow: 'Belum dapat dilakukan',
  cancel: 'Batal',
  close: 'Tutup',
  confirm: 'Lanjutkan',
  consequences: 'Yang akan terjadi',
  by: 'oleh {name}',
  copy: 'Salin',
  copied: 'Tersalin',
  details: 'Rincian',
  back: 'Kembali',
  emptyTimeline: 'Belum ada kejadian.',
  notices: 'Pemberitahuan',
  openList: 'Buka daftar pilihan',
  noMatch: 'Tidak ada yang cocok.',
} as const

export const t = defineMessages('ui', id, async () => (await import('./messages.en.ts')).en)
export type Messages = typeof id
