/**
 * Every kind of event: what timelines tell, what integrators follow in the feed and by webhooks. The state that a step leads
 * to is a kind, `<record>.<state>`; the others stand beside them. A kind without words does not compile. docs/events.md is
 * made from this list.
 */
import type { accessReleaseRecord, accountRecord } from './access.ts'
import type { complaintRecord } from './complaint-record.ts'
import type { StateOf } from './contract/record.ts'
import type { importRecord } from './import-record.ts'
import type { PermissionCode } from './permissions.ts'
import type { ppksRecord } from './ppks.ts'
import type { referralRecord } from './referrals.ts'
import type { webhookRecord } from './webhooks.ts'

interface Words {
  /** Indonesian. */
  readonly judul: string
  /** English. */
  readonly title: string
}
export interface EventSubjectEntry extends Words {
  /** Who may read the subject may follow what happens to it. */
  readonly permission: PermissionCode
  readonly icon: string
}
export const eventSubjects = {
  complaint: { permission: 'complaint.read', judul: 'Kasus', title: 'Case', icon: 'i-lucide-messages-square' },
  referral: { permission: 'referral.read', judul: 'Rujukan', title: 'Referral', icon: 'i-lucide-send' },
  ppks: { permission: 'ppks.read', judul: 'PPKS', title: 'PPKS', icon: 'i-lucide-heart-handshake' },
  person: { permission: 'person.read', judul: 'Warga', title: 'Person', icon: 'i-lucide-user' },
  institution: { permission: 'institution.read', judul: 'Lembaga', title: 'Institution', icon: 'i-lucide-building-2' },
  import: { permission: 'import.read', judul: 'Data terpadu', title: 'Integrated data', icon: 'i-lucide-database' },
  export: { permission: 'export.create', judul: 'Ekspor data', title: 'Data export', icon: 'i-lucide-file-down' },
  account: { permission: 'account.read', judul: 'Akun', title: 'Account', icon: 'i-lucide-user-cog' },
  access_release: {
    permission: 'access.release',
    judul: 'Persetujuan akses',
    title: 'Release of access',
    icon: 'i-lucide-shield-check',
  },
  webhook: { permission: 'webhook.read', judul: 'Webhook', title: 'Webhook', icon: 'i-lucide-webhook' },
} as const satisfies Readonly<Record<string, EventSubjectEntry>>
export type EventSubject = keyof typeof eventSubjects

export interface EventEntry extends Words {
  /** Where it differs from its subject's. */
  readonly icon?: string
}
/** What is no state of a record. */
export const otherEvents = {
  'person.registered': { judul: 'Dicatat sebagai warga', title: 'Registered', icon: 'i-lucide-user-plus' },
  'person.imported': {
    judul: 'Masuk dari data terpadu',
    title: 'Came from integrated data',
    icon: 'i-lucide-database',
  },
  'person.changed_by_import': {
    judul: 'Diperbarui dari data terpadu',
    title: 'Updated from integrated data',
    icon: 'i-lucide-database',
  },
  'person.left_release': {
    judul: 'Tidak lagi tercantum dalam rilis data',
    title: 'Not listed in the data release any more',
    icon: 'i-lucide-user-x',
  },
  'person.corrected': { judul: 'Data diperbaiki', title: 'Data corrected', icon: 'i-lucide-pencil' },
  'person.family_changed': {
    judul: 'Desil keluarga berubah',
    title: 'Desil of the family changed',
    icon: 'i-lucide-users',
  },
  'person.died': { judul: 'Tercatat meninggal', title: 'Recorded as dead', icon: 'i-lucide-flower' },
  'person.death_withdrawn': { judul: 'Catatan kematian dicabut', title: 'Record of death withdrawn' },
  'person.death_contested': {
    judul: 'Tercatat hidup dalam rilis data, padahal tercatat meninggal',
    title: 'Listed alive by a data release, although recorded as dead',
  },
  'person.moved_away': {
    judul: 'Pindah dari desa ini',
    title: 'Moved away from this village',
    icon: 'i-lucide-map-pin-off',
  },
  'institution.created': { judul: 'Lembaga ditambahkan', title: 'Institution added' },
  'export.requested': { judul: 'Ekspor data diminta', title: 'Data export asked for' },
  'complaint.secret_renewed': {
    judul: 'Kasus: kode rahasia baru diberikan',
    title: 'Case: new secret code given',
    icon: 'i-lucide-key-round',
  },
  'ppks.photo_attached': { judul: 'PPKS: foto ditambahkan', title: 'PPKS: photo added', icon: 'i-lucide-camera' },
  'complaint.ending_asked': {
    judul: 'Kasus: diminta diakhiri',
    title: 'Case: ending asked for',
    icon: 'i-lucide-hourglass',
  },
  'complaint.ending_declined': {
    judul: 'Kasus: pengakhiran tidak disetujui',
    title: 'Case: ending declined',
    icon: 'i-lucide-rotate-ccw',
  },
  'complaint.rejection_upheld': {
    judul: 'Penolakan dibenarkan Inspektorat',
    title: 'Rejection upheld by the Inspektorat',
    icon: 'i-lucide-scale',
  },
  'complaint.marked_confidential': {
    judul: 'Kasus dirahasiakan',
    title: 'Case made confidential',
    icon: 'i-lucide-lock',
  },
  'complaint.accused_named': {
    judul: 'Terlapor dicatat',
    title: 'Accused named',
    icon: 'i-lucide-user-x',
  },
  'account.created': { judul: 'Akun dibuat', title: 'Account created' },
  'account.granted': { judul: 'Akun: peran diberikan', title: 'Account: role granted' },
  'account.grant_revoked': { judul: 'Akun: peran diakhiri', title: 'Account: role ended' },
  'account.password_reset': { judul: 'Akun: kata sandi diakhiri', title: 'Account: password ended' },
  'account.reactivation_requested': {
    judul: 'Akun: pengaktifan kembali diminta',
    title: 'Account: reactivation asked for',
  },
  'account.client_created': { judul: 'Aplikasi dibuat', title: 'Machine client made' },
  'account.client_revoked': { judul: 'Aplikasi diakhiri', title: 'Machine client ended' },
  'account.secret_renewed': { judul: 'Aplikasi: kunci rahasia diganti', title: 'Machine client: new secret' },
  'webhook.created': { judul: 'Webhook dibuat', title: 'Webhook made' },
  'webhook.rotated': {
    judul: 'Kunci rahasia webhook diganti',
    title: 'Secret of a webhook replaced',
    icon: 'i-lucide-key-round',
  },
  'webhook.replayed': {
    judul: 'Pesan webhook dikirim ulang',
    title: 'Messages of a webhook sent again',
    icon: 'i-lucide-rotate-ccw',
  },
} as const satisfies Readonly<Record<`${EventSubject}.${string}`, EventEntry>>
type OtherKind = keyof typeof otherEvents

type KindsOf<N extends EventSubject, S extends string> = `${N}.${S}`
export type StateKind =
  | KindsOf<'complaint', StateOf<typeof complaintRecord>>
  | KindsOf<'referral', StateOf<typeof referralRecord>>
  | KindsOf<'ppks', StateOf<typeof ppksRecord>>
  | KindsOf<'import', StateOf<typeof importRecord>>
  | KindsOf<'account', StateOf<typeof accountRecord>>
  | KindsOf<'access_release', StateOf<typeof accessReleaseRecord>>
  | KindsOf<'webhook', StateOf<typeof webhookRecord>>
export type EventKind = StateKind | OtherKind

/** A record has come to a state. */
export const stateEvents: Readonly<Record<StateKind, EventEntry>> = {
  'complaint.draft': { judul: 'Kasus: draf dibuat', title: 'Case: draft made' },
  'complaint.registered': { judul: 'Kasus dicatat', title: 'Case registered' },
  'complaint.screened': { judul: 'Kasus: data sudah dicek', title: 'Case screened' },
  'complaint.categorised': {
    judul: 'Kasus sudah dipilah, atau kembali ke petugas',
    title: 'Case categorised, or back with the officer',
  },
  'complaint.in_handling': { judul: 'Kasus ditangani', title: 'Case in handling' },
  'complaint.field_visit': { judul: 'Kunjungan lapangan diminta', title: 'Home visit asked for' },
  'complaint.awaiting_documents': { judul: 'Kasus menunggu dokumen warga', title: 'Case waits for documents' },
  'complaint.referred': { judul: 'Kasus dirujuk', title: 'Case referred' },
  'complaint.escalated': { judul: 'Kasus diteruskan ke SLRT kabupaten/kota', title: 'Case escalated to the kabupaten' },
  'complaint.determination': { judul: 'Kasus menunggu penetapan', title: 'Case waits for its outcome' },
  'complaint.resolved': { judul: 'Hasil kasus ditetapkan', title: 'Outcome of the case determined' },
  'complaint.closed': { judul: 'Kasus ditutup', title: 'Case closed' },
  'complaint.reopened': { judul: 'Kasus dibuka kembali', title: 'Case reopened' },
  'complaint.rejected': { judul: 'Kasus ditolak', title: 'Case rejected' },
  'complaint.withdrawn': { judul: 'Kasus dicabut oleh pelapor', title: 'Case withdrawn by the reporter' },
  'complaint.duplicate': { judul: 'Kasus ditandai ganda', title: 'Case marked as a duplicate' },
  // The state's words say what is awaited; in a history they would speak of what is long done.
  'referral.created': { judul: 'Rujukan dibuat', title: 'Referral made', icon: 'i-lucide-file-plus' },
  'referral.approved': { judul: 'Rujukan disetujui', title: 'Referral approved', icon: 'i-lucide-stamp' },
  'referral.sent': { judul: 'Rujukan dikirim', title: 'Referral sent' },
  'referral.accepted': { judul: 'Rujukan diterima lembaga', title: 'Referral accepted' },
  'referral.declined': { judul: 'Rujukan tidak diterima lembaga', title: 'Referral declined' },
  'referral.in_progress': { judul: 'Rujukan dikerjakan', title: 'Referral in work' },
  'referral.completed': { judul: 'Rujukan selesai', title: 'Referral completed' },
  'referral.cancelled': { judul: 'Rujukan dibatalkan', title: 'Referral taken back' },
  'ppks.reported': { judul: 'PPKS dilaporkan', title: 'PPKS reported' },
  'ppks.verified': { judul: 'PPKS diverifikasi', title: 'PPKS verified' },
  'ppks.validated': { judul: 'PPKS divalidasi', title: 'PPKS validated' },
  'ppks.determined': { judul: 'PPKS ditetapkan', title: 'PPKS determined' },
  'ppks.returned': { judul: 'PPKS dikembalikan', title: 'PPKS sent back' },
  'ppks.active': { judul: 'PPKS dilayani', title: 'PPKS served' },
  'ppks.handled': { judul: 'Kebutuhan PPKS tertangani', title: 'Need of the PPKS met' },
  'ppks.left': { judul: 'Tidak lagi PPKS jenis ini', title: 'No longer PPKS of this type' },
  'ppks.died': { judul: 'PPKS meninggal', title: 'PPKS died' },
  'ppks.moved': { judul: 'PPKS pindah', title: 'PPKS moved' },
  'import.uploaded': { judul: 'Berkas diunggah', title: 'File uploaded' },
  'import.parsed': { judul: 'Berkas dibaca', title: 'File read' },
  'import.validated': { judul: 'Baris diperiksa', title: 'Rows checked' },
  'import.matched': { judul: 'Data menunggu tinjauan', title: 'Data wait for review' },
  'import.reviewed': { judul: 'Data disetujui untuk diterapkan', title: 'Data accepted' },
  'import.applied': { judul: 'Data diterapkan', title: 'Data applied' },
  'import.refused': { judul: 'Data ditolak', title: 'Data refused' },
  'import.cancelled': { judul: 'Impor dihentikan', title: 'Import stopped' },
  'account.active': { judul: 'Akun diaktifkan kembali', title: 'Account reactivated' },
  'account.suspended': { judul: 'Akun dibekukan', title: 'Account suspended' },
  'access_release.pending': { judul: 'Akses menunggu persetujuan', title: 'Access waits for its release' },
  'access_release.released': { judul: 'Akses disetujui', title: 'Access released' },
  'access_release.refused': { judul: 'Akses ditolak', title: 'Access refused' },
  'access_release.withdrawn': { judul: 'Permintaan akses ditarik', title: 'Request of access withdrawn' },
  'webhook.active': { judul: 'Webhook dilanjutkan', title: 'Webhook resumed' },
  'webhook.paused': { judul: 'Webhook dijeda', title: 'Webhook paused' },
  'webhook.disabled': { judul: 'Webhook dihentikan sistem', title: 'Webhook disabled' },
  'webhook.ended': { judul: 'Webhook dihapus', title: 'Webhook deleted' },
}

export const eventKinds: Readonly<Record<EventKind, EventEntry>> = { ...stateEvents, ...otherEvents }

/** Subjects whose events can be followed, for screens to offer. */
export const followedSubjects = [
  'person',
  'complaint',
  'referral',
  'ppks',
  'import',
  'institution',
] as const satisfies readonly EventSubject[]

export const isEventKind = (type: string): type is EventKind => Object.hasOwn(eventKinds, type)
export const isEventSubject = (type: string): type is EventSubject => Object.hasOwn(eventSubjects, type)
/** `person` or `person.moved_away`: the subject, if there is such a kind or subject. */
export function eventSubjectOf(type: string): EventSubject | undefined {
  const subject = type.split('.', 1)[0] ?? ''
  return isEventSubject(subject) && (type === subject || isEventKind(type)) ? subject : undefined
}
