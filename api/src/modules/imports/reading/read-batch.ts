/** uploaded → validated, or refused with the reason; or still uploaded, where somebody must say which column is which. */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { sql } from 'drizzle-orm'
import { statesIn } from '../../../kernel/record.ts'
import type { UnitOfWork } from '../../../kernel/unit-of-work.ts'
import { haltWhenStopping, inBackground, noteNothing, restAfter, takeStep, type TaskContext } from '../background.ts'
import type { BatchKey } from '../batch-key.ts'
import { ArchiveFault } from './archives/limits.ts'
import { ReadCancelled } from './checkpoint.ts'
import { readFile, refusedFile, type ReadOutcome } from './read-file.ts'

async function waitForColumns(uow: UnitOfWork, key: BatchKey): Promise<void> {
  await uow.tx.execute(
    sql`update import_batches set stage = 'mapping', updated_at = now() where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id} and status in ${statesIn(importRecord, 'uploaded')}`,
  )
  noteNothing(uow, key)
}

async function endReading(uow: UnitOfWork, key: BatchKey, outcome: ReadOutcome): Promise<void> {
  const { failure, ...counts } = outcome
  if (failure === 'needs_mapping') return waitForColumns(uow, key)
  await takeStep(uow, key, 'parse', { counts: sql`counts || ${JSON.stringify(counts)}::jsonb` })
  if (failure) await takeStep(uow, key, 'fail', { failure, stage: 'refused' })
  else
    await takeStep(uow, key, 'validate', {
      stage: 'matching',
      stageDone: 0,
      stageTotal: outcome.valid,
      stageStartedAt: uow.now,
    })
}

export async function readBatch(context: TaskContext, key: BatchKey, polite: boolean): Promise<void> {
  try {
    const outcome = await readFile(context.database, key, { signal: context.signal, pause: restAfter(polite) }).catch(
      (error: unknown): ReadOutcome => {
        if (!(error instanceof ArchiveFault)) throw error
        return refusedFile(error.failure)
      },
    )
    await inBackground(context, key, 'readImport', (uow) => endReading(uow, key, outcome))
  } catch (error) {
    if (!(error instanceof ReadCancelled)) throw error
    haltWhenStopping(context)
  }
}
