/** Every link of the application. Nothing personal is ever in one: ids only. */
export const paths = {
  home: '/',
  signIn: '/masuk',
  changePassword: '/kata-sandi',
  status: '/status',
  intake: '/terima-warga',
  cases: '/kasus',
  case: (id: string) => `/kasus/${id}`,
  referralInbox: '/rujukan/masuk',
  referralOutbox: '/rujukan/keluar',
  referral: (id: string) => `/rujukan/${id}`,
  registry: '/warga',
  newPerson: '/warga/baru',
  person: (id: string) => `/warga/${id}`,
  family: (id: string) => `/keluarga/${id}`,
  ppks: '/ppks',
  newPpks: '/ppks/baru',
  ppksRegistration: (id: string) => `/ppks/${id}`,
  imports: '/data',
  newImport: '/data/unggah',
  importBatch: (id: string) => `/data/${id}`,
  exports: '/ekspor',
  releases: '/rilis',
  programmes: '/program',
  institutions: '/lembaga',
  accounts: '/pengguna',
  newAccount: '/pengguna/baru',
  account: (id: string) => `/pengguna/${id}`,
  machineClients: '/aplikasi',
  accessReleases: '/pelepasan-akses',
  audit: '/audit',
} as const

const subjectPages: Readonly<Record<string, (id: string) => string>> = {
  person: paths.person,
  family: paths.family,
  complaint: paths.case,
  referral: paths.referral,
  ppks: paths.ppksRegistration,
  ppks_registration: paths.ppksRegistration,
  import: paths.importBatch,
  import_batch: paths.importBatch,
  account: paths.account,
}
/** The page of something that the log names, if it has one. */
export const subjectPath = (type: string, id: string | null): string | undefined =>
  id ? subjectPages[type]?.(id) : undefined
