import { createHash } from 'node:crypto'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { mostUnfinishedUploads, type Upload, type uploads } from '@pandu-gempita/shared/uploads'
import { sql } from 'drizzle-orm'
import { firstRow, rows } from '../../kernel/db.ts'
import { problem, type ProblemError } from '../../kernel/problem-error.ts'
import type { UploadContext } from '../../kernel/handlers.ts'
import { oneAtATime, type UnitOfWork } from '../../kernel/unit-of-work.ts'
import {
  chunkBytes,
  createBatch,
  isReadable,
  pieces,
  pieceStatement,
  placeFile,
  type BatchKey,
  type PlacedFile,
} from '../imports/public.ts'
import { getUpload, mine } from './queries.ts'

type Operations = (typeof uploads)['operations']

export async function createUpload(uow: UnitOfWork, { body }: InputOf<Operations['createUpload']>): Promise<Upload> {
  const placed = await placeFile(uow, body, '')
  const { jurisdictionId, regionCode } = placed
  await oneAtATime(uow)
  const begun = await firstRow<{ count: number }>(
    uow.tx,
    sql`select count(*)::int as count from import_uploads t where ${mine(uow.actor)} and t.finished_at is null`,
  )
  if ((begun?.count ?? 0) >= mostUnfinishedUploads) throw problem('too-many-uploads')
  const made = await firstRow<{ id: string }>(
    uow.tx,
    sql`insert into import_uploads (jurisdiction_id, region_code, source, release_name, cut_off_on, coverage, polite, village_code, correction_of, file_name, media_type, file_bytes, file_sha256, created_by)
        values (${jurisdictionId}, ${regionCode}, ${placed.source}, ${placed.releaseName}, ${placed.cutOffOn}, ${placed.coverage}, ${placed.polite}, ${placed.villageCode}, ${placed.correctionOf}, ${body.fileName}, ${body.mediaType}, ${body.fileBytes}, ${body.fileSha256}, ${uow.actor.id})
        returning id`,
  )
  if (!made) throw new Error('the upload was not made')
  uow.audit({
    jurisdictionId,
    subjectType: 'import',
    subjectId: made.id,
    regionCode,
    changes: [{ field: 'upload', before: null, after: 'begun' }],
  })
  return getUpload(uow, made.id)
}

interface Turn extends BatchKey, PlacedFile {
  readonly version: number
  readonly fileName: string
  readonly fileBytes: number
  readonly fileSha256: string
  readonly mediaType: string
  readonly finished: boolean
}

const offsetProblem = (right: number): ProblemError =>
  problem('upload-offset-differs', {
    errors: [{ pointer: '/query/offset', code: 'offset', message: `the next piece begins at ${right}`, limit: right }],
  })

/** From here on this request alone stores: an earlier one that still runs finds its turn gone. */
const takeTurn = (context: UploadContext, id: string, offset: number): Promise<Turn> =>
  context.atomically(async (uow) => {
    const found = await firstRow<Turn & { storedBytes: number }>(
      uow.tx,
      sql`select t.jurisdiction_id as "jurisdictionId", t.id, t.region_code as "regionCode", t.source, t.release_name as "releaseName", t.cut_off_on::text as "cutOffOn", t.coverage, t.polite, t.village_code as "villageCode", t.correction_of as "correctionOf",
            t.version + 1 as version, t.file_name as "fileName", t.file_bytes::float8 as "fileBytes", t.file_sha256 as "fileSha256", t.media_type as "mediaType", t.finished_at is not null as finished, t.stored_bytes::float8 as "storedBytes"
          from import_uploads t where t.id = ${id} and ${mine(uow.actor)} for update`,
    )
    if (!found) throw problem('not-found')
    if (found.storedBytes !== offset) throw offsetProblem(found.storedBytes)
    await uow.tx.execute(
      sql`update import_uploads set version = version + 1, updated_at = now() where jurisdiction_id = ${found.jurisdictionId} and id = ${id}`,
    )
    uow.audit({
      jurisdictionId: found.jurisdictionId,
      subjectType: 'import',
      subjectId: id,
      regionCode: found.regionCode,
      changes: [{ field: 'upload', before: null, after: `from byte ${offset}` }],
    })
    return found
  })

/** Stored and counted in one statement: the offset never says more than what would survive a fault of the next moment. */
async function store(context: UploadContext, upload: Turn, offset: number, piece: Uint8Array): Promise<void> {
  const { jurisdictionId, id, version } = upload
  const stored = await rows(
    context.db,
    sql`with moved as (
          update import_uploads set stored_bytes = stored_bytes + ${piece.length}, updated_at = now()
          where jurisdiction_id = ${jurisdictionId} and id = ${id} and version = ${version} and stored_bytes = ${offset} returning 1)
        ${pieceStatement(upload, offset, piece, sql`moved`)} returning 1`,
  )
  if (stored.length > 0) return
  throw offsetProblem((await getUpload(context, id)).offset)
}

/** What was sent is deleted, and the place of the upload is free. */
async function remove(uow: UnitOfWork, upload: BatchKey & { readonly regionCode: string }): Promise<void> {
  const key = sql`jurisdiction_id = ${upload.jurisdictionId}`
  await uow.tx.execute(sql`delete from import_uploads where ${key} and id = ${upload.id}`)
  await uow.tx.execute(sql`delete from import_chunks where ${key} and batch_id = ${upload.id}`)
  uow.audit({
    jurisdictionId: upload.jurisdictionId,
    subjectType: 'import',
    subjectId: upload.id,
    regionCode: upload.regionCode,
    changes: [{ field: 'upload', before: 'begun', after: null }],
  })
}

/** No piece that comes later would mend it: the upload ends with its refusal, instead of waiting to be swept away. */
const endRefused = (context: UploadContext, upload: Turn, refusal: ProblemError): Promise<never> =>
  context.atomically<never>(async (uow) => {
    const mineStill = await firstRow(
      uow.tx,
      sql`select 1 from import_uploads where jurisdiction_id = ${upload.jurisdictionId} and id = ${upload.id} and version = ${upload.version} and finished_at is null for update`,
    )
    if (!mineStill) throw offsetProblem((await getUpload(uow, upload.id)).offset)
    await remove(uow, upload)
    throw uow.commitThen(refusal)
  })

/** Enough to tell text from a picture; less is looked at when all is there. */
const TELLING_BYTES = 4096

async function* onlyFirst(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    yield piece
    return
  }
}

async function finish(context: UploadContext, upload: Turn): Promise<void> {
  for await (const start of onlyFirst(chunkBytes(context.database, upload)))
    if (!isReadable(start, upload.mediaType)) await endRefused(context, upload, problem('file-not-as-declared'))
  const digest = createHash('sha256')
  for await (const piece of chunkBytes(context.database, upload)) digest.update(piece)
  if (digest.digest('hex') !== upload.fileSha256) await endRefused(context, upload, problem('upload-digest-differs'))
  // What was permitted when the upload began may not be so any more.
  const placed = await placeFile(
    context,
    {
      ...upload,
      villageCode: upload.villageCode ?? undefined,
      correctionOf: upload.correctionOf ?? undefined,
    },
    '',
  )
  if (placed.jurisdictionId !== upload.jurisdictionId) throw problem('not-found')
  await context.atomically(async (uow) => {
    const first = await firstRow(
      uow.tx,
      sql`update import_uploads set finished_at = now(), updated_at = now(), version = version + 1 where jurisdiction_id = ${upload.jurisdictionId} and id = ${upload.id} and version = ${upload.version} and finished_at is null returning 1`,
    )
    if (!first) throw offsetProblem(upload.fileBytes)
    await createBatch(uow, upload, upload, {
      name: upload.fileName,
      bytes: upload.fileBytes,
      sha256: upload.fileSha256,
    })
  })
}

export async function appendUpload(
  context: UploadContext,
  { params, query, upload: sent }: InputOf<Operations['appendUpload']>,
): Promise<Upload> {
  const upload = await takeTurn(context, params.uploadId, query.offset)
  let offset = query.offset
  for await (const piece of pieces(sent.bytes, offset)) {
    if (offset + piece.length > upload.fileBytes) throw problem('body-too-large')
    const telling = offset === 0 && (piece.length >= TELLING_BYTES || piece.length === upload.fileBytes)
    if (telling && !isReadable(piece, upload.mediaType))
      await endRefused(context, upload, problem('file-not-as-declared'))
    await store(context, upload, offset, piece)
    offset += piece.length
  }
  if (offset === upload.fileBytes && !upload.finished) await finish(context, upload)
  return getUpload(context, params.uploadId)
}

export async function deleteUpload(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['deleteUpload']>,
): Promise<undefined> {
  const found = await firstRow<BatchKey & { regionCode: string; version: number }>(
    uow.tx,
    sql`select t.jurisdiction_id as "jurisdictionId", t.id, t.region_code as "regionCode", t.version from import_uploads t
        where t.id = ${params.uploadId} and t.finished_at is null and ${mine(uow.actor)} for update`,
  )
  if (!found) throw problem('not-found')
  if (found.version !== ifMatch) throw problem('stale-version')
  await remove(uow, found)
  return undefined
}
