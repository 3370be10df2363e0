/** The one log of what happened, read as timeline, audit log and "who has looked". */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { Id, Instant, object, RegionCode } from './scalars.ts'

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

/** Names of officers are in no URL, so this is a body. */
const accessFilters = {
  accountId: Type.Optional(Id),
  actorName: Type.Optional(Type.String({ minLength: 2, maxLength: 100, description: 'Part of the name' })),
  personId: Type.Optional(Id),
  from: Type.Optional(Instant),
  until: Type.Optional(Instant),
}

/** More than this is a question for the database itself. */
export const mostAccessRows = 50_000

export const audit = defineContract('Audit', {
  searchAccessLog: post('/v1/access-log/search', {
    summary: 'Who has looked at whom in my area, newest first: by account, name, person and time',
    description: 'A POST, so that no name of an officer is in a URL.',
    access: { permission: 'access-log.read' },
    effect: 'read',
    body: named('SearchAccessLog', object({ ...pageQuery, ...accessFilters })),
    success: { status: 200, body: pageOf('AccessLogPage', AccessLogEntry) },
  }),
  downloadAccessLog: post('/v1/access-log/file', {
    summary: 'The same as CSV, the newest 50,000 entries',
    description:
      'In Indonesian, for people: times on the clock of your office, codes beside their words. Programs read searchAccessLog.',
    access: { permission: 'access-log.read' },
    effect: 'read',
    body: named('AccessLogFile', object(accessFilters)),
    success: { status: 200, download: 'text/csv' },
  }),
  listAuditEntries: get('/v1/audit-entries', {
    summary: 'The audit log of my area, newest first',
    access: { permission: 'audit.read' },
    query: object({
      ...pageQuery,
      operation: Type.Optional(Type.String({ maxLength: 60 })),
      subjectId: Type.Optional(Id),
      actorId: Type.Optional(Id),
      from: Type.Optional(Instant),
      until: Type.Optional(Instant),
    }),
    success: { status: 200, body: pageOf('AuditPage', AuditEntry) },
  }),
})
