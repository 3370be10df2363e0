/** The one log of what happened, read as timeline, audit log and "who has looked". */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf } from './contract/operation.ts'
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

export const audit = defineContract('Audit', {
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
