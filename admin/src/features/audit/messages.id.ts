import { defineMessages } from '../../i18n/i18n.ts'

export const id = {
  list: 'Catatan audit',
  intro: 'Siapa melakukan apa dan kapan. Nilai pribadi disamarkan.',
  when: 'Waktu',
  who: 'Pelaku',
  what: 'Tindakan',
  subject: 'Pada',
  changes: 'Perubahan',
  request: 'Nomor permintaan',
  from: 'Sejak',
  until: 'Sampai',
  operation: 'Tindakan',
  allOperations: 'Semua tindakan',
  change: '{field}: {before} menjadi {after}',
  hidden: '(disamarkan)',
  empty: 'kosong',
  status: 'Status',
  emptyTitle: 'Tidak ada catatan',
  emptyText: 'Ubah saringan untuk melihat catatan lain.',
  subjects: {
    complaint: 'Kasus',
    referral: 'Rujukan',
    ppks: 'PPKS',
    person: 'Warga',
    family: 'Keluarga',
    account: 'Akun',
    import: 'Impor',
    machine_client: 'Aplikasi',
    institution: 'Lembaga',
    session: 'Sesi',
  },
} as const
export const t = defineMessages('audit', id, async () => (await import('./messages.en.ts')).en)
export type Messages = typeof id
