/** An entry of the log as a line of a timeline. Event names are `<subject>.<what>`; the list is open. */
import type { TimelineEntry as LogEntry } from '@pandu-gempita/shared/audit'
import { language } from '../i18n/i18n.ts'
import type { CodeList } from '../labels/code-labels.ts'
import { label } from '../labels/codes.ts'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { subjectPath } from '../paths.ts'
import { allowed } from '../session.ts'
import type { TimelineEntry } from '../ui/TimelineList.vue'
import type { Tone } from '../ui/tone.ts'

const SUBJECTS: Readonly<Record<string, { list: CodeList; id: string; en: string; icon: string }>> = {
  complaint: { list: 'complaintStatus', id: 'Kasus', en: 'Case', icon: 'i-lucide-messages-square' },
  referral: { list: 'referralStatus', id: 'Rujukan', en: 'Referral', icon: 'i-lucide-send' },
  ppks: { list: 'ppksStatus', id: 'PPKS', en: 'PPKS', icon: 'i-lucide-heart-handshake' },
  import: { list: 'importStatus', id: 'Data terpadu', en: 'Integrated data', icon: 'i-lucide-database' },
  access_release: {
    list: 'releaseStatus',
    id: 'Pelepasan akses',
    en: 'Release of access',
    icon: 'i-lucide-shield-check',
  },
  webhook: { list: 'webhookStatus', id: 'Webhook', en: 'Webhook', icon: 'i-lucide-webhook' },
  account: { list: 'accountStatus', id: 'Akun', en: 'Account', icon: 'i-lucide-user-cog' },
}
const OTHERS: Readonly<Record<string, { id: string; en: string; icon: string }>> = {
  'person.registered': { id: 'Dicatat sebagai warga', en: 'Registered', icon: 'i-lucide-user-plus' },
  'person.imported': { id: 'Masuk dari data terpadu', en: 'Came from integrated data', icon: 'i-lucide-database' },
  'person.changed_by_import': {
    id: 'Diperbarui dari data terpadu',
    en: 'Updated from integrated data',
    icon: 'i-lucide-database',
  },
  'person.left_release': {
    id: 'Tidak lagi tercantum dalam rilis data',
    en: 'Not listed in the data release any more',
    icon: 'i-lucide-user-x',
  },
  'person.corrected': { id: 'Data diperbaiki', en: 'Data corrected', icon: 'i-lucide-pencil' },
  'person.family_changed': { id: 'Desil keluarga berubah', en: 'Desil of the family changed', icon: 'i-lucide-users' },
  'person.moved_away': { id: 'Pindah dari desa ini', en: 'Moved away from this village', icon: 'i-lucide-map-pin-off' },
  'export.requested': { id: 'Ekspor data diminta', en: 'Data export asked for', icon: 'i-lucide-file-down' },
  // The state's words say what is awaited; in a history they would speak of what is long done.
  'referral.created': { id: 'Rujukan dibuat', en: 'Referral made', icon: 'i-lucide-file-plus' },
  'referral.approved': { id: 'Rujukan disetujui', en: 'Referral approved', icon: 'i-lucide-stamp' },
  'ppks.photo_attached': { id: 'PPKS: foto ditambahkan', en: 'PPKS: photo added', icon: 'i-lucide-camera' },
  'institution.created': { id: 'Lembaga ditambahkan', en: 'Institution added', icon: 'i-lucide-building-2' },
  'webhook.created': { id: 'Webhook dibuat', en: 'Webhook made', icon: 'i-lucide-webhook' },
  'webhook.rotated': { id: 'Rahasia webhook diganti', en: 'Secret of a webhook replaced', icon: 'i-lucide-key-round' },
  'webhook.replayed': {
    id: 'Pesan webhook dikirim ulang',
    en: 'Messages of a webhook sent again',
    icon: 'i-lucide-rotate-ccw',
  },
  'account.created': { id: 'Akun dibuat', en: 'Account created', icon: 'i-lucide-user-cog' },
}
/** A line leads to its record only for those who may open it. */
const OPENS_WITH: Readonly<Record<string, PermissionCode>> = {
  complaint: 'complaint.read',
  referral: 'referral.read',
  ppks: 'ppks.read',
  import: 'import.read',
  person: 'person.read',
  family: 'person.read',
  account: 'account.read',
  machine_client: 'client.manage',
  access_release: 'access.release',
  institution: 'institution.read',
  webhook: 'webhook.read',
  export: 'export.create',
}
export const subjectLink = (type: string, id: string | null): string | undefined => {
  const needed = OPENS_WITH[type]
  return needed && allowed(needed) ? subjectPath(type, id) : undefined
}
const GOOD = ['resolved', 'closed', 'completed', 'determined', 'handled', 'applied', 'accepted']
const BAD = ['rejected', 'declined', 'refused', 'cancelled', 'withdrawn', 'suspended']
const toneOf = (what: string): Tone => {
  if (GOOD.includes(what)) return 'success'
  if (BAD.includes(what)) return 'error'
  return ['returned', 'reopened', 'escalated', 'awaiting_documents'].includes(what) ? 'warning' : 'info'
}
const LISTS: Readonly<Record<string, CodeList>> = {
  result: 'screening',
  screening: 'screening',
  outcome: 'outcome',
  topic: 'topic',
  sector: 'sector',
  kind: 'kind',
  channel: 'channel',
  reporter: 'reporter',
  identityStatus: 'identityStatus',
  declineReason: 'declineReason',
  urgency: 'urgency',
  role: 'role',
}
/** Details that are words already, or codes that officers know. */
const PLAIN = new Set(['institution', 'release'])
const noteOf = (entry: LogEntry, ppksName: (code: string) => string): string | null => {
  const words = Object.entries(entry.details)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => {
      const list = key === 'result' && entry.subjectType === 'referral' ? 'referralResult' : LISTS[key]
      if (key === 'typeCode') return ppksName(String(value))
      if (list) return label(list, String(value))
      return PLAIN.has(key) ? String(value) : ''
    })
    .filter(Boolean)
  return words.length > 0 ? words.join(' · ') : null
}

/** A kind of event in words, without what it happened to; kinds that we learn later are shown as they are. */
export const eventName = (type: string): string => {
  const [subject = '', what = ''] = type.split('.')
  const other = OTHERS[type]
  if (other) return other[language()]
  const known = SUBJECTS[subject]
  return known ? `${known[language()]}: ${label(known.list, what)}` : type
}

export const toTimeline = (entry: LogEntry, ppksName: (code: string) => string, self?: string): TimelineEntry => {
  const [subject = '', what = ''] = entry.event.split('.')
  const other = OTHERS[entry.event]
  const known = SUBJECTS[subject]
  const own = entry.subjectId === self
  const number = entry.details['ticket']
  const to = own ? undefined : subjectLink(entry.subjectType, entry.subjectId)
  const title = other
    ? [other[language()], !own && number].filter(Boolean).join(' ')
    : known
      ? own
        ? label(known.list, what)
        : `${[known[language()], number].filter(Boolean).join(' ')}: ${label(known.list, what)}`
      : entry.event
  return {
    id: entry.id,
    at: entry.at,
    title,
    icon: other?.icon ?? known?.icon ?? 'i-lucide-circle-dot',
    tone: toneOf(what),
    actor: entry.actorName,
    note: noteOf(entry, ppksName),
    ...(to !== undefined && { to }),
  }
}
