/** Topics from the words typed: a help for the officer, never a decision. */
import type { complaintKinds, complaintTopics } from '@pandu-gempita/shared/complaint-record'
import type { sectors } from '@pandu-gempita/shared/institutions'
import type { ownerLevels } from '@pandu-gempita/shared/programmes'

type Topic = (typeof complaintTopics)[number]
export interface Suggestion {
  readonly topic: Topic
  readonly sector: (typeof sectors)[number]
  readonly kind: (typeof complaintKinds)[number]
}
const RULES: readonly (Suggestion & { readonly words: RegExp })[] = [
  // Offered before all others: it keeps the case from the village, and what comes first is taken.
  {
    topic: 'violence_or_neglect',
    sector: 'violence_protection',
    kind: 'programme_need',
    words:
      /dipukul|kekerasan|dilecehkan|telantar|ditinggal|perdagangan orang|tppo|disekap|(paspor|ktp).*(diambil|ditahan)|dijual (ke|oleh)/i,
  },
  {
    topic: 'medical_cost',
    sector: 'health',
    kind: 'programme_need',
    words: /obat|berobat|rumah sakit|rsud|operasi|rawat/i,
  },
  {
    topic: 'membership_inactive',
    sector: 'health',
    kind: 'programme_complaint',
    words: /nonaktif|non-aktif|tidak aktif|bpjs|kis\b|pbi/i,
  },
  {
    topic: 'aid_not_received',
    sector: 'social_economy',
    kind: 'programme_complaint',
    words: /tidak (cair|dapat|terima|menerima)|belum (cair|terima|dapat)/i,
  },
  { topic: 'aid_zero_balance', sector: 'social_economy', kind: 'programme_complaint', words: /saldo/i },
  // Whoever says that aid was cut mostly says that somebody cut it: offered first, and confidential.
  {
    topic: 'levy_or_misuse',
    sector: 'social_economy',
    kind: 'programme_complaint',
    words: /dipotong|memotong|potongan|pungut|pungli|setor|diminta (uang|bayar)|diselewengkan|disalahgunakan/i,
  },
  {
    topic: 'aid_reduced',
    sector: 'social_economy',
    kind: 'programme_complaint',
    words: /berkurang|dipotong|kurang dari/i,
  },
  {
    topic: 'card_lost_or_broken',
    sector: 'social_economy',
    kind: 'programme_complaint',
    words: /kartu.*(hilang|rusak|patah)|(hilang|rusak).*kartu/i,
  },
  {
    topic: 'not_listed',
    sector: 'social_economy',
    kind: 'data_update',
    words: /belum (terdata|masuk data|terdaftar)|tidak terdata|dtks|dtsen/i,
  },
  { topic: 'desil_disputed', sector: 'social_economy', kind: 'data_update', words: /desil/i },
  {
    topic: 'nik_kk_mismatch',
    sector: 'civil_registration',
    kind: 'data_update',
    words: /tidak padan|nik (salah|ganda|beda)|kk (salah|ganda)/i,
  },
  {
    topic: 'civil_registration',
    sector: 'civil_registration',
    kind: 'programme_need',
    words: /ktp|akta|kartu keluarga|pindah alamat/i,
  },
  { topic: 'school_dropout', sector: 'education', kind: 'programme_need', words: /sekolah|spp|seragam|putus/i },
  {
    topic: 'unfit_house',
    sector: 'housing',
    kind: 'programme_need',
    words: /rumah.*(rusak|bocor|roboh|reyot)|atap|bedah rumah/i,
  },
  {
    topic: 'homeless_or_mental_illness',
    sector: 'social_economy',
    kind: 'programme_need',
    words: /odgj|gangguan jiwa|gelandangan|mengamuk|di jalan/i,
  },
  { topic: 'disaster', sector: 'disaster', kind: 'programme_need', words: /banjir|longsor|gempa|kebakaran|angin/i },
  {
    topic: 'recipient_not_eligible',
    sector: 'social_economy',
    kind: 'data_update',
    words: /orang kaya|mampu tapi|tidak layak|salah sasaran/i,
  },
  {
    topic: 'officer_conduct',
    sector: 'other',
    kind: 'programme_complaint',
    words: /petugas.*(kasar|marah|tidak sopan)/i,
  },
]
const MOST = 3
export const suggestTopics = (story: string): Suggestion[] =>
  RULES.filter(({ words }) => words.test(story))
    .slice(0, MOST)
    .map(({ topic, sector, kind }) => ({ topic, sector, kind }))

/** Whose programme a topic mostly is. Only these are not of the kabupaten/kota; the officer sees it and may choose another. */
const OF_THE_CENTRE: ReadonlySet<Topic> = new Set<Topic>([
  'membership_inactive',
  'aid_not_received',
  'aid_reduced',
  'aid_zero_balance',
  'card_lost_or_broken',
  'recipient_not_eligible',
  'not_listed',
  'desil_disputed',
])
export interface Category extends Suggestion {
  readonly programmeOwner: (typeof ownerLevels)[number]
}
/** What follows from a topic, so that it is read and not asked. */
export const categoryOfTopic = (topic: Topic): Category => {
  const { sector, kind } = RULES.find((rule) => rule.topic === topic) ?? { sector: 'other', kind: 'programme_need' }
  return { topic, sector, kind, programmeOwner: OF_THE_CENTRE.has(topic) ? 'central' : 'regency' }
}
