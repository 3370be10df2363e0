/** Exports: a file of persons or families of an area, made in the background, for a stated purpose. See docs/exchange.md. */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { identifierForms } from './exchange.ts'
import { asOfQuery, CalendarDate, Id, Instant, object, RegionCode, text } from './scalars.ts'

export const exportKinds = ['persons', 'families'] as const
export const exportFormats = ['xlsx', 'csv', 'ndjson'] as const
export const exportStatuses = ['waiting', 'running', 'ready', 'failed', 'expired'] as const
export const exportFailures = ['too_many_rows', 'job_died', 'internal'] as const
export type ExportKind = (typeof exportKinds)[number]
export type ExportFormat = (typeof exportFormats)[number]

export const DataExport = named(
  'DataExport',
  object({
    id: Id,
    kind: oneOf(exportKinds),
    format: oneOf(exportFormats),
    identifiers: oneOf(identifierForms),
    regionCode: RegionCode,
    regionPath: Type.String(),
    asOf: nullable(CalendarDate),
    purpose: Type.String(),
    status: oneOf(exportStatuses),
    failure: nullable(oneOf(exportFailures)),
    rows: nullable(Type.Integer()),
    bytes: nullable(Type.Integer()),
    feedCursor: nullable(
      Type.String({
        description:
          'Go on from here with `listChanges`, `region` being that of the export. Only of present persons, for who may read the feed',
      }),
    ),
    mine: Type.Boolean({ description: 'Only who asked for it may take it' }),
    createdByName: Type.String(),
    createdAt: Instant,
    expiresAt: nullable(Instant),
  }),
)
export type DataExport = Static<typeof DataExport>

export const NewExport = named(
  'NewExport',
  object({
    kind: oneOf(exportKinds),
    format: oneOf(exportFormats),
    regionCode: RegionCode,
    identifiers: Type.Optional(
      oneOf(identifierForms, { description: '`full` needs export.full for the area. Default: masked' }),
    ),
    ...asOfQuery,
    purpose: text(500, { minLength: 10, description: 'What the data are for; stays in the record' }),
  }),
)

export const exports = defineContract('Exports', {
  listExports: get('/v1/exports', {
    summary: 'Exports of my area, newest first: who took what, and what for',
    access: { permission: 'export.create' },
    query: object({ ...pageQuery }),
    success: { status: 200, body: pageOf('ExportPage', DataExport) },
  }),
  getExport: get('/v1/exports/:exportId', {
    summary: 'One export',
    access: { permission: 'export.create' },
    params: { exportId: Id },
    success: { status: 200, body: DataExport },
    problems: ['not-found'],
  }),
  createExport: post('/v1/exports', {
    summary: 'Ask for a file; it is made in the background and kept for 24 hours',
    access: { permission: 'export.create' },
    body: NewExport,
    idempotency: 'key',
    success: { status: 201, body: DataExport },
    problems: ['unknown-region', 'outside-your-area', 'impossible-date'],
  }),
  createExportLink: post('/v1/export-links', {
    summary: 'A token to take the file with, for ten minutes; a new one ends the one before',
    access: { permission: 'export.create' },
    body: named('NewExportLink', object({ exportId: Id })),
    success: {
      status: 200,
      body: named('ExportLink', object({ exportId: Id, token: Type.String(), expiresAt: Instant })),
    },
    problems: ['unknown-reference'],
  }),
  downloadExport: get('/v1/exports/:exportId/file', {
    summary: 'The file, for who asked for it and holds its token',
    access: { permission: 'export.create' },
    params: { exportId: Id },
    query: object({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{20,100}$' }) }),
    success: { status: 200, download: '*/*' },
    problems: ['not-found'],
  }),
})
