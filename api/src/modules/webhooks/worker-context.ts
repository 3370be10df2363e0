import type { WebhookFailure } from '@pandu-gempita/shared/webhooks'
import { systemActor } from '../../kernel/actor.ts'
import type { Database } from '../../kernel/db.ts'
import type { Secrets } from '../../kernel/digest.ts'
import { followStep } from '../../kernel/step.ts'
import { ProblemError } from '../../kernel/problem-error.ts'
import { inUnitOfWork } from '../../kernel/unit-of-work.ts'
import { webhookDoor } from './door.ts'
import { RETRY_AFTER_MS } from './rules.ts'
import type { Targets } from './targets.ts'

export interface WebhookSettings {
  /** When the tries are made, each counted from the one before. */
  readonly schedule: readonly number[]
  readonly timeoutMs: number
  /** How often it is looked whether something has happened. */
  readonly tickMs: number
  /** More messages than this do not wait for one receiver: one message tells of all events instead. */
  readonly mostWaiting: number
  /** So long after such a message the next one may be made. */
  readonly pendingEveryMs: number
  /** Requests at a time, one a receiver. */
  readonly mostAtOnce: number
}
/** docs/adr/0020 says why. */
export const DEFAULTS: WebhookSettings = {
  schedule: RETRY_AFTER_MS,
  timeoutMs: 15_000,
  tickMs: 500,
  mostWaiting: 100,
  pendingEveryMs: 60_000,
  mostAtOnce: 32,
}

export interface WebhookContext {
  readonly database: Database
  readonly secrets: Secrets
  readonly targets: Targets
  readonly settings: WebhookSettings
  readonly signal: AbortSignal
}

export interface WebhookKey {
  readonly jurisdictionId: number
  readonly id: string
}

/** Nothing is sent any more until somebody resumes it; the event tells the screens and whoever follows them. */
export async function disable(
  { database, secrets }: Pick<WebhookContext, 'database' | 'secrets'>,
  { jurisdictionId, id }: WebhookKey,
  failure: WebhookFailure,
): Promise<void> {
  await inUnitOfWork(
    database,
    secrets,
    { actor: systemActor(jurisdictionId), requestId: `webhook-${id}`, operation: 'disableWebhook' },
    (uow) =>
      followStep(uow, webhookDoor, 'disable', { jurisdictionId, id }, { sets: { failure }, details: { failure } }),
  ).catch((error: unknown) => {
    // Another try, or an officer, was quicker.
    if (!(error instanceof ProblemError)) throw error
  })
}
