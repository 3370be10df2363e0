/** The one log of what happened, read as timeline, audit log and "who has looked". */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { auditSubjects } from './audit-words.ts'
import { Id, Instant, Nik, object, RegionCode } from './scalars.ts'

const Details = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]), {
  description: 'Codes and numbers only, never personal data; open list',
})

export const TimelineEntry = named(
  'TimelineEntry',
  object({
    id: Id,
    at: Instant,
    event: Type.String({ description: 'e.g. complaint.screened; open list' }),
    subjectType: Type.String(),
    subjectId: Id,
    actorName: nullable(Type.String()),
    regionCode: nullable(RegionCode),
    details: Details,
  }),
)
export type TimelineEntry = Static<typeof TimelineEntry>
export const TimelinePage = pageOf('TimelinePage', TimelineEntry)

export const AuditEntry = named(
  'AuditEntry',
  object({
    id: Id,
    at: Instant,
    actorId: nullable(Id),
    actorName: nullable(Type.String()),
    actorKind: oneOf(['officer', 'machine', 'public', 'system']),
    operation: Type.String(),
    subjectType: Type.String(),
    subjectId: nullable(Id),
    regionCode: nullable(RegionCode),
    changes: Type.Array(
      named(
        'AuditChange',
        object({ field: Type.String(), before: nullable(Type.String()), after: nullable(Type.String()) }),
      ),
      { description: 'Sensitive values are given as a keyed digest' },
    ),
    requestId: Type.String(),
  }),
)
export type AuditEntry = Static<typeof AuditEntry>

export const AccessEntry = named(
  'AccessEntry',
  object({
    id: Id,
    at: Instant,
    actorName: nullable(Type.String()),
    operation: Type.String(),
    fields: Type.Array(Type.String()),
    reason: nullable(Type.String()),
  }),
)
export const AccessPage = pageOf('AccessPage', AccessEntry)

export const AccessLogEntry = named(
  'AccessLogEntry',
  object({
    id: Id,
    at: Instant,
    actorId: nullable(Id),
    actorName: nullable(Type.String()),
    operation: Type.String(),
    subjectId: Id,
    subjectKind: oneOf(['person', 'other'], {
      description:
        '`other`: a case, referral, family, import or export; whoever stands in it has an entry of their own',
    }),
    fields: Type.Array(Type.String()),
    reason: nullable(Type.String()),
    requestId: Type.String(),
  }),
)
export type AccessLogEntry = Static<typeof AccessLogEntry>

/** Names of officers, numbers of persons and tickets are in no URL, so this is a body. */
const accessFilters = {
  accountId: Type.Optional(Id),
  actorName: Type.Optional(Type.String({ minLength: 2, maxLength: 100, description: 'Part of the name' })),
  personId: Type.Optional(Id),
  nik: Type.Optional({ ...Nik, description: 'Whoever bears or bore this NIK in my area' }),
  ticket: Type.Optional(
    Type.String({
      minLength: 6,
      maxLength: 30,
      description: 'A case: looks at it, at its referrals, at whom it is about and at who reported',
    }),
  ),
  from: Type.Optional(Instant),
  until: Type.Optional(Instant),
}
const auditFilters = {
  operation: Type.Optional(Type.String({ maxLength: 60 })),
  subjectType: Type.Optional(oneOf(auditSubjects, { description: 'What kind of record it was done to' })),
  subjectId: Type.Optional(Id),
  actorId: Type.Optional(Id),
  from: Type.Optional(Instant),
  until: Type.Optional(Instant),
}
const byName = {
  actorName: Type.Optional(Type.String({ minLength: 2, maxLength: 100, description: 'Part of the name' })),
}

/** More than this is a question for the database itself. */
export const mostLogRows = 50_000

export const audit = defineContract('Audit', {
  searchAccessLog: post('/v1/access-log/search', {
    summary: 'Who has looked at whom in my area, newest first: by account, name, person, NIK, case and time',
    description:
      'A POST, so that no name and no number is in a URL. Who asks for many NIK that are nobody’s has to wait, as in searchPersons.',
    access: { permission: 'access-log.read' },
    effect: 'read',
    body: named('SearchAccessLog', object({ ...pageQuery, ...accessFilters })),
    success: { status: 200, body: pageOf('AccessLogPage', AccessLogEntry) },
  }),
  downloadAccessLog: post('/v1/access-log/file', {
    summary: 'The same as CSV, the newest 50,000 entries; who took it is in the audit log',
    description:
      'In Indonesian, for people: times on the clock of your office, codes beside their words. Programs read searchAccessLog.',
    access: { permission: 'access-log.read' },
    unitOfWork: 'own',
    rateLimit: 20,
    body: named('AccessLogFile', object(accessFilters)),
    success: { status: 200, download: 'text/csv' },
  }),
  listAuditEntries: get('/v1/audit-entries', {
    summary: 'The audit log of my area, newest first',
    access: { permission: 'audit.read' },
    query: object({ ...pageQuery, ...auditFilters }),
    success: { status: 200, body: pageOf('AuditPage', AuditEntry) },
  }),
  searchAuditEntries: post('/v1/audit-entries/search', {
    summary: 'The same, also by the name of who acted',
    description: 'A POST, so that no name of an officer is in a URL.',
    access: { permission: 'audit.read' },
    effect: 'read',
    body: named('SearchAuditEntries', object({ ...pageQuery, ...auditFilters, ...byName })),
    success: { status: 200, body: pageOf('AuditSearchPage', AuditEntry) },
  }),
  downloadAuditEntries: post('/v1/audit-entries/file', {
    summary: 'The same as NDJSON, the newest 50,000 entries; who took it is in the audit log',
    access: { permission: 'audit.read' },
    unitOfWork: 'own',
    rateLimit: 20,
    body: named('AuditEntriesFile', object({ ...auditFilters, ...byName })),
    success: { status: 200, lines: AuditEntry },
  }),
})
