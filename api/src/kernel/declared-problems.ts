/** Which problems an operation may answer with: those it declares, and those that follow from what it is. */
import type { Operation } from '@pandu-gempita/shared/contract/operation'
import type { ProblemCode } from '@pandu-gempita/shared/problems'

const ALWAYS: readonly ProblemCode[] = [
  'invalid-request',
  'malformed-json',
  'cross-site-request',
  'request-timeout',
  'body-too-large',
  'url-too-long',
  'unsupported-media-type',
  'header-too-large',
  'too-many-requests',
  'internal-error',
  'unavailable',
  'storage-full',
  'concurrent-change',
]

export function possibleProblems(operation: Operation): ReadonlySet<ProblemCode> {
  const query = operation.query as { properties?: Record<string, unknown> } | undefined
  return new Set([
    ...ALWAYS,
    ...(operation.problems ?? []),
    ...(operation.access === 'public'
      ? []
      : (['not-signed-in', 'permission-missing', 'password-change-needed'] as const)),
    ...(operation.params ? (['not-found', 'unknown-path'] as const) : []),
    ...(query?.properties?.['cursor'] ? (['invalid-cursor'] as const) : []),
    ...(operation.concurrency ? (['version-required', 'stale-version'] as const) : []),
    ...(operation.idempotency ? (['idempotency-key-required', 'key-reused', 'request-in-progress'] as const) : []),
  ])
}
