/** The ways a complaint can have gone, and what citizens come with. */
import type { complaintRecord } from '@pandu-gempita/shared/complaint-record'

type Step = keyof typeof complaintRecord.steps

export interface Scenario {
  readonly steps: readonly Step[]
  /** State of the referral that `refer` makes. */
  readonly referral?: string
  /** Still somebody's work: recent, so that due times are near. */
  readonly open?: boolean
  readonly reason?: string
}

const categorised: readonly Step[] = ['register', 'screen', 'categorise']
const handled: readonly Step[] = [...categorised, 'startHandling']
const submitted: readonly Step[] = [...handled, 'submitForDetermination']
const served: readonly Step[] = [...categorised, 'refer', 'receiveResult']

/** Why a leg ended is also why the case came back. */
export const DECLINED = 'Surat keterangan dari puskesmas belum ada.'
export const CANCELLED = 'Ditangani sendiri oleh SLRT.'

export const scenarios: readonly Scenario[] = [
  { steps: ['register'], open: true },
  { steps: [...categorised, 'refer'], referral: 'created', open: true },
  { steps: [...served, 'determine', 'close'], referral: 'completed' },
  { steps: ['register', 'screen'], open: true },
  { steps: [...categorised, 'refer'], referral: 'sent', open: true },
  { steps: [...submitted, 'determine', 'close'] },
  { steps: categorised, open: true },
  { steps: [...categorised, 'refer'], referral: 'in_progress', open: true },
  { steps: handled, open: true },
  { steps: [...categorised, 'requestFieldVisit'], open: true },
  { steps: [...categorised, 'requestDocuments'], open: true, reason: 'Menunggu salinan KK terbaru.' },
  { steps: [...categorised, 'escalate'], open: true, reason: 'Kewenangan kabupaten/kota.' },
  { steps: [...categorised, 'refer'], referral: 'approved', open: true },
  { steps: [...categorised, 'refer'], referral: 'accepted', open: true },
  { steps: [...categorised, 'refer', 'receiveDeclined'], referral: 'declined', open: true, reason: DECLINED },
  { steps: [...categorised, 'refer', 'receiveCancelled'], referral: 'cancelled', open: true, reason: CANCELLED },
  { steps: served, referral: 'completed', open: true },
  { steps: submitted, open: true },
  { steps: [...submitted, 'determine'], open: true },
  { steps: [...served, 'determine'], referral: 'completed', open: true },
  { steps: [...submitted, 'determine', 'reopen'], open: true, reason: 'Bantuan belum diterima warga.' },
  { steps: ['register', 'screen', 'reject'], reason: 'Bukan warga kabupaten/kota ini.' },
  { steps: ['register', 'withdraw'], reason: 'Dicabut oleh pelapor.' },
  { steps: ['register', 'screen', 'markDuplicate'], reason: 'Sudah dicatat lebih dahulu.' },
  { steps: [], open: true },
]

export interface Story {
  readonly text: string
  readonly kind: string
  readonly sector: string
  readonly topic: string
  readonly owner: string
  readonly programme: string
  readonly request: string
  readonly urgent?: boolean
}

export const STORIES: readonly Story[] = [
  {
    text: 'Kartu JKN tidak aktif waktu berobat di puskesmas, padahal dulu dibayari pemerintah.',
    kind: 'programme_complaint',
    sector: 'health',
    topic: 'membership_inactive',
    owner: 'central',
    programme: 'PBI-JK',
    request: 'Mohon reaktivasi kepesertaan PBI-JK.',
  },
  {
    text: 'Ibu perlu cuci darah minggu ini dan keluarga tidak sanggup membayar.',
    kind: 'programme_need',
    sector: 'health',
    topic: 'medical_cost',
    owner: 'regency',
    programme: 'PBPU-PEMDA',
    request: 'Mohon jaminan pembiayaan rumah sakit.',
    urgent: true,
  },
  {
    text: 'Anak berhenti sekolah karena tidak ada biaya seragam dan ongkos.',
    kind: 'programme_need',
    sector: 'education',
    topic: 'school_dropout',
    owner: 'central',
    programme: 'PIP',
    request: 'Mohon pengusulan PIP dan beasiswa daerah.',
  },
  {
    text: 'Sembako bulan lalu tidak masuk, saldo kartu kosong.',
    kind: 'programme_complaint',
    sector: 'food',
    topic: 'aid_zero_balance',
    owner: 'central',
    programme: 'SEMBAKO',
    request: 'Mohon pengecekan penyaluran.',
  },
  {
    text: 'Rumah bocor dan dinding bambu sudah miring, takut roboh waktu hujan.',
    kind: 'programme_need',
    sector: 'housing',
    topic: 'unfit_house',
    owner: 'regency',
    programme: 'RUTILAHU',
    request: 'Mohon peninjauan rumah tidak layak huni.',
  },
  {
    text: 'Tetangga saya janda dengan tiga anak belum pernah didata.',
    kind: 'data_update',
    sector: 'social_economy',
    topic: 'not_listed',
    owner: 'central',
    programme: 'PKH',
    request: 'Mohon pendataan keluarga.',
  },
  {
    text: 'Desil kami 7 padahal bapak hanya buruh tani.',
    kind: 'data_update',
    sector: 'social_economy',
    topic: 'desil_disputed',
    owner: 'central',
    programme: 'PKH',
    request: 'Mohon pemeriksaan ulang data keluarga.',
  },
  {
    text: 'NIK anak di KK berbeda dengan yang di kartu sekolah.',
    kind: 'data_update',
    sector: 'civil_registration',
    topic: 'nik_kk_mismatch',
    owner: 'regency',
    programme: 'ADMINDUK',
    request: 'Mohon perbaikan data kependudukan.',
  },
  {
    text: 'Sudah tiga hari ia tidur di emperan pasar, sakit dan tidak ada keluarga yang menjemput.',
    kind: 'programme_need',
    sector: 'social_economy',
    topic: 'homeless_or_mental_illness',
    owner: 'regency',
    programme: 'LKS',
    request: 'Mohon tempat tinggal sementara dan pemeriksaan kesehatan.',
    urgent: true,
  },
  {
    text: 'Bagaimana cara mengurus bantuan untuk usaha kecil?',
    kind: 'information',
    sector: 'social_economy',
    topic: 'other',
    owner: 'central',
    programme: 'PENA',
    request: 'Mohon penjelasan syarat.',
  },
]

export const PPKS_NOTES: readonly string[] = [
  'Ditemui di rumah, tinggal bersama keluarga.',
  'Laporan dari ketua RT, sudah dikunjungi.',
  'Memerlukan alat bantu dan pendampingan.',
  'Keluarga bersedia didampingi.',
  'Tidak ada pendapatan tetap, dibantu tetangga.',
]

export const FOUND_AT: readonly string[] = [
  'Emperan pasar kota, dekat pintu selatan',
  'Terminal bus, ruang tunggu',
  'Halaman masjid agung',
]
