/**
 * What a request that answered 5xx died of, in words for who has just made the mistake: the operation, the field or statement
 * and the cause. The product logs none of this, because it may hold personal data; tests have none.
 */
import { contracts } from '@pandu-gempita/shared/contracts'
import { createCheck, eachOperation } from '../src/kernel/schemas.ts'

const MOST_LETTERS = 1_500
const MOST_FIELDS = 5

const operations = new Map(eachOperation(contracts).map(({ id, operation }) => [id, operation]))

const isError = (value: unknown): value is Error & { readonly query?: unknown } => value instanceof Error

/** Drizzle wraps what the driver says and keeps the statement; the last cause is what happened. */
function lastCause(error: unknown): { readonly message: string; readonly statement?: string } {
  let statement: string | undefined
  let message = String(error)
  for (let at: unknown = error, depth = 0; isError(at) && depth < 10; at = at.cause, depth++) {
    if (typeof at.query === 'string') statement = at.query
    else message = at.message
  }
  return { message, ...(statement !== undefined && { statement }) }
}

/** Fields of the result that the contract knows otherwise: what the serialiser stumbles over, by pointer. */
function wrongFields(operationId: string, result: unknown): string[] {
  const success = operations.get(operationId)?.success
  if (result === undefined || !success || !('body' in success)) return []
  return createCheck(
    success.body,
    'body',
  )(result)
    .filter(({ code }) => code !== 'unknown_field')
    .slice(0, MOST_FIELDS)
    .map(({ pointer, message }) => `${pointer} ${message}`)
}

export function describeFault(operationId: string, error: unknown, result: unknown): string {
  const { message, statement } = lastCause(error)
  const frame = isError(error)
    ? /\n\s+at .*(?:api\/src\/modules|api\/test)\/.*/.exec(error.stack ?? '')?.[0].trim()
    : ''
  return [
    `${operationId} failed: ${message}`,
    ...(statement === undefined ? wrongFields(operationId, result).map((field) => `  field: ${field}`) : []),
    ...(statement === undefined
      ? []
      : [`  statement: ${statement.replace(/\s+/g, ' ').trim().slice(0, MOST_LETTERS)}`]),
    ...(frame ? [`  ${frame}`] : []),
  ].join('\n')
}
