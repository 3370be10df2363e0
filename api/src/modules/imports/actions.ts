import { createHash } from 'node:crypto'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { ImportBatch, imports } from '@pandu-gempita/shared/imports'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { applyTransition } from '../../kernel/lifecycle.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import { officeDay } from '../../kernel/office-day.ts'
import type { UploadContext } from '../../kernel/register.ts'
import type { ReadContext, UnitOfWork } from '../../kernel/unit-of-work.ts'
import { isReadable } from './encoding.ts'
import { dropBulk, POINT_OF_NO_RETURN } from './apply/bulk.ts'
import { getImport, importAggregate, importQueue } from './queries.ts'

type Operations = (typeof imports)['operations']

const CHUNK_BYTES = 1_048_576
const NO_COUNTS = {
  rows: 0,
  valid: 0,
  rejected: 0,
  same: 0,
  personsNew: 0,
  personsChanged: 0,
  personsUnchanged: 0,
  familiesNew: 0,
  ambiguous: 0,
}

/** Pieces of one mebibyte, whatever the network delivers. */
async function* pieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = []
  let size = 0
  for await (const part of bytes) {
    held.push(part)
    size += part.length
    while (size >= CHUNK_BYTES) {
      const whole = Buffer.concat(held)
      yield whole.subarray(0, CHUNK_BYTES)
      held = [whole.subarray(CHUNK_BYTES)]
      size = whole.length - CHUNK_BYTES
    }
  }
  if (size > 0) yield Buffer.concat(held)
}

interface Corrected {
  source: string
  release_name: string
  cut_off_on: string
  village_code: string | null
}
/** Mended rows belong to the release that they were kept back from. */
async function correctedBatch(context: ReadContext, id: string): Promise<Corrected> {
  await getImport(context, id)
  const batch = await firstRow<Corrected>(
    context.db,
    sql`select source, release_name, cut_off_on::text, village_code from import_batches where id = ${id}`,
  )
  if (!batch) throw problem('not-found')
  return batch
}

export async function uploadImport(
  context: UploadContext,
  { query, upload }: InputOf<Operations['uploadImport']>,
): Promise<ImportBatch> {
  const grant = context.actor.grants.find(
    (candidate) =>
      candidate.permission === 'import.upload' &&
      candidate.scope === 'area' &&
      candidate.jurisdictionIds.length === 1 &&
      // A file is matched with the whole jurisdiction, so only who may see all of it may bring one.
      (candidate.regionCode ?? '').length <= 4,
  )
  const jurisdictionId = grant?.jurisdictionIds[0]
  if (!grant?.regionCode || jurisdictionId === undefined) throw problem('permission-missing')
  const { regionCode } = grant
  if (query.cutOffOn > officeDay(context.now) || query.cutOffOn < '2011-01-01')
    throw fieldProblem('impossible-date', '/query/cutOffOn')
  if (query.villageCode !== undefined && !query.villageCode.startsWith(regionCode)) throw problem('outside-your-area')
  const corrected = query.correctionOf === undefined ? undefined : await correctedBatch(context, query.correctionOf)
  const source = corrected?.source ?? query.source ?? 'dtks'
  const release = {
    name: corrected?.release_name ?? query.releaseName,
    cutOffOn: corrected?.cut_off_on ?? query.cutOffOn,
  }
  const made = await firstRow<{ id: string }>(context.db, sql`select uuidv7() as id`)
  if (!made) throw new Error('no id')
  const { id } = made
  // Pieces are stored as they arrive, each by itself: no transaction waits for a slow network. Pieces without a batch are swept away.
  const digest = createHash('sha256')
  let ordinal = 0
  let total = 0
  for await (const piece of pieces(upload.bytes)) {
    if (ordinal === 0 && !isReadable(piece, upload.type)) throw problem('file-not-as-declared')
    await context.db.execute(
      sql`insert into import_chunks (jurisdiction_id, batch_id, ordinal, bytes) values (${jurisdictionId}, ${id}, ${ordinal}, ${piece})`,
    )
    digest.update(piece)
    ordinal++
    total += piece.length
  }
  return context.atomically(async (uow) => {
    const known = await firstRow<{ id: string }>(
      uow.tx,
      sql`insert into data_releases (jurisdiction_id, source, name, cut_off_on) values (${jurisdictionId}, ${source}, ${release.name}, ${release.cutOffOn})
          on conflict (jurisdiction_id, source, name, cut_off_on) do update set name = excluded.name returning id`,
    )
    await uow.tx.execute(sql`
      insert into import_batches (jurisdiction_id, id, region_code, source, release_name, cut_off_on, release_id, file_name, file_bytes, file_sha256, coverage, polite, village_code, correction_of, counts, created_by, created_by_name)
      values (${jurisdictionId}, ${id}, ${regionCode}, ${source}, ${release.name}, ${release.cutOffOn}, ${known?.id ?? null}, ${upload.name ?? 'tanpa-nama.csv'}, ${total}, ${digest.digest('hex')}, ${corrected ? 'partial' : (query.coverage ?? 'partial')}, ${query.polite ?? true}, ${query.villageCode ?? corrected?.village_code ?? null}, ${query.correctionOf ?? null}, ${JSON.stringify(NO_COUNTS)}::jsonb, ${uow.actor.id}, ${uow.actor.name})`)
    const subject = { jurisdictionId, subjectType: 'import', subjectId: id, regionCode }
    uow.audit({ ...subject, changes: [{ field: 'status', before: null, after: 'uploaded' }] })
    uow.emit({ ...subject, type: 'import.uploaded', details: { bytes: total } })
    await uow.enqueue(
      'prepareImport',
      { jurisdictionId, importId: id },
      { key: `prepare-${id}`, queue: importQueue(jurisdictionId) },
    )
    return getImport(uow, id)
  })
}

export async function reviewImport(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['reviewImport']>,
): Promise<ImportBatch> {
  const { holds } = await getImport(uow, params.importId)
  const open = holds.filter((hold) => !body.acceptedHolds?.includes(hold))
  if (open.length > 0)
    throw problem('import-held', {
      errors: open.map((hold) => ({
        pointer: '/acceptedHolds',
        code: hold,
        message: 'this stop rule has not been accepted',
      })),
    })
  const row = await applyTransition(uow, importAggregate, 'review', params.importId, ifMatch, {
    set: {
      stage: 'applying',
      stage_done: 0,
      stage_total: 0,
      stage_started_at: uow.now,
    },
  })
  await uow.enqueue(
    'applyImport',
    { jurisdictionId: row.jurisdiction_id, importId: row.id },
    { key: `apply-${row.id}`, queue: importQueue(row.jurisdiction_id) },
  )
  return getImport(uow, row.id)
}

export async function cancelImport(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['cancelImport']>,
): Promise<ImportBatch> {
  const row = await applyTransition(uow, importAggregate, 'cancel', params.importId, ifMatch, {
    set: { stage: 'cancelled' },
  })
  const bulk = await firstRow<{ step: number }>(
    uow.tx,
    sql`select bulk_step as step from import_batches where jurisdiction_id = ${row.jurisdiction_id} and id = ${row.id} and bulk_step is not null`,
  )
  if (bulk && bulk.step >= POINT_OF_NO_RETURN) throw problem('transition-not-allowed')
  await uow.tx.execute(
    sql`delete from import_chunks where jurisdiction_id = ${row.jurisdiction_id} and batch_id = ${row.id}`,
  )
  if (bulk) await dropBulk(uow.tx, { jurisdictionId: row.jurisdiction_id, id: row.id })
  return getImport(uow, row.id)
}

export async function refuseImport(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['refuseImport']>,
): Promise<ImportBatch> {
  const row = await applyTransition(uow, importAggregate, 'refuse', params.importId, ifMatch, {
    set: { status_reason: body.reason, stage: 'refused' },
  })
  await uow.tx.execute(
    sql`delete from import_chunks where jurisdiction_id = ${row.jurisdiction_id} and batch_id = ${row.id}`,
  )
  return getImport(uow, row.id)
}
