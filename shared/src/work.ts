/** My work: what needs me now, by due time, and five numbers of my area. */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf } from './contract/operation.ts'
import { urgencies } from './complaint-record.ts'
import { Id, Instant, object, RegionCode } from './scalars.ts'

export const workGroups = ['to_do', 'to_decide', 'came_back'] as const
export const workKinds = ['complaint', 'referral', 'ppks', 'import', 'access_release', 'webhook'] as const
export const WorkItem = named(
  'WorkItem',
  object({
    kind: oneOf(workKinds),
    id: Id,
    group: oneOf(workGroups),
    status: Type.String(),
    ticket: nullable(Type.String()),
    regionPath: Type.String(),
    urgency: oneOf(urgencies),
    topic: nullable(
      Type.String({
        description:
          'Topic of a complaint or referral, type of a PPKS registration, kind of a release, why a webhook was stopped',
      }),
    ),
    dueAt: nullable(Instant),
    dueState: oneOf(['on_track', 'at_risk', 'breached', 'none']),
    updatedAt: Instant,
  }),
)
export type WorkItem = Static<typeof WorkItem>

/** Counts below this are not told to whom the records are not shown: one PPKS of a village is somebody whom everybody knows. */
export const smallestCount = 5
const Count = nullable(
  Type.Integer({
    minimum: 0,
    description: 'null: between 1 and 4, for callers who may not read the records themselves',
  }),
)

export const work = defineContract('Work', {
  getMyWork: get('/v1/my-work', {
    summary: 'What waits for me: releases of access, then urgent, then by due time; at most 100 items',
    access: 'session',
    success: { status: 200, body: named('MyWork', object({ items: Type.Array(WorkItem), more: Type.Boolean() })) },
  }),
  listOpenWorkOfPerson: get('/v1/persons/:personId/open-work', {
    summary:
      'What is still open for a person, so that a death or a move leaves nothing behind; only what the caller may read',
    access: { permission: 'person.read' },
    params: { personId: Id },
    success: {
      status: 200,
      body: named(
        'OpenWorkOfPerson',
        object({
          items: Type.Array(
            named(
              'OpenWorkItem',
              object({
                kind: oneOf(['complaint', 'referral', 'ppks']),
                id: Id,
                status: Type.String(),
                topic: nullable(Type.String({ description: 'Topic of the case, or type of the registration' })),
                ticket: nullable(Type.String()),
                institutionName: nullable(Type.String()),
              }),
            ),
          ),
        }),
      ),
    },
    problems: ['not-found'],
  }),
  getAreaSummary: get('/v1/area-summary', {
    summary: 'Five numbers of my area; counts only',
    access: { permission: 'report.read' },
    success: {
      status: 200,
      body: named(
        'AreaSummary',
        object({
          regionCode: nullable(RegionCode),
          areaName: Type.String(),
          openComplaints: Count,
          overdueComplaints: Count,
          openReferrals: Count,
          activePpks: Count,
          resolvedThisMonth: Count,
        }),
      ),
    },
  }),
})
