import { defineMessages } from '../../i18n/i18n.ts'

const id = {
  morning: 'Selamat pagi, {name}',
  noon: 'Selamat siang, {name}',
  afternoon: 'Selamat sore, {name}',
  evening: 'Selamat malam, {name}',
  intro: 'Di setiap kelompok, yang mendesak ada di atas, lalu yang batas waktunya terdekat.',
  areaToday: 'Wilayah Anda hari ini: {area}',
  openComplaints: 'Kasus terbuka',
  overdueComplaints: 'Lewat batas',
  openReferrals: 'Rujukan berjalan',
  activePpks: 'PPKS aktif',
  fewerThan: 'kurang dari {count}',
  resolvedThisMonth: 'Selesai bulan ini',
  emptyTitle: 'Tidak ada yang menunggu Anda',
  emptyText: 'Semua pekerjaan Anda sudah selesai. Pekerjaan baru akan muncul di sini.',
  emptyAdmin: 'Tidak ada pekerjaan yang menunggu. Pakailah menu untuk membuka bagian administrasi.',
  emptyOther: 'Pekerjaan baru akan muncul di sini. Pakailah menu untuk membuka bagian lain.',
  seeAll: 'Lihat semua ({count})',
  more: 'Hanya 100 pekerjaan teratas yang ditampilkan.',
  receive: 'Layani warga',
  urgent: 'Mendesak',
  updated: 'diperbarui {when}',
  noTopic: 'Belum dipilah',
} as const
export const t = defineMessages('home', id, async () => (await import('./messages.en.ts')).en)
