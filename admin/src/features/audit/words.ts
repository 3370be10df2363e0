/** An entry of the audit log in words: no code, no id in full, no notation of a program. */
import type { AuditEntry } from '@pandu-gempita/shared/audit'
import type { AuditField, LogFilter } from '@pandu-gempita/shared/audit-words'
import { formatDate, formatDateTime } from '../../format/dates.ts'
import { formatRegionCode } from '../../format/identifiers.ts'
import { formatBytes, formatNumber } from '../../format/numbers.ts'
import type { CodeList } from '../../labels/code-labels.ts'
import { label } from '../../labels/codes.ts'
import { operationLabel } from '../../labels/operations.ts'
import { t, id as texts } from './messages.id.ts'

type Tell = (text: string, row: AuditEntry) => string

const END_OF_ID = 8
const plain: Tell = (text) => text
const number: Tell = (text) => formatNumber(Number(text))
const hidden: Tell = () => t('hidden')
const coded =
  (list: CodeList): Tell =>
  (text) =>
    label(list, text)
/** One word stands for different lists, by what the entry is about. */
const bySubject =
  (lists: Readonly<Record<string, CodeList>>): Tell =>
  (text, { subjectType }) => {
    const list = lists[subjectType]
    return list ? label(list, text) : t('hidden')
  }
/** What has an id and no name here is told apart by its end. */
export const recordInWords = (id: string): string => t('record', { end: id.slice(-END_OF_ID) })
/** Who did it is named. */
const record: Tell = (text, { actorId, actorName }) =>
  text === actorId && actorName !== null ? actorName : recordInWords(text)
/** A list as the log keeps it: JSON, or words between blanks. */
const listOf = (text: string): readonly string[] =>
  text.startsWith('[') ? (JSON.parse(text) as unknown[]).map(String) : text.split(' ').filter((part) => part !== '')
const codedList =
  (list: CodeList): Tell =>
  (text) =>
    listOf(text)
      .map((code) => label(list, code))
      .join(', ') || t('nothing')
type CountKey = keyof (typeof texts)['counts']
const counts: Tell = (text) => {
  const known = JSON.parse(text) as Readonly<Record<string, number>>
  const parts = (Object.keys(texts.counts) as CountKey[])
    .filter((key) => (known[key] ?? 0) > 0)
    .map((key) => t(`counts.${key}`, { count: formatNumber(known[key] ?? 0) }))
  return parts.join(', ') || t('nothing')
}
const upload: Tell = (text) => {
  const from = /^from byte (\d+)$/.exec(text)
  return from ? t('uploads.continued', { size: formatBytes(Number(from[1])) }) : t('uploads.begun')
}
const replay: Tell = (text) => (text in texts.replays ? t(`replays.${text as keyof (typeof texts)['replays']}`) : text)

/** How the value of each field is told. What is only ever a keyed digest, or never has a value, is hidden. */
const TOLD: Readonly<Record<AuditField, Tell>> = {
  status: bySubject({
    complaint: 'complaintStatus',
    referral: 'referralStatus',
    ppks: 'ppksStatus',
    import: 'importStatus',
    export: 'exportStatus',
    account: 'accountStatus',
    access_release: 'releaseStatus',
    webhook: 'webhookStatus',
  }),
  status_reason: hidden,
  failure: bySubject({ import: 'importFailure', export: 'exportFailure', webhook: 'webhookFailure' }),
  job: coded('jobTask'),
  role: coded('role'),
  permissions: codedList('permission'),
  decided_by: record,
  refusal_reason: hidden,
  activation: hidden,
  activation_refused: hidden,
  password: hidden,
  password_refused: hidden,
  sign_in: hidden,
  sign_in_refused: hidden,
  sign_in_locked: hidden,
  sign_in_unknown: hidden,
  sign_in_tries: hidden,
  sign_out: hidden,
  token: hidden,
  token_refused: hidden,
  secret: hidden,
  revoked: hidden,
  identity_status: coded('identityStatus'),
  name: plain,
  sex: coded('sex'),
  birth_date: formatDate,
  birth_place: hidden,
  phone: hidden,
  domicile: formatRegionCode,
  hours: plain,
  address: plain,
  nik: hidden,
  screening_result: coded('screening'),
  screening_note: hidden,
  subject_person_id: record,
  kind: bySubject({ complaint: 'kind', export: 'exportKind' }),
  sector: coded('sector'),
  topic: coded('topic'),
  urgency: coded('urgency'),
  programme_owner: coded('owner'),
  programme_code: plain,
  submitted_by: record,
  death: hidden,
  safety: hidden,
  delivered: hidden,
  delivered_on: plain,
  told_how: coded('tellingWay'),
  outcome: coded('outcome'),
  outcome_note: hidden,
  public_note: hidden,
  duplicate_of_id: record,
  confidential: coded('confidential'),
  ending: coded('ending'),
  accused: hidden,
  proof: coded('identityProof'),
  decline_reason: coded('declineReason'),
  result: coded('referralResult'),
  result_note: hidden,
  note: hidden,
  photo: hidden,
  ended_on: formatDate,
  upload,
  stage: coded('importStage'),
  stage_done: number,
  stage_total: number,
  read_through_row: number,
  applied_through_row: number,
  bulk_step: number,
  counts,
  holds: codedList('importHold'),
  unknown_words: hidden,
  identifiers: coded('identifierForm'),
  host: plain,
  types: codedList('webhookSubject'),
  overlap_hours: number,
  replay,
  delivery: record,
  filters: (text) =>
    listOf(text)
      .filter((code): code is LogFilter => code in texts.filters)
      .map((code) => t(`filters.${code}`))
      .join(', '),
  period_from: formatDateTime,
  period_until: formatDateTime,
  row_count: number,
  taken_of: record,
}

const isField = (field: string): field is AuditField => field in TOLD
const DIGEST = /^(hmac:|[0-9a-f]{32,}$)/
const value = (row: AuditEntry, field: string, text: string): string =>
  DIGEST.test(text) || !isField(field) ? t('hidden') : TOLD[field](text, row)
const fieldName = (field: string): string => (isField(field) ? t(`fields.${field}`) : t('otherField'))

/** What happened without a value, such as a refused sign-in, is said by the name of the field alone. */
const line = (row: AuditEntry, change: AuditEntry['changes'][number]): string => {
  const field = fieldName(change.field)
  // The job as it was found: its state and its task.
  if (change.field === 'job' && change.before !== null && change.after !== null)
    return t('jobLine', { field, task: label('jobTask', change.after), state: label('jobState', change.before) })
  const before = change.before === null ? null : value(row, change.field, change.before)
  const after = change.after === null ? null : value(row, change.field, change.after)
  if (before !== null && after !== null) return t('change', { field, before, after })
  if (after !== null) return t('added', { field, after })
  return before === null ? field : t('removed', { field, before })
}

export const changesInWords = (row: AuditEntry): string[] =>
  row.changes.map((change) => line(row, change)).filter((told) => told !== operationLabel(row.operation))

type SubjectKey = keyof (typeof texts)['subjects']
export const subjectInWords = (type: string): string =>
  type in texts.subjects ? t(`subjects.${type as SubjectKey}`) : t('otherField')

export const actorInWords = ({ actorKind, actorName }: AuditEntry): string =>
  actorKind === 'officer' || actorKind === 'machine'
    ? (actorName ?? label('actorKind', actorKind))
    : label('actorKind', actorKind)
