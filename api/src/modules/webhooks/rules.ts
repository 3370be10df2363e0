import type { WebhookDeliveryError } from '@pandu-gempita/shared/webhooks'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** When the tries of a message are made, each counted from the one before (Standard Webhooks 1.0.0): about three days and a half. */
export const RETRY_AFTER_MS: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]
/** A tenth more or less, so that what failed together does not come back together. */
const JITTER = 0.1
/** A receiver may ask for rest, not for silence. */
const LONGEST_REST_MS = 24 * HOUR
/** Without a wish of its own, a receiver that is out of breath is left alone for so long. */
const REST_MS = MINUTE

/** What one try came to. */
export interface Outcome {
  readonly status: number | null
  /** Null: it was taken. */
  readonly error: WebhookDeliveryError | null
  readonly retryAfter: string | null
  readonly durationMs: number
}

export const errorOfStatus = (status: number): WebhookDeliveryError | null => {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) return 'redirect'
  return status === 410 ? 'gone' : 'status'
}

/** Retry-After (RFC 9110 10.2.3): seconds or a date. */
export function restOf(retryAfter: string | null, now: number): number | null {
  if (retryAfter === null) return null
  const text = retryAfter.trim()
  const wish = /^\d{1,9}$/.test(text) ? Number(text) * SECOND : Date.parse(text) - now
  return Number.isFinite(wish) ? Math.min(Math.max(wish, 0), LONGEST_REST_MS) : null
}

const ASKS_FOR_REST: readonly number[] = [429, 502, 503, 504]

export interface NextTry {
  /** Null: that was the last one. */
  readonly afterMs: number | null
  /** So long nothing at all is sent to this receiver. */
  readonly restMs: number
}

/**
 * @param attempts tries that were made, this one included
 * @param chance from 0 to 1
 */
export function nextTry(
  outcome: Outcome,
  attempts: number,
  schedule: readonly number[],
  chance: number,
  now: number,
): NextTry {
  const planned = schedule[attempts]
  const asked = outcome.status !== null && ASKS_FOR_REST.includes(outcome.status)
  const wish = asked ? restOf(outcome.retryAfter, now) : null
  const afterMs =
    planned === undefined ? null : Math.max(Math.round(planned * (1 + JITTER * (2 * chance - 1))), wish ?? 0)
  return { afterMs, restMs: wish ?? (asked ? Math.min(REST_MS, planned ?? REST_MS) : 0) }
}
