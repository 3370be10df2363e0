/** Background work of imports. Each task runs at least once and bears repetition: what is done is seen from the batch. */
import { sql } from 'drizzle-orm'
import { systemActor } from '../../kernel/actor.ts'
import { firstRow, type Database } from '../../kernel/db.ts'
import type { Secrets } from '../../kernel/digest.ts'
import { applyTransition, type TransitionOptions } from '../../kernel/lifecycle.ts'
import { inUnitOfWork, type UnitOfWork } from '../../kernel/unit-of-work.ts'
import { applyChunk } from './apply.ts'
import { countMatches, matchRows, refreshStatistics, type MatchCounts } from './match.ts'
import { importAggregate, type ImportTransition } from './queries.ts'
import { readFile, type BatchKey } from './read-file.ts'

export interface TaskContext {
  readonly database: Database
  readonly secrets: Secrets
  /** Raised when the process is to stop; work ends at the next safe point and is taken up again. */
  readonly signal: AbortSignal
}

export class TaskInterrupted extends Error {}

const keyOf = (payload: unknown): BatchKey => {
  const { jurisdictionId, importId } = payload as { jurisdictionId?: unknown; importId?: unknown }
  if (typeof jurisdictionId !== 'number' || typeof importId !== 'string') throw new Error('the payload names no batch')
  return { jurisdictionId, id: importId }
}

const work = <T>(
  context: TaskContext,
  key: BatchKey,
  operation: string,
  run: (uow: UnitOfWork) => Promise<T>,
): Promise<T> =>
  inUnitOfWork(
    context.database,
    context.secrets,
    { actor: systemActor(key.jurisdictionId), requestId: `job-${key.id}`, operation },
    run,
  )

const move = (uow: UnitOfWork, key: BatchKey, transition: ImportTransition, set: TransitionOptions['set']) =>
  applyTransition(uow, importAggregate, transition, key.id, undefined, { consequence: true, ...(set && { set }) })

const statusOf = async (
  context: TaskContext,
  key: BatchKey,
): Promise<{ status: string; cut_off_on: string; counts: Record<string, number> } | undefined> =>
  firstRow(
    context.database.db,
    sql`select status, cut_off_on::text, counts from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}`,
  )

async function readBatch(context: TaskContext, key: BatchKey): Promise<void> {
  const outcome = await readFile(context.database, key)
  await work(context, key, 'readImport', async (uow) => {
    const counts = sql`counts || ${JSON.stringify({ rows: outcome.rows, valid: outcome.valid, rejected: outcome.rejected })}::jsonb`
    await move(uow, key, 'parse', { counts, file_sha256: outcome.sha256 })
    if (outcome.failure) await move(uow, key, 'fail', { failure: outcome.failure, stage: 'refused' })
    else
      await move(uow, key, 'validate', {
        stage: 'matching',
        stage_done: 0,
        stage_total: outcome.valid,
        stage_started_at: uow.now,
      })
  })
}

async function matchAfresh(uow: UnitOfWork, key: BatchKey, cutOffOn: string): Promise<MatchCounts> {
  await uow.tx.execute(
    sql`update import_rows set person_id = null, action = null, changes = null where jurisdiction_id = ${key.jurisdictionId} and batch_id = ${key.id} and action is not null`,
  )
  await matchRows(uow.tx, key, cutOffOn)
  return countMatches(uow.tx, key)
}

async function matchBatch(context: TaskContext, key: BatchKey, cutOffOn: string): Promise<void> {
  await work(context, key, 'matchImport', async (uow) => {
    const counts = await matchAfresh(uow, key, cutOffOn)
    await move(uow, key, 'match', {
      counts: sql`counts || ${JSON.stringify(counts)}::jsonb`,
      stage: 'review',
      stage_done: counts.personsNew + counts.personsChanged + counts.personsUnchanged,
    })
  })
}

/** uploaded → parsed → validated → matched; goes on where a killed run stopped. */
export async function prepareImport(context: TaskContext, payload: unknown): Promise<void> {
  const key = keyOf(payload)
  let batch = await statusOf(context, key)
  if (batch?.status === 'uploaded') {
    await readBatch(context, key)
    batch = await statusOf(context, key)
  }
  if (context.signal.aborted) throw new TaskInterrupted('stopping')
  if (batch?.status === 'validated') await matchBatch(context, key, batch.cut_off_on)
}

/**
 * Between match and review another batch may have been applied, or an officer may have registered
 * somebody: what is written is decided on the facts as they are now. Skipped once rows are applied.
 */
async function matchBeforeApplying(context: TaskContext, key: BatchKey): Promise<void> {
  await work(context, key, 'rematchImport', async (uow) => {
    const batch = await firstRow<{ region_code: string; cut_off_on: string; applied_through_row: number }>(
      uow.tx,
      sql`select region_code, cut_off_on::text, applied_through_row from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id} and status = 'reviewed' for update`,
    )
    if (batch?.applied_through_row === 0) {
      const counts = await matchAfresh(uow, key, batch.cut_off_on)
      await uow.tx.execute(
        sql`update import_batches set counts = counts || ${JSON.stringify(counts)}::jsonb, stage_total = ${counts.personsNew + counts.personsChanged} where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}`,
      )
    }
    uow.audit({
      jurisdictionId: key.jurisdictionId,
      subjectType: 'import',
      subjectId: key.id,
      regionCode: batch?.region_code ?? null,
    })
  })
}

/** Chunks between fresh statistics: the tables grow while they are joined with. */
const STATISTICS_EVERY = 5

/** reviewed → applied, chunk by chunk. */
export async function applyImport(context: TaskContext, payload: unknown): Promise<void> {
  const key = keyOf(payload)
  const batch = await statusOf(context, key)
  if (batch?.status !== 'reviewed') return
  await matchBeforeApplying(context, key)
  for (let chunk = 0; ; chunk++) {
    if (chunk > 0 && chunk % STATISTICS_EVERY === 0) await refreshStatistics(context.database.db, key)
    if (context.signal.aborted) throw new TaskInterrupted('stopping')
    let taken = 0
    await work(context, key, 'applyImport', async (uow) => {
      taken = await applyChunk(uow, key)
      if (taken > 0) return
      await move(uow, key, 'apply', { stage: 'done', applied_at: uow.now })
      // The facts and the rejects are kept; the file itself is not needed any more.
      await uow.tx.execute(
        sql`delete from import_chunks where jurisdiction_id = ${key.jurisdictionId} and batch_id = ${key.id}`,
      )
    })
    if (taken === 0) return
  }
}

/** The last try of reading or matching has failed: the officer is told, and the batch is out of the way. */
export async function giveUpImport(context: TaskContext, payload: unknown): Promise<void> {
  const key = keyOf(payload)
  const batch = await statusOf(context, key)
  if (!batch || !['uploaded', 'parsed', 'validated'].includes(batch.status)) return
  await work(context, key, 'giveUpImport', (uow) => move(uow, key, 'fail', { failure: 'internal', stage: 'refused' }))
}
