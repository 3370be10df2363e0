/** An entry of the log as a line of a timeline. Event names are `<subject>.<what>`; the list is open. */
import type { TimelineEntry as LogEntry } from '@pandu-gempita/shared/audit'
import { eventKinds, eventSubjects, isEventKind, isEventSubject } from '@pandu-gempita/shared/events'
import { language } from '../i18n/i18n.ts'
import type { CodeList } from '../labels/code-labels.ts'
import { label } from '../labels/codes.ts'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { subjectPath } from '../paths.ts'
import { allowed } from '../session.ts'
import type { TimelineEntry } from '../ui/TimelineList.vue'
import { toneOf } from './event-tone.ts'

const inLanguage = ({ judul, title }: { readonly judul: string; readonly title: string }): string =>
  language() === 'id' ? judul : title
/** A line leads to its record only for those who may open it. Machine clients are subjects of the audit log alone. */
const permissionOf = (subject: string): PermissionCode | undefined => {
  if (subject === 'machine_client') return 'client.manage'
  return isEventSubject(subject) ? eventSubjects[subject].permission : undefined
}
export const subjectLink = (type: string, id: string | null): string | undefined => {
  const needed = permissionOf(type)
  return needed && allowed(needed) ? subjectPath(type, id) : undefined
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
export const eventName = (type: string): string => (isEventKind(type) ? inLanguage(eventKinds[type]) : type)

const iconOf = (type: string, subject: string): string =>
  (isEventKind(type) ? eventKinds[type].icon : undefined) ??
  (isEventSubject(subject) ? eventSubjects[subject].icon : 'i-lucide-circle-dot')

export const toTimeline = (entry: LogEntry, ppksName: (code: string) => string, self?: string): TimelineEntry => {
  const [subject = '', what = ''] = entry.event.split('.')
  const own = entry.subjectId === self
  const to = own ? undefined : subjectLink(entry.subjectType, entry.subjectId)
  return {
    id: entry.id,
    at: entry.at,
    title: [eventName(entry.event), !own && entry.details['ticket']].filter(Boolean).join(' · '),
    icon: iconOf(entry.event, subject),
    tone: toneOf(subject, what),
    actor: entry.actorName,
    note: noteOf(entry, ppksName),
    ...(to !== undefined && { to }),
  }
}
