/** Files for import that are sent in pieces: after a lost connection only what is missing is sent. See docs/adr/0021. */
import { Type, type Static } from 'typebox'
import { defineContract, del, get, named, nullable, oneOf, patch, post } from './contract/operation.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { imports } from './imports.ts'
import { importCoverages } from './import-record.ts'
import { importSources } from './import-record.ts'
import { retentionRules } from './retention.ts'
import { CalendarDate, Id, Instant, object, text, Version, VillageCode } from './scalars.ts'

export const PIECE_TYPE = 'application/partial-upload'
const { types, maxBytes } = imports.operations.uploadImport.upload
const { releaseName, cutOffOn, coverage, polite, source, villageCode, correctionOf } =
  imports.operations.uploadImport.query.properties

/** Files that one officer may have begun and not finished. */
export const mostUnfinishedUploads = 10
export const uploadKeptDays = retentionRules.unfinished_uploads.hours / 24

const Sha256 = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256 of the whole file, lower case hexadecimal',
})
const FileBytes = Type.Integer({ minimum: 1, maximum: maxBytes, description: 'Size of the whole file' })

export const NewUpload = named(
  'NewUpload',
  object({
    fileName: text(200),
    mediaType: oneOf(types),
    fileBytes: FileBytes,
    fileSha256: Sha256,
    releaseName,
    cutOffOn,
    coverage,
    polite,
    source,
    villageCode,
    correctionOf,
  }),
)
export type NewUpload = Static<typeof NewUpload>

export const Upload = named(
  'Upload',
  object({
    id: Id,
    fileName: Type.String(),
    mediaType: oneOf(types),
    fileBytes: FileBytes,
    fileSha256: Sha256,
    offset: Type.Integer({ minimum: 0, description: 'Bytes that are stored; the next piece begins here' }),
    importId: nullable(Id),
    releaseName: Type.String(),
    cutOffOn: CalendarDate,
    coverage: oneOf(importCoverages),
    source: oneOf(importSources),
    villageCode: nullable(VillageCode),
    correctionOf: nullable(Id),
    expiresAt: Instant,
    version: Version,
  }),
)
export type Upload = Static<typeof Upload>

const upload = { uploadId: Id }

export const uploads = defineContract('Uploads in pieces', {
  createUpload: post('/v1/uploads', {
    summary: 'Begin to send a file for import in pieces',
    description:
      'The same rules as uploadImport. Send the pieces by appendUpload; with the last byte the file becomes an import. An unfinished upload is kept for 7 days after its last piece. Only who began it sees it and goes on with it.',
    access: { permission: 'import.upload' },
    body: NewUpload,
    idempotency: 'key',
    success: { status: 201, body: Upload },
    problems: ['impossible-date', 'outside-your-area', 'not-found', 'too-many-uploads'],
  }),
  listUploads: get('/v1/uploads', {
    summary: 'What I have begun to send and not finished, newest first',
    access: { permission: 'import.upload' },
    query: object({ ...pageQuery }),
    success: { status: 200, body: pageOf('UploadPage', Upload) },
  }),
  getUpload: get('/v1/uploads/:uploadId', {
    summary: 'How far an upload is',
    access: { permission: 'import.upload' },
    params: upload,
    success: { status: 200, body: Upload },
    problems: ['not-found'],
  }),
  appendUpload: patch('/v1/uploads/:uploadId', {
    summary: 'Send the next piece; with the last byte the file becomes an import',
    description:
      'Pieces of any size. Whatever has arrived when the connection breaks is kept: ask getUpload where to go on. A wrong `offset` is answered with the right one as `limit` of the error. Of two requests for the same place the later one wins. When all is there, the SHA-256 is compared, and `importId` names the import; if that answer was lost, an empty piece at the end gives it again. `file-not-as-declared` and `upload-digest-differs` end the upload: no other piece would mend it.',
    access: { permission: 'import.upload' },
    params: upload,
    query: object({ offset: Type.Integer({ minimum: 0, maximum: maxBytes, description: 'Where the piece begins' }) }),
    upload: { types: [PIECE_TYPE], maxBytes },
    success: { status: 200, body: Upload },
    problems: [
      'not-found',
      'upload-offset-differs',
      'upload-digest-differs',
      'file-not-as-declared',
      'impossible-date',
      'outside-your-area',
    ],
  }),
  deleteUpload: del('/v1/uploads/:uploadId', {
    summary: 'Give an unfinished upload up; what was sent is deleted',
    access: { permission: 'import.upload' },
    params: upload,
    concurrency: 'if-match',
    success: { status: 204 },
    problems: ['not-found'],
  }),
})
