/** What the background work of imports is done with, in whichever room: its context, its entries in the log, its steps. */
import type { BackgroundOperation } from '@pandu-gempita/shared/audit-words'
import { type importRecord } from '@pandu-gempita/shared/import-record'
import type { StepOf } from '@pandu-gempita/shared/contract/record'
import { systemActor } from '../../kernel/actor.ts'
import type { Database } from '../../kernel/db.ts'
import type { Secrets } from '../../kernel/digest.ts'
import { JobHalted } from '../../kernel/jobs.ts'
import type { Sets } from '../../kernel/record.ts'
import { followStep } from '../../kernel/step.ts'
import { inUnitOfWork, type UnitOfWork } from '../../kernel/unit-of-work.ts'
import type { BatchKey } from './batch-key.ts'
import { importDoor } from './door.ts'
import type { importBatches } from './tables.ts'

export interface TaskContext {
  readonly database: Database
  readonly secrets: Secrets
  /** Raised when the process is to stop; work ends at the next safe point and is taken up again. */
  readonly signal: AbortSignal
  /** How long to wait for one's turn; for ever unless told. A worker has others to serve meanwhile. */
  readonly patienceMs?: number
}

export class TaskInterrupted extends JobHalted {}

/** Asked at each safe point. */
export const haltWhenStopping = ({ signal }: TaskContext): void => {
  if (signal.aborted) throw new TaskInterrupted('stopping')
}

export const inBackground = <T>(
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

export const takeStep = (
  uow: UnitOfWork,
  key: BatchKey,
  step: StepOf<typeof importRecord>,
  sets: Sets<typeof importBatches>,
) => followStep(uow, importDoor, step, key, { sets })

/** A step that found nothing to do is on record like any other. */
export const noteNothing = (uow: UnitOfWork, key: BatchKey): void =>
  uow.audit({ jurisdictionId: key.jurisdictionId, subjectType: 'import', subjectId: key.id })

const LONGEST_REST_MS = 2_000

/** Polite work leaves the machine to the officers: after each piece it rests as long as the piece took. */
export const restAfter = (polite: boolean): (() => Promise<void>) => {
  let since = Date.now()
  return async () => {
    if (polite) await new Promise((resolve) => setTimeout(resolve, Math.min(Date.now() - since, LONGEST_REST_MS)))
    since = Date.now()
  }
}
