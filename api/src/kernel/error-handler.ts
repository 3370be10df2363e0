/** The one error handler: problems, framework errors, constraint names and the unknown, all as RFC 9457. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problems, type ProblemCode } from '@pandu-gempita/shared/problems'
import type { Problem } from '@pandu-gempita/shared/contract/problem'
import type { Operation } from '@pandu-gempita/shared/contract/operation'
import { possibleProblems } from './declared-problems.ts'
import { ProblemError, type ProblemExtensions } from './problem-error.ts'
import { sqlState } from './unit-of-work.ts'

export const toProblem = (code: ProblemCode, requestId: string, extensions: ProblemExtensions = {}): Problem => ({
  type: `/problems/${code}`,
  title: problems[code].title,
  status: problems[code].status,
  code,
  requestId,
  ...(extensions.errors && { errors: [...extensions.errors] }),
  ...(extensions.allowed && { allowed: [...extensions.allowed] }),
})

const FRAMEWORK: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid-request',
  FST_ERR_BAD_URL: 'not-found',
  FST_ERR_MAX_PARAM_LENGTH: 'url-too-long',
}

const BUSY = new Set(['55P03', '53300', '57P01', '57P03', '08006', '08001', '40001', '40P01', '57014', '25P04'])

/**
 * Values of a right shape that the database knows to be none: year 0 (22008), an offset of 20 hours (22009), and
 * their like. A last net under the contract's formats; it names no field.
 */
const NO_SUCH_VALUE = new Set(['22003', '22007', '22008', '22009', '22021', '22P02', '22P05'])

/** Constraint name, as the statement gave it, to problem. Partitions name theirs after themselves, hence the map from the catalogue. */
export interface ConstraintProblems {
  readonly [constraint: string]: ProblemCode
}

const constraintOf = (error: unknown): string | undefined => {
  for (let at: unknown = error; typeof at === 'object' && at !== null; at = 'cause' in at ? at.cause : undefined)
    if ('constraint' in at && typeof at.constraint === 'string') return at.constraint
  return undefined
}

const isConnectionError = (error: unknown): boolean => {
  for (let at: unknown = error; typeof at === 'object' && at !== null; at = 'cause' in at ? at.cause : undefined)
    if (
      'code' in at &&
      typeof at.code === 'string' &&
      /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)$/.test(at.code)
    )
      return true
  return false
}

export function classify(
  error: unknown,
  constraintProblems: ConstraintProblems,
): { code: ProblemCode; extensions: ProblemExtensions } {
  if (error instanceof ProblemError) return { code: error.code, extensions: error.extensions }
  const framework = (error as Partial<FastifyError>).code
  const known = framework === undefined ? undefined : FRAMEWORK[framework]
  if (known) return { code: known, extensions: {} }
  const constraint = constraintOf(error)
  const fromConstraint = constraint === undefined ? undefined : constraintProblems[constraint]
  if (fromConstraint) return { code: fromConstraint, extensions: {} }
  if (BUSY.has(sqlState(error) ?? '') || isConnectionError(error))
    return { code: 'unavailable', extensions: { retryAfterSeconds: 2 } }
  if (NO_SUCH_VALUE.has(sqlState(error) ?? '')) return { code: 'invalid-request', extensions: {} }
  // What the framework and its plugins refuse by themselves: ranges, paths with U+0000, broken headers.
  const status = (error as Partial<FastifyError>).statusCode ?? 500
  if (status === 404) return { code: 'not-found', extensions: {} }
  if (status >= 400 && status < 500) return { code: 'invalid-request', extensions: {} }
  return { code: 'internal-error', extensions: {} }
}

export function sendProblem(reply: FastifyReply, code: ProblemCode, extensions: ProblemExtensions = {}): FastifyReply {
  if (extensions.retryAfterSeconds !== undefined) reply.header('retry-after', extensions.retryAfterSeconds)
  if (problems[code].status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .status(problems[code].status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .header('x-request-id', reply.request.id)
    .send(JSON.stringify(toProblem(code, reply.request.id, extensions)))
}

/** What may be logged of an error: never its message when it comes from the database, which can hold values. */
const loggable = (error: unknown): Record<string, unknown> => ({
  name: error instanceof Error ? error.name : typeof error,
  sqlState: sqlState(error),
  constraint: constraintOf(error),
  stack:
    error instanceof Error
      ? (error.stack ?? '')
          .split('\n')
          .filter((line) => line.trimStart().startsWith('at '))
          .slice(0, 12)
      : undefined,
  ...(error instanceof Error &&
    sqlState(error) === undefined &&
    error.name !== 'DrizzleQueryError' && { message: error.message }),
})

/** `strict` (tests): a problem that the operation does not declare is a mistake of ours, and answers 500. */
export function installErrorHandler(
  app: FastifyInstance,
  constraintProblems: ConstraintProblems,
  strict?: (operationId: string) => Operation | undefined,
): void {
  app.setErrorHandler((error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const { code, extensions } = classify(error, constraintProblems)
    if (problems[code].status >= 500) request.log.error({ problem: code, cause: loggable(error) }, 'request failed')
    const operation = strict?.(request.routeOptions.config.operationId ?? '')
    if (operation && !possibleProblems(operation).has(code)) {
      process.emitWarning(`${request.routeOptions.config.operationId} answered the undeclared problem ${code}`)
      return sendProblem(reply, 'internal-error')
    }
    return sendProblem(reply, code, extensions)
  })
}
