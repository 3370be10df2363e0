/** Everything that can go wrong before, in or after a handler: problems, framework errors, constraint names and the unknown, all as RFC 9457. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problems, type ProblemCode } from '@pandu-gempita/shared/problems'
import { problemHelp } from '@pandu-gempita/shared/problem-help'
import type { Problem } from '@pandu-gempita/shared/contract/problem'
import type { Operation } from '@pandu-gempita/shared/contract/operation'
import { possibleProblems } from './declared-problems.ts'
import { causes, constraintOf, loggable, problemOfFault, type LoggableFault } from './faults.ts'
import { logRequest } from './logger.ts'
import { oauthErrorOf } from './oauth-error.ts'
import { ProblemError, type ProblemExtensions } from './problem-error.ts'

export const toProblem = (code: ProblemCode, requestId: string, extensions: ProblemExtensions = {}): Problem => ({
  type: `/problems/${code}`,
  title: problems[code].title,
  status: problems[code].status,
  code,
  detail: extensions.detail ?? problemHelp[code].en.cause,
  requestId,
  ...(extensions.errors && { errors: [...extensions.errors] }),
  ...(extensions.allowed && { allowed: [...extensions.allowed] }),
  ...(extensions.permission && { permission: extensions.permission }),
  ...(extensions.accepted && { accepted: [...extensions.accepted] }),
  ...(extensions.limit !== undefined && { limit: extensions.limit }),
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

/** Constraint name, as the statement gave it, to problem. Partitions name theirs after themselves, hence the map from the catalogue. */
export interface ConstraintProblems {
  readonly [constraint: string]: ProblemCode
}

const RETRY_AFTER_SECONDS: Partial<Record<ProblemCode, number>> = {
  unavailable: 2,
  'concurrent-change': 1,
  'storage-full': 60,
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
  const below = problemOfFault(error)
  if (below) {
    const retryAfterSeconds = RETRY_AFTER_SECONDS[below]
    return { code: below, extensions: retryAfterSeconds === undefined ? {} : { retryAfterSeconds } }
  }
  // What the framework and its plugins refuse by themselves: ranges, paths with U+0000, broken headers.
  const status = (error as Partial<FastifyError>).statusCode ?? 500
  if (status === 404) return { code: 'not-found', extensions: {} }
  if (status >= 400 && status < 500) return { code: 'invalid-request', extensions: {} }
  return { code: 'internal-error', extensions: {} }
}

/** RFC 6750 3: no error code where no token was sent, `invalid_token` where it is none any more. */
const challengeOf = (code: ProblemCode, { token, permission }: ProblemExtensions): string | undefined => {
  if (problems[code].status === 401) return token === 'invalid' ? 'Bearer error="invalid_token"' : 'Bearer'
  return code === 'permission-missing' && permission
    ? `Bearer error="insufficient_scope", scope="${permission}"`
    : undefined
}

export function sendProblem(reply: FastifyReply, code: ProblemCode, extensions: ProblemExtensions = {}): FastifyReply {
  const { operationId: _id, operation } = reply.request.routeOptions.config
  if (extensions.retryAfterSeconds !== undefined) reply.header('retry-after', extensions.retryAfterSeconds)
  reply.header('cache-control', 'no-store').header('x-request-id', reply.request.id)
  if (operation?.errors === 'oauth') {
    const { status, body, challenge } = oauthErrorOf(code, extensions, reply.request)
    if (challenge) reply.header('www-authenticate', challenge)
    return reply.status(status).header('content-type', 'application/json').send(JSON.stringify(body))
  }
  const challenge = challengeOf(code, extensions)
  if (challenge) reply.header('www-authenticate', challenge)
  return reply
    .status(problems[code].status)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(toProblem(code, reply.request.id, extensions)))
}

/** What the operation would have taken, where the framework refused before it was asked. */
const withOperation = (
  code: ProblemCode,
  extensions: ProblemExtensions,
  { routeOptions }: FastifyRequest,
): ProblemExtensions => {
  const { operation } = routeOptions.config
  if (code === 'body-too-large') return { limit: routeOptions.bodyLimit, ...extensions }
  if (code === 'unsupported-media-type' && operation)
    return {
      accepted: operation.upload?.types ?? [
        operation.bodyType === 'form' ? 'application/x-www-form-urlencoded' : 'application/json',
      ],
      ...extensions,
    }
  return extensions
}

/** A flood of the same fault must not fill the disk: each kind once a second, with how many were passed over. */
const FAULT_EVERY_MS = 1_000
const told = new Map<string, { at: number; passedOver: number }>()
function logFault(request: FastifyRequest, code: ProblemCode, cause: LoggableFault): void {
  const kind = `${code} ${cause.kind} ${cause.code ?? ''} ${cause.at[0] ?? ''}`
  const last = told.get(kind) ?? { at: 0, passedOver: 0 }
  if (told.size > 1_000) told.clear()
  if (Date.now() - last.at < FAULT_EVERY_MS) {
    told.set(kind, { ...last, passedOver: last.passedOver + 1 })
    return
  }
  told.set(kind, { at: Date.now(), passedOver: 0 })
  request.log.error({ problem: code, cause, ...(last.passedOver > 0 && { alike: last.passedOver }) }, 'request failed')
}

/** What servers log for a caller who has closed the line: no status of HTTP, because nobody reads it. */
const CALLER_LEFT = 499
/**
 * The line broke before all of the request was there. The same codes mean a lost database elsewhere, so it is told by
 * whose error it is: that of the request itself.
 */
function callerLeft(error: unknown, { raw }: FastifyRequest): boolean {
  if (!raw.destroyed || raw.complete) return false
  for (const at of causes(error))
    if (at === raw.errored || ('code' in at && at.code === 'ERR_STREAM_PREMATURE_CLOSE')) return true
  return false
}

/** For tests, where a mistake of ours must be seen at once. */
export interface Strict {
  /** A problem that the operation does not declare answers 500. */
  readonly operation: (operationId: string) => Operation | undefined
  /** Hears of each answer of 500 with all that is known of it; the log keeps kinds and places only. */
  readonly onFault: (operationId: string, error: unknown) => void
}

export function installErrorHandler(
  app: FastifyInstance,
  constraintProblems: ConstraintProblems,
  strict?: Strict,
): void {
  app.setErrorHandler((error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    if (callerLeft(error, request)) {
      // No answer ends on a broken line, so nothing else would tell of this request.
      logRequest(request, reply, CALLER_LEFT)
      return reply.hijack()
    }
    const { code, extensions } = classify(error, constraintProblems)
    const shed = error instanceof ProblemError && code === 'unavailable'
    if (problems[code].status >= 500 && !shed) logFault(request, code, loggable(error))
    const operationId = request.routeOptions.config.operationId ?? ''
    const operation = strict?.operation(operationId)
    const undeclared = operation !== undefined && !possibleProblems(operation).has(code)
    if (problems[code].status >= 500 && !shed) strict?.onFault(operationId, error)
    else if (undeclared) strict?.onFault(operationId, new Error(`it answered the undeclared problem ${code}`))
    if (undeclared) return sendProblem(reply, 'internal-error')
    return sendProblem(reply, code, withOperation(code, extensions, request))
  })
}
