/** Import of targeting data: a staged batch, checked row by row, shown before it is applied. */
import { Type, type Static } from 'typebox'
import {
  importCoverages,
  importFailures,
  importFields,
  importHolds,
  importRecord,
  importSources,
  rejectCodes,
} from './import-record.ts'
import { AllowedAction } from './allowed-action.ts'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { stepOperations } from './contract/record.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { CalendarDate, Id, Instant, object, text, Version, VillageCode } from './scalars.ts'

/** More rejected rows than this leave as CSV only: a sheet of them is no way to mend rows by hand. */
export const mostCorrectionRows = 50_000

export const ImportCounts = named(
  'ImportCounts',
  object({
    rows: Type.Integer(),
    valid: Type.Integer(),
    rejected: Type.Integer(),
    same: Type.Integer({ description: 'Rows that say what the source said before; only their presence is kept' }),
    personsNew: Type.Integer(),
    personsChanged: Type.Integer(),
    personsUnchanged: Type.Integer(),
    familiesNew: Type.Integer(),
    ambiguous: Type.Integer({
      description: 'NIK carried by several persons already; matched by name and birth date, else added',
    }),
  }),
)
export const ImportProgress = named(
  'ImportProgress',
  object({
    importId: Id,
    status: oneOf(importRecord.states),
    stage: oneOf(['waiting', 'mapping', 'reading', 'matching', 'review', 'applying', 'done', 'refused', 'cancelled']),
    done: Type.Integer(),
    total: Type.Integer({ description: 'Bytes while reading, rows afterwards; 0 while unknown' }),
    rowsPerSecond: nullable(Type.Number()),
    secondsLeft: nullable(Type.Number()),
    counts: ImportCounts,
    version: Version,
  }),
)
export type ImportProgress = Static<typeof ImportProgress>

export const ImportBatch = named(
  'ImportBatch',
  object({
    id: Id,
    status: oneOf(importRecord.states),
    source: oneOf(importSources),
    releaseName: Type.String(),
    cutOffOn: CalendarDate,
    fileName: Type.String(),
    fileSha256: nullable(Type.String()),
    fileBytes: Type.Integer(),
    counts: ImportCounts,
    coverage: oneOf(importCoverages),
    polite: Type.Boolean({ description: 'Works slower, so that officers come first' }),
    holds: Type.Array(oneOf(importHolds)),
    unknownWords: Type.Array(
      named(
        'ImportUnknownWord',
        object({
          column: Type.String(),
          word: nullable(
            Type.String({
              description:
                'null: other words, too rare or too many to be words for yes and no; getImportMapping shows samples',
            }),
          ),
          rows: Type.Integer(),
        }),
      ),
      {
        description:
          'Words in columns of programmes that are not understood: these cells say nothing, no aid begins or ends by them',
      },
    ),
    needsMapping: Type.Boolean({ description: 'The header is not known: say which column is which by mapImport' }),
    correctionOf: nullable(Id),
    failure: nullable(oneOf(importFailures)),
    statusReason: nullable(Type.String()),
    uploadedByName: Type.String(),
    uploadedAt: Instant,
    appliedAt: nullable(Instant),
    allowedActions: Type.Array(AllowedAction),
    version: Version,
  }),
)
export type ImportBatch = Static<typeof ImportBatch>

/** Which column of a file is which field, with what stands in it. */
export const ImportMapping = named(
  'ImportMapping',
  object({
    columns: Type.Array(
      named(
        'ImportColumn',
        object({
          position: Type.Integer({ minimum: 0 }),
          header: Type.String(),
          field: nullable(oneOf(importFields)),
          samples: Type.Array(Type.String({ description: 'Long numbers masked' })),
        }),
      ),
    ),
    known: Type.Boolean({ description: 'The columns were told before for a file with this header' }),
    version: Version,
  }),
)
export type ImportMapping = Static<typeof ImportMapping>

export const ImportReject = named(
  'ImportReject',
  object({
    rowNumber: Type.Integer({ description: 'Line in the file, the header is 1' }),
    column: nullable(Type.String()),
    code: oneOf(rejectCodes),
    value: nullable(Type.String({ description: 'The faulty value, shortened; long numbers masked' })),
  }),
)
export type ImportReject = Static<typeof ImportReject>

export const ImportDifference = named(
  'ImportDifference',
  object({
    rowNumber: Type.Integer(),
    kind: oneOf(['new', 'changed']),
    personId: nullable(Id),
    name: Type.String(),
    nik: Type.String({ description: 'Masked' }),
    regionPath: Type.String(),
    changes: Type.Array(
      named(
        'ImportChange',
        object({ field: Type.String(), before: nullable(Type.String()), after: nullable(Type.String()) }),
      ),
    ),
  }),
)
export type ImportDifference = Static<typeof ImportDifference>

/** What applying would do in one desa. Counts only. */
export const ImportAreaDifference = named(
  'ImportAreaDifference',
  object({
    regionCode: Type.String(),
    regionPath: Type.String(),
    added: Type.Integer(),
    changed: Type.Integer(),
    movedIn: Type.Integer({ description: 'Known persons who come from another desa' }),
    movedOut: Type.Integer({ description: 'Persons of this desa whom the file places elsewhere' }),
    desilUp: Type.Integer({ description: 'Families ranked better off than before' }),
    desilDown: Type.Integer(),
    gone: Type.Integer({
      description: 'In the release before and not in this file; counted only where the file claims to hold everybody',
    }),
    fields: Type.Record(Type.String(), Type.Integer(), { description: 'How often each field changes' }),
  }),
)
export type ImportAreaDifference = Static<typeof ImportAreaDifference>

const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const uploadTypes = ['text/csv', 'text/plain', 'application/gzip', WORKBOOK] as const

/** What a file is declared as at upload, by its name: a workbook and an archive must be declared as what they are. */
export const uploadTypeOf = (fileName: string): (typeof uploadTypes)[number] => {
  if (/\.xlsx$/i.test(fileName)) return WORKBOOK
  return /\.gz$/i.test(fileName) ? 'application/gzip' : 'text/csv'
}

const batch = { importId: Id }
export const DownloadRejects = named('DownloadRejects', object({ reason: text(300, { minLength: 5 }) }))

export const imports = defineContract('Imports', {
  uploadImport: post('/v1/imports', {
    summary: 'Upload targeting data; it is read, checked and matched, and waits for review',
    description:
      'The file name goes percent-encoded into X-File-Name. CSV with any delimiter, UTF-8, UTF-16 or Windows-1252, gzip, or a workbook (XLSX). `villageCode` is where everybody lives whom the file does not place; `correctionOf` sends rejected rows back as part of the same release. Nothing of the registry changes before reviewImport.',
    access: { permission: 'import.upload' },
    query: object({
      releaseName: text(80),
      cutOffOn: CalendarDate,
      coverage: Type.Optional(oneOf(importCoverages)),
      polite: Type.Optional(Type.Boolean()),
      source: Type.Optional(oneOf(importSources)),
      villageCode: Type.Optional(VillageCode),
      correctionOf: Type.Optional(Id),
    }),
    upload: {
      types: [...uploadTypes],
      maxBytes: 2_000_000_000,
    },
    idempotency: 'key',
    success: { status: 202, body: ImportBatch },
    problems: ['impossible-date', 'file-not-as-declared', 'outside-your-area', 'not-found'],
  }),
  listImports: get('/v1/imports', {
    summary: 'Import batches of my area, newest first',
    access: { permission: 'import.read' },
    query: object({ ...pageQuery }),
    success: { status: 200, body: pageOf('ImportPage', ImportBatch) },
  }),
  getImport: get('/v1/imports/:importId', {
    summary: 'One batch with its counts',
    access: { permission: 'import.read' },
    params: batch,
    success: { status: 200, body: ImportBatch },
    problems: ['not-found'],
  }),
  streamImportProgress: get('/v1/imports/:importId/progress', {
    summary: 'Progress as server-sent events; ends when the batch waits for its columns or for review, or is done',
    access: { permission: 'import.read' },
    params: batch,
    success: { status: 200, events: ImportProgress },
    problems: ['not-found'],
  }),
  listImportRejects: get('/v1/imports/:importId/rejects', {
    summary: 'Rows kept back, with the reason',
    access: { permission: 'import.read' },
    params: batch,
    query: object({ ...pageQuery, code: Type.Optional(oneOf(rejectCodes)) }),
    success: { status: 200, body: pageOf('ImportRejectPage', ImportReject) },
    problems: ['not-found'],
  }),
  getImportMapping: get('/v1/imports/:importId/mapping', {
    summary: 'Columns of the file, what each seems to mean, and samples',
    access: { permission: 'import.read' },
    params: batch,
    success: { status: 200, body: ImportMapping },
    problems: ['not-found', 'file-gone'],
  }),
  downloadImportRejects: post('/v1/imports/:importId/rejects.csv', {
    summary: 'Rows kept back as a correction file (CSV): their columns as they came, then line, column and reason',
    description:
      'Whole rows with full identifiers: needs person.reveal over the area of the import, and the reason is logged and shown in "who has looked".',
    access: { permission: 'person.reveal' },
    effect: 'read',
    identifiers: 'full',
    params: batch,
    body: DownloadRejects,
    success: { status: 200, download: 'text/csv' },
    problems: ['not-found', 'file-gone'],
  }),
  downloadImportCorrections: post('/v1/imports/:importId/rejects.xlsx', {
    summary: 'The same correction file as a workbook, every cell as text: mend it and upload it with correctionOf',
    access: { permission: 'person.reveal' },
    effect: 'read',
    identifiers: 'full',
    params: batch,
    body: DownloadRejects,
    success: {
      status: 200,
      download: WORKBOOK,
    },
    problems: ['not-found', 'file-gone'],
  }),
  listImportDifferences: get('/v1/imports/:importId/differences', {
    summary: 'What applying will add and change',
    access: { permission: 'import.read' },
    params: batch,
    query: object({ ...pageQuery, kind: Type.Optional(oneOf(['new', 'changed'])) }),
    success: { status: 200, body: pageOf('ImportDifferencePage', ImportDifference) },
    problems: ['not-found'],
  }),
  listImportAreaDifferences: get('/v1/imports/:importId/differences/areas', {
    summary: 'What applying will do, counted by desa: added, changed by field, moved, ranked up or down, gone',
    access: { permission: 'import.read' },
    params: batch,
    success: {
      status: 200,
      body: named('ImportAreaDifferences', object({ items: Type.Array(ImportAreaDifference) })),
    },
    problems: ['not-found'],
  }),
  ...stepOperations(importRecord, {
    path: '/v1/imports/:importId',
    params: batch,
    success: { status: 200, body: ImportBatch },
    replies: { mapImport: { status: 202, body: ImportBatch }, reviewImport: { status: 202, body: ImportBatch } },
  }),
})
