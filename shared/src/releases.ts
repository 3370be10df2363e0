/** Releases of targeting data beside each other: who came, who left, whose desil or programmes changed. */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf } from './contract/operation.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { CalendarDate, Id, object, VillageCode } from './scalars.ts'
import { dataSources } from './persons.ts'

export const Release = named(
  'Release',
  object({
    id: Id,
    source: oneOf(dataSources),
    name: Type.String(),
    cutOffOn: CalendarDate,
    everybody: Type.Boolean({ description: 'A file of it claimed to hold everybody, so that absence means something' }),
    present: Type.Integer({ description: 'Persons who stand in it' }),
  }),
)
export type Release = Static<typeof Release>

/** How a person’s standing differs between two releases. */
export const releaseDifferenceKinds = ['entered', 'left', 'desil', 'programme_ended', 'programme_begun'] as const
export type ReleaseDifferenceKind = (typeof releaseDifferenceKinds)[number]

const ProgrammeCount = named(
  'ProgrammeCount',
  object({ code: Type.String(), name: Type.String(), count: Type.Integer() }),
)

export const ReleaseAreaDifference = named(
  'ReleaseAreaDifference',
  object({
    regionCode: Type.String(),
    regionPath: Type.String(),
    entered: Type.Integer(),
    left: Type.Integer(),
    desilUp: Type.Integer({ description: 'Families ranked better off' }),
    desilDown: Type.Integer(),
    programmesEnded: Type.Array(ProgrammeCount, {
      description: 'Persons who lost a programme, those who left included',
    }),
    programmesBegun: Type.Array(ProgrammeCount),
  }),
)
export type ReleaseAreaDifference = Static<typeof ReleaseAreaDifference>

export const ReleasePersonDifference = named(
  'ReleasePersonDifference',
  object({
    personId: Id,
    name: nullable(Type.String()),
    nik: nullable(Type.String({ description: 'Masked' })),
    address: nullable(Type.String()),
    kind: oneOf(releaseDifferenceKinds),
    before: nullable(Type.String()),
    after: nullable(Type.String()),
  }),
)
export type ReleasePersonDifference = Static<typeof ReleasePersonDifference>

const pair = object({ before: Id })

export const releases = defineContract('Releases', {
  listReleases: get('/v1/releases', {
    summary: 'Releases of targeting data that were applied here, newest first',
    access: { permission: 'report.read' },
    success: { status: 200, body: named('Releases', object({ items: Type.Array(Release) })) },
  }),
  compareReleases: get('/v1/releases/:releaseId/comparison', {
    summary: 'What differs from an earlier release, counted by desa of my area',
    description: 'Both releases must be of one source. `left` and `entered` need files that hold everybody.',
    access: { permission: 'report.read' },
    params: { releaseId: Id },
    query: pair,
    success: { status: 200, body: named('ReleaseComparison', object({ items: Type.Array(ReleaseAreaDifference) })) },
    problems: ['not-found', 'releases-not-comparable'],
  }),
  listReleaseDifferences: get('/v1/releases/:releaseId/comparison/persons', {
    summary: 'Who in one desa entered, left, was ranked differently, or lost or got a programme',
    access: { permission: 'person.read' },
    params: { releaseId: Id },
    query: object({
      before: Id,
      villageCode: VillageCode,
      kind: Type.Optional(oneOf(releaseDifferenceKinds)),
      ...pageQuery,
    }),
    success: { status: 200, body: pageOf('ReleaseDifferencePage', ReleasePersonDifference) },
    problems: ['not-found', 'releases-not-comparable'],
  }),
  downloadReleaseComparison: get('/v1/releases/:releaseId/comparison.csv', {
    summary: 'The comparison by desa as CSV',
    access: { permission: 'report.read' },
    params: { releaseId: Id },
    query: pair,
    success: { status: 200, download: 'text/csv' },
    problems: ['not-found', 'releases-not-comparable'],
  }),
  downloadReleaseNotices: get('/v1/releases/:releaseId/comparison/notices.csv', {
    summary: 'Notice list of one desa: who must be told that something changed, identifiers masked',
    access: { permission: 'person.read' },
    params: { releaseId: Id },
    query: object({ before: Id, villageCode: VillageCode }),
    success: { status: 200, download: 'text/csv' },
    problems: ['not-found', 'releases-not-comparable'],
  }),
})
