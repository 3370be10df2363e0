/** Background work of imports. Each task runs at least once and bears repetition: what is done is seen from the batch. */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { JobHalted } from '../../kernel/jobs.ts'
import { applyBatch } from './applying/apply-batch.ts'
import { haltWhenStopping, inBackground, takeStep, type TaskContext } from './background.ts'
import type { BatchKey } from './batch-key.ts'
import { matchBatch } from './deciding/match-batch.ts'
import { readBatch } from './reading/read-batch.ts'
import { inTurn } from './turn.ts'

/** Another process works on an import of this jurisdiction, such as the command of the operator. */
class TaskBusy extends JobHalted {}

const keyOf = (payload: unknown): BatchKey => {
  const { jurisdictionId, importId } = payload as { jurisdictionId?: unknown; importId?: unknown }
  if (typeof jurisdictionId !== 'number' || typeof importId !== 'string') throw new Error('the payload names no batch')
  return { jurisdictionId, id: importId }
}

const statusOf = async (
  context: TaskContext,
  key: BatchKey,
): Promise<{ status: string; cut_off_on: string; polite: boolean } | undefined> =>
  firstRow(
    context.database.db,
    sql`select status, cut_off_on::text, polite from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}`,
  )

/** One process works on imports of a jurisdiction; who waits in vain is taken up again. */
async function takingTurns(
  context: TaskContext,
  payload: unknown,
  run: (key: BatchKey) => Promise<void>,
): Promise<void> {
  const key = keyOf(payload)
  const { database, signal, patienceMs } = context
  const came = await inTurn(database, key.jurisdictionId, { signal, patienceMs }, () => run(key).then(() => true))
  if (came) return
  haltWhenStopping(context)
  throw new TaskBusy('another import has its turn')
}

/** uploaded → parsed → validated → matched; goes on where a killed run stopped. */
export const prepareImport = (context: TaskContext, payload: unknown): Promise<void> =>
  takingTurns(context, payload, (key) => prepare(context, key))

async function prepare(context: TaskContext, key: BatchKey): Promise<void> {
  let batch = await statusOf(context, key)
  if (batch && inGroup(importRecord, 'uploaded', batch.status)) {
    await readBatch(context, key, batch.polite)
    batch = await statusOf(context, key)
  }
  haltWhenStopping(context)
  if (batch && inGroup(importRecord, 'validated', batch.status)) await matchBatch(context, key, batch.cut_off_on)
}

/** reviewed → applied, step by step. */
export const applyImport = (context: TaskContext, payload: unknown): Promise<void> =>
  takingTurns(context, payload, async (key) => {
    const batch = await statusOf(context, key)
    if (batch && inGroup(importRecord, 'reviewed', batch.status)) await applyBatch(context, key, batch.polite)
  })

/** Nothing more is tried: the officer is told, and the batch is out of the way. What is applied by then stays. */
export async function giveUpImport(
  context: TaskContext,
  payload: unknown,
  why: 'job_died' | 'internal',
): Promise<void> {
  const key = keyOf(payload)
  const batch = await statusOf(context, key)
  if (!batch || !inGroup(importRecord, 'working', batch.status)) return
  await inBackground(context, key, 'giveUpImport', (uow) =>
    takeStep(uow, key, 'fail', { failure: why, stage: 'refused' }),
  )
}
