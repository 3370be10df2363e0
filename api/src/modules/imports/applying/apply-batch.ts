/** reviewed → applied, step by step; goes on where a killed run stopped. */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../../kernel/db.ts'
import { statesIn } from '../../../kernel/record.ts'
import { sqlState, type UnitOfWork } from '../../../kernel/unit-of-work.ts'
import { haltWhenStopping, inBackground, noteNothing, restAfter, takeStep, type TaskContext } from '../background.ts'
import type { BatchKey } from '../batch-key.ts'
import { hasPersons, matchAfresh, refreshStatistics } from '../deciding/match.ts'
import { applyBulkStep, BULK_STEPS, dropBulk, isBulkPossible, RegisterInUse } from './bulk.ts'
import { applyChunk } from './chunks.ts'
import { recordDeathsOf } from './deaths.ts'
import { fillPast } from './fill-past.ts'
import { savePresence } from './save-presence.ts'
import { lockReviewed } from './target.ts'

interface Unapplied {
  region_code: string
  cut_off_on: string
  applied_through_row: number
  bulk_step: number | null
}

/**
 * Between match and review another batch may have been applied, or an officer may have registered
 * somebody: what is written is decided on the facts as they are now. Skipped once rows are applied.
 */
async function matchBeforeApplying(context: TaskContext, key: BatchKey): Promise<void> {
  await inBackground(context, key, 'rematchImport', async (uow) => {
    const batch = await firstRow<Unapplied>(
      uow.tx,
      sql`select region_code, cut_off_on::text, applied_through_row, bulk_step from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id} and status in ${statesIn(importRecord, 'reviewed')} for update`,
    )
    if (batch?.applied_through_row === 0 && batch.bulk_step === null) {
      // Nobody is there whom the rows could be: they match as they did when they were read.
      const counts = (await hasPersons(uow.tx, key)) ? await matchAfresh(uow.tx, key, batch.cut_off_on) : {}
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

/** One step of loading an empty register. @returns whether another follows */
async function bulkStep(uow: UnitOfWork, key: BatchKey): Promise<boolean> {
  const batch = await lockReviewed(uow.tx, key)
  if (!batch || batch.bulk_step === null || batch.bulk_step >= BULK_STEPS) {
    noteNothing(uow, key)
    return false
  }
  await applyBulkStep(uow.tx, key, batch, uow.requestId)
  uow.audit({
    jurisdictionId: key.jurisdictionId,
    subjectType: 'import',
    subjectId: key.id,
    regionCode: batch.region_code,
    changes: [{ field: 'bulk_step', before: String(batch.bulk_step), after: String(batch.bulk_step + 1) }],
  })
  return true
}

/** The register is in use by now: the file is applied in chunks instead. */
async function leaveBulk(uow: UnitOfWork, key: BatchKey): Promise<void> {
  await dropBulk(uow.tx, key)
  await uow.tx.execute(
    sql`update import_batches set bulk_step = null, stage_done = 0 where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}`,
  )
  noteNothing(uow, key)
}

const LOCK_PAUSE_MS = 100

async function loadEmptyRegister(context: TaskContext, key: BatchKey): Promise<void> {
  for (let more = true; more;) {
    haltWhenStopping(context)
    try {
      more = await inBackground(context, key, 'applyImport', (uow) => bulkStep(uow, key))
    } catch (error) {
      if (error instanceof RegisterInUse) return inBackground(context, key, 'applyImport', (uow) => leaveBulk(uow, key))
      // A lock that was not to be had in time: officers were busy, so the step is tried again a little later.
      if (sqlState(error) !== '55P03') throw error
      await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS))
    }
  }
}

const isLoadedAtOnce = async ({ database }: TaskContext, key: BatchKey): Promise<boolean> =>
  (
    await firstRow<{ ok: boolean }>(
      database.db,
      sql`select bulk_step is not null as ok from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}`,
    )
  )?.ok ?? false

/** All rows are applied, or the batch is not to be applied any more. */
async function endApplying(uow: UnitOfWork, key: BatchKey): Promise<void> {
  if (!(await lockReviewed(uow.tx, key))) return noteNothing(uow, key)
  await savePresence(uow.tx, key, uow.requestId)
  await fillPast(uow.tx, key, uow.requestId)
  await recordDeathsOf(uow.tx, key, uow.requestId)
  await takeStep(uow, key, 'apply', { stage: 'done', appliedAt: uow.now })
  // The facts and the rejects are kept; the file itself is not needed any more.
  await uow.tx.execute(
    sql`delete from import_chunks where jurisdiction_id = ${key.jurisdictionId} and batch_id = ${key.id}`,
  )
}

/** Chunks between fresh statistics: the tables grow while they are joined with. */
const STATISTICS_EVERY = 5

/** The rows that are left, in chunks; after the last of them the batch is applied. */
async function applyRest(context: TaskContext, key: BatchKey, rest: () => Promise<void>): Promise<void> {
  const loaded = await isLoadedAtOnce(context, key)
  for (let chunk = 0; ; chunk++) {
    if (chunk > 0 && chunk % STATISTICS_EVERY === 0) await refreshStatistics(context.database.db, key)
    haltWhenStopping(context)
    const taken = await inBackground(context, key, 'applyImport', async (uow) => {
      const rows = loaded ? 0 : await applyChunk(uow, key)
      if (rows === 0) await endApplying(uow, key)
      return rows
    })
    if (taken === 0) return
    await rest()
  }
}

export async function applyBatch(context: TaskContext, key: BatchKey, polite: boolean): Promise<void> {
  await matchBeforeApplying(context, key)
  await loadEmptyRegister(context, key)
  await applyRest(context, key, restAfter(polite))
}
