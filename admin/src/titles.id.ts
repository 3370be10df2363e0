/** Names of pages, for the tab and for screen readers; apart from the pages' own texts so that those load with them. */
import { defineMessages } from './i18n/i18n.ts'

export const id = {
  accessAccounts: 'Pengguna',
  accessNewAccount: 'Buat akun',
  accessAccount: 'Akun',
  accessClients: 'Aplikasi terhubung',
  accessReleases: 'Pelepasan akses',
  auditList: 'Catatan audit',
  complaintsList: 'Kasus',
  complaintsCase: 'Kasus',
  exportsList: 'Ekspor data',
  homeTitle: 'Beranda',
  identitySignIn: 'Masuk',
  identityActivate: 'Aktifkan akun',
  identityChangePassword: 'Ganti kata sandi',
  importsList: 'Data terpadu',
  importsUpload: 'Unggah berkas',
  importsBatch: 'Impor data',
  institutionsList: 'Lembaga',
  intakeTitle: 'Terima warga',
  jobsList: 'Pekerjaan latar belakang',
  personsRegistry: 'Warga',
  personsNewPerson: 'Catat warga baru',
  personsPerson: 'Data warga',
  personsFamily: 'Keluarga',
  ppksList: 'PPKS',
  ppksRegister: 'Daftarkan PPKS',
  ppksRegistration: 'Registrasi PPKS',
  releasesComparison: 'Perbandingan rilis',
  programmesList: 'Program',
  referralsInbox: 'Rujukan masuk',
  referralsOutbox: 'Rujukan keluar',
  referralsReferral: 'Rujukan',
  statusTitle: 'Status laporan',
  webhooksList: 'Webhook',
  webhooksWebhook: 'Webhook',
} as const

export const t = defineMessages('titles', id, async () => (await import('./titles.en.ts')).en)
export type Messages = typeof id
