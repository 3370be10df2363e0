import { createHash } from 'node:crypto'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { ImportBatch, imports } from '@pandu-gempita/shared/imports'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { UploadContext } from '../../kernel/handlers.ts'
import { makeStep, openForStep } from '../../kernel/step.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { isReadable } from './reading/encoding.ts'
import { dropBulk, POINT_OF_NO_RETURN } from './applying/bulk.ts'
import { createBatch, placeFile } from './new-batch.ts'
import { pieces, storePiece } from './pieces.ts'
import { importDoor } from './door.ts'
import { getImport, importQueue } from './queries.ts'

type Operations = (typeof imports)['operations']

export async function uploadImport(
  context: UploadContext,
  { query, upload }: InputOf<Operations['uploadImport']>,
): Promise<ImportBatch> {
  const placed = await placeFile(context, query, '/query')
  const made = await firstRow<{ id: string }>(context.db, sql`select uuidv7() as id`)
  if (!made) throw new Error('no id')
  const { jurisdictionId } = placed
  const batch = { jurisdictionId, id: made.id }
  // Pieces are stored as they arrive, each by itself: no transaction waits for a slow network. Pieces without a batch are swept away.
  const digest = createHash('sha256')
  let total = 0
  for await (const piece of pieces(upload.bytes)) {
    if (total === 0 && !isReadable(piece, upload.type)) throw problem('file-not-as-declared')
    await storePiece(context.db, batch, total, piece)
    digest.update(piece)
    total += piece.length
  }
  return context.atomically((uow) =>
    createBatch(uow, batch, placed, {
      name: upload.name ?? 'tanpa-nama.csv',
      bytes: total,
      sha256: digest.digest('hex'),
    }),
  )
}

export async function reviewImport(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['reviewImport']>,
): Promise<ImportBatch> {
  const { row } = await openForStep(uow, importDoor, 'review', { id: params.importId, ifMatch })
  const open = row.holds.filter((hold) => !body.acceptedHolds?.some((accepted) => accepted === hold))
  if (open.length > 0)
    throw problem('import-held', {
      errors: open.map((hold) => ({
        pointer: '/acceptedHolds',
        code: hold,
        message: 'this stop rule has not been accepted',
      })),
    })
  await makeStep(uow, importDoor, 'review', row, {
    sets: { stage: 'applying', stageDone: 0, stageTotal: 0, stageStartedAt: uow.now },
  })
  await uow.enqueue(
    'applyImport',
    { jurisdictionId: row.jurisdictionId, importId: row.id },
    { key: `apply-${row.id}`, queue: importQueue(row.jurisdictionId) },
  )
  return getImport(uow, row.id)
}

export async function cancelImport(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['cancelImport']>,
): Promise<ImportBatch> {
  const { row } = await openForStep(uow, importDoor, 'cancel', { id: params.importId, ifMatch })
  const loading = row.bulkStep !== null
  if (row.bulkStep !== null && row.bulkStep >= POINT_OF_NO_RETURN)
    throw problem('transition-not-allowed', { allowed: [] })
  await makeStep(uow, importDoor, 'cancel', row, { sets: { stage: 'cancelled' } })
  await uow.tx.execute(
    sql`delete from import_chunks where jurisdiction_id = ${row.jurisdictionId} and batch_id = ${row.id}`,
  )
  if (loading) await dropBulk(uow.tx, row)
  return getImport(uow, row.id)
}

export async function refuseImport(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['refuseImport']>,
): Promise<ImportBatch> {
  const { row } = await openForStep(uow, importDoor, 'refuse', { id: params.importId, ifMatch })
  await makeStep(uow, importDoor, 'refuse', row, { sets: { statusReason: body.reason, stage: 'refused' } })
  await uow.tx.execute(
    sql`delete from import_chunks where jurisdiction_id = ${row.jurisdictionId} and batch_id = ${row.id}`,
  )
  return getImport(uow, row.id)
}
