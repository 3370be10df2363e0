import { defineMessages } from '../../i18n/i18n.ts'

export const id = {
  list: 'Pekerjaan latar belakang',
  intro: 'Membaca berkas, menerapkan impor, dan membuat ekspor. Isi dan nama warga tidak ditampilkan di sini.',
  workerWell: 'Pekerja hidup dan tidak ada yang menunggu.',
  workerBusy: 'Pekerja hidup. {count} pekerjaan menunggu, yang tertua {age}.',
  workerGone:
    'Pekerja tidak memberi tanda hidup selama {age}. {count} pekerjaan menunggu. Mulai lagi proses pekerja di server; bila sudah berjalan, lihat catatannya.',
  workerNever:
    'Belum pernah ada pekerja di server ini. Mulai proses pekerja; impor dan ekspor menunggu sampai itu terjadi.',
  colTask: 'Pekerjaan',
  colState: 'Keadaan',
  colAttempts: 'Percobaan',
  colDeaths: 'Terhenti di tengah jalan',
  colCreated: 'Dibuat',
  colNext: 'Mulai atau dicoba lagi',
  colActions: 'Tindakan',
  subject: 'Nomor {id}',
  retry: 'Coba lagi',
  giveUp: 'Hentikan',
  giveUpTitle: 'Hentikan pekerjaan ini?',
  giveUpImport: 'Impornya ditolak, dan petugas diberi tahu apa yang dapat dilakukan. Yang sudah diterapkan tetap ada.',
  giveUpExport: 'Berkas ekspornya tidak dibuat; pemintanya diberi tahu dan dapat meminta lagi.',
  giveUpRunning: 'Pekerjaan yang sedang berjalan berhenti di titik aman berikutnya.',
  retried: 'Pekerjaan dicoba lagi.',
  ended: 'Pekerjaan dihentikan.',
  kept: {
    title: 'Masa simpan',
    intro: 'Dihapus setiap jam oleh pekerja. Data warga, kasus, catatan audit, dan catatan akses tidak dihapus.',
    kind: 'Jenis',
    time: 'Disimpan',
    basis: 'Dasar',
    last: 'Terakhir dihapus',
    atOnce: 'sampai berakhir',
    days: '{count} hari',
    hours: '{count} jam',
    from: {
      made: 'sejak dibuat',
      ended: 'sejak selesai',
      changed: 'sejak terakhir berubah',
      cut_off: 'sejak tanggal data',
    },
    bases: { purpose: 'Kebutuhan kerjanya', proposal: 'Usulan, menunggu ketetapan dinas' },
    removed: '{when}: {count}',
    nothing: 'Diperiksa {when}, tidak ada yang lewat masa',
    never: 'Belum pernah diperiksa',
  },
  emptyTitle: 'Tidak ada pekerjaan',
  emptyText: 'Semua impor dan ekspor di wilayah Anda sudah selesai dikerjakan.',
} as const
export const t = defineMessages('jobs', id, async () => (await import('./messages.en.ts')).en)
export type Messages = typeof id
