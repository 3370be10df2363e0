/** Background work of imports. Each task runs at least once and bears repetition: what is done is seen from the batch. */
import type { BackgroundOperation } from '@pandu-gempita/shared/audit-words'
import { importRecord } from '@pandu-gempita/shared/import-record'
import { inGroup, type StepOf } from '@pandu-gempita/shared/contract/record'
import { sql } from 'drizzle-orm'
import { systemActor } from '../../kernel/actor.ts'
import { firstRow, type Database } from '../../kernel/db.ts'
import type { Secrets } from '../../kernel/digest.ts'
import { JobHalted } from '../../kernel/jobs.ts'
import { statesIn, type Sets } from '../../kernel/record.ts'
import { followStep } from '../../kernel/step.ts'
import { inUnitOfWork, sqlState, type UnitOfWork } from '../../kernel/unit-of-work.ts'
import { ArchiveFault } from './reading/archives/limits.ts'
import { applyBulkStep, BULK_STEPS, dropBulk, isBulkPossible, RegisterInUse } from './applying/bulk.ts'
import { applyChunk } from './applying/chunks.ts'
import { lockReviewed } from './applying/target.ts'
import { countMatches, hasPersons, matchRows, refreshStatistics, type MatchCounts } from './deciding/match.ts'
import { importDoor } from './door.ts'
import type { importBatches } from './tables.ts'
import { savePresence } from './deciding/absence.ts'
import type { BatchKey } from './batch-key.ts'
import { ReadCancelled, readFile, type ReadOutcome } from './reading/read-file.ts'
import { holdsOf } from './deciding/stop-rules.ts'
import { inTurn } from './turn.ts'

export interface TaskContext {
  readonly database: Database
  readonly secrets: Secrets
  /** Raised when the process is to stop; work ends at the next safe point and is taken up again. */
  readonly signal: AbortSignal
  /** How long to wait for one's turn; for ever unless told. A worker has others to serve meanwhile. */
  readonly patienceMs?: number
}

export class TaskInterrupted extends JobHalted {}
/** Another process works on an import of this jurisdiction, such as the command of the operator. */
class TaskBusy extends JobHalted {}

const keyOf = (payload: unknown): BatchKey => {
  const { jurisdictionId, importId } = payload as { jurisdictionId?: unknown; importId?: unknown }
  if (typeof jurisdictionId !== 'number' || typeof importId !== 'string') throw new Error('the payload names no batch')
  return { jurisdictionId, id: importId }
}

const work = <T>(
  context: TaskContext,
  key: BatchKey,
  operation: BackgroundOperation,
  run: (uow: UnitOfWork) => Promise<T>,
): Promise<T> =>
  inUnitOfWork(
    context.database,
    context.secrets,
    { actor: systemActor(key.jurisdictionId), requestId: `job-${key.id}`, operation },
    run,
  )

const move = (uow: UnitOfWork, key: BatchKey, step: StepOf<typeof importRecord>, sets: Sets<typeof importBatches>) =>
  followStep(uow, importDoor, step, key, { sets })

const statusOf = async (
  context: TaskContext,
  key: BatchKey,
): Promise<{ status: string; cut_off_on: string; polite: boolean } | undefined> =>
  firstRow(
    context.database.db,
    sql`select status, cut_off_on::text, polite from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}`,
  )

/** Polite work leaves the machine to the officers: after each piece it rests as long as the piece took. */
const restAfter = (polite: boolean): (() => Promise<void>) => {
  let since = Date.now()
  return async () => {
    if (polite) await new Promise((resolve) => setTimeout(resolve, Math.min(Date.now() - since, LONGEST_REST_MS)))
    since = Date.now()
  }
}
const LONGEST_REST_MS = 2_000
const LOCK_PAUSE_MS = 100

async function readBatch(context: TaskContext, key: BatchKey, polite: boolean): Promise<void> {
  const outcome = await readFile(context.database, key, { signal: context.signal, pause: restAfter(polite) }).catch(
    (error: unknown): ReadOutcome => {
      if (!(error instanceof ArchiveFault)) throw error
      return { failure: error.failure, rows: 0, valid: 0, rejected: 0, same: 0 }
    },
  )
  await work(context, key, 'readImport', async (uow) => {
    const { failure, ...counts } = outcome
    if (failure === 'needs_mapping') {
      await uow.tx.execute(
        sql`update import_batches set stage = 'mapping', updated_at = now() where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id} and status in ${statesIn(importRecord, 'uploaded')}`,
      )
      return noteNothing(uow, key)
    }
    await move(uow, key, 'parse', { counts: sql`counts || ${JSON.stringify(counts)}::jsonb` })
    if (failure) await move(uow, key, 'fail', { failure, stage: 'refused' })
    else
      await move(uow, key, 'validate', {
        stage: 'matching',
        stageDone: 0,
        stageTotal: outcome.valid,
        stageStartedAt: uow.now,
      })
  })
}

async function matchAfresh(uow: UnitOfWork, key: BatchKey, cutOffOn: string): Promise<MatchCounts> {
  await matchRows(uow.tx, key, cutOffOn)
  return countMatches(uow.tx, key)
}

async function matchBatch(context: TaskContext, key: BatchKey, cutOffOn: string): Promise<void> {
  await work(context, key, 'matchImport', async (uow) => {
    const counts = await matchAfresh(uow, key, cutOffOn)
    await move(uow, key, 'match', {
      counts: sql`counts || ${JSON.stringify(counts)}::jsonb`,
      holds: sql`${sql.param(await holdsOf(uow.tx, key))}::text[]`,
      stage: 'review',
      stageDone: counts.personsNew + counts.personsChanged + counts.personsUnchanged,
    })
  })
}

/** One process works on imports of a jurisdiction; who waits in vain is taken up again. */
async function takingTurns(
  context: TaskContext,
  payload: unknown,
  run: (key: BatchKey) => Promise<void>,
): Promise<void> {
  const key = keyOf(payload)
  const { database, signal, patienceMs } = context
  const came = await inTurn(database, key.jurisdictionId, { signal, patienceMs }, () => run(key).then(() => true))
  if (!came) throw signal.aborted ? new TaskInterrupted('stopping') : new TaskBusy('another import has its turn')
}

/** uploaded → parsed → validated → matched; goes on where a killed run stopped. */
export const prepareImport = (context: TaskContext, payload: unknown): Promise<void> =>
  takingTurns(context, payload, (key) => prepare(context, key))

async function prepare(context: TaskContext, key: BatchKey): Promise<void> {
  let batch = await statusOf(context, key)
  if (batch && inGroup(importRecord, 'uploaded', batch.status)) {
    try {
      await readBatch(context, key, batch.polite)
    } catch (error) {
      if (!(error instanceof ReadCancelled)) throw error
      if (context.signal.aborted) throw new TaskInterrupted('stopping')
    }
    batch = await statusOf(context, key)
  }
  if (context.signal.aborted) throw new TaskInterrupted('stopping')
  if (batch && inGroup(importRecord, 'validated', batch.status)) await matchBatch(context, key, batch.cut_off_on)
}

/**
 * Between match and review another batch may have been applied, or an officer may have registered
 * somebody: what is written is decided on the facts as they are now. Skipped once rows are applied.
 */
async function matchBeforeApplying(context: TaskContext, key: BatchKey): Promise<void> {
  await work(context, key, 'rematchImport', async (uow) => {
    const batch = await firstRow<{
      region_code: string
      cut_off_on: string
      applied_through_row: number
      bulk_step: number | null
    }>(
      uow.tx,
      sql`select region_code, cut_off_on::text, applied_through_row, bulk_step from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id} and status in ${statesIn(importRecord, 'reviewed')} for update`,
    )
    if (batch?.applied_through_row === 0 && batch.bulk_step === null) {
      // Nobody is there whom the rows could be: they match as they did when they were read.
      const counts = (await hasPersons(uow.tx, key)) ? await matchAfresh(uow, key, batch.cut_off_on) : {}
      const bulk = await isBulkPossible(uow.tx, key)
      await uow.tx.execute(
        sql`update import_batches set counts = counts || ${JSON.stringify(counts)}::jsonb, stage_total = (select count(*) from import_rows r where r.jurisdiction_id = ${key.jurisdictionId} and r.batch_id = ${key.id}),
              bulk_step = ${bulk ? 0 : null}, record_base = coalesce((select max(record_number) from source_records s where s.jurisdiction_id = ${key.jurisdictionId} and s.source = import_batches.source), 0)
            where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}`,
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

type Outcome = 'more' | 'done' | 'stopped'

/** One step of loading an empty register; a register that is in use by now is served in chunks instead. */
async function bulkStep(uow: UnitOfWork, key: BatchKey): Promise<Outcome> {
  const batch = await lockReviewed(uow.tx, key)
  if (!batch) return 'stopped'
  if (batch.bulk_step === null || batch.bulk_step >= BULK_STEPS) return 'done'
  await applyBulkStep(uow.tx, key, batch, uow.requestId)
  uow.audit({
    jurisdictionId: key.jurisdictionId,
    subjectType: 'import',
    subjectId: key.id,
    regionCode: batch.region_code,
    changes: [{ field: 'bulk_step', before: String(batch.bulk_step), after: String(batch.bulk_step + 1) }],
  })
  return 'more'
}

async function loadEmptyRegister(context: TaskContext, key: BatchKey): Promise<void> {
  for (;;) {
    if (context.signal.aborted) throw new TaskInterrupted('stopping')
    let outcome: Outcome
    try {
      outcome = await work(context, key, 'applyImport', async (uow) => {
        const done = await bulkStep(uow, key)
        if (done !== 'more') noteNothing(uow, key)
        return done
      })
    } catch (error) {
      // A lock that was not to be had in time: officers were busy, so the step is tried again a little later.
      if (sqlState(error) === '55P03') {
        await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS))
        continue
      }
      if (!(error instanceof RegisterInUse)) throw error
      await work(context, key, 'applyImport', async (uow) => {
        await dropBulk(uow.tx, key)
        await uow.tx.execute(
          sql`update import_batches set bulk_step = null, stage_done = 0 where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}`,
        )
        noteNothing(uow, key)
      })
      return
    }
    if (outcome !== 'more') return
  }
}

/** A step that found nothing to do is on record like any other. */
const noteNothing = (uow: UnitOfWork, key: BatchKey): void =>
  uow.audit({ jurisdictionId: key.jurisdictionId, subjectType: 'import', subjectId: key.id })

/** reviewed → applied, step by step. */
export const applyImport = (context: TaskContext, payload: unknown): Promise<void> =>
  takingTurns(context, payload, (key) => apply(context, key))

async function apply(context: TaskContext, key: BatchKey): Promise<void> {
  const batch = await statusOf(context, key)
  if (!batch || !inGroup(importRecord, 'reviewed', batch.status)) return
  await matchBeforeApplying(context, key)
  await loadEmptyRegister(context, key)
  const rest = restAfter(batch.polite)
  const loaded = (
    await firstRow<{ ok: boolean }>(
      context.database.db,
      sql`select bulk_step is not null as ok from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}`,
    )
  )?.ok
  for (let chunk = 0; ; chunk++) {
    if (chunk > 0 && chunk % STATISTICS_EVERY === 0) await refreshStatistics(context.database.db, key)
    if (context.signal.aborted) throw new TaskInterrupted('stopping')
    let taken = 0
    await work(context, key, 'applyImport', async (uow) => {
      taken = loaded ? 0 : await applyChunk(uow, key)
      if (taken > 0) return
      if (!(await lockReviewed(uow.tx, key))) return noteNothing(uow, key)
      await savePresence(uow.tx, key, uow.requestId)
      await move(uow, key, 'apply', { stage: 'done', appliedAt: uow.now })
      // The facts and the rejects are kept; the file itself is not needed any more.
      await uow.tx.execute(
        sql`delete from import_chunks where jurisdiction_id = ${key.jurisdictionId} and batch_id = ${key.id}`,
      )
    })
    if (taken === 0) return
    await rest()
  }
}

/** Nothing more is tried: the officer is told, and the batch is out of the way. What is applied by then stays. */
export async function giveUpImport(
  context: TaskContext,
  payload: unknown,
  why: 'job_died' | 'internal',
): Promise<void> {
  const key = keyOf(payload)
  const batch = await statusOf(context, key)
  if (!batch || !inGroup(importRecord, 'working', batch.status)) return
  await work(context, key, 'giveUpImport', (uow) => move(uow, key, 'fail', { failure: why, stage: 'refused' }))
}
