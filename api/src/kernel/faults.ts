/**
 * What went wrong below us, as a problem, and what may be logged of it. The message of an error is never logged: a
 * database, a driver or a parser puts values into it. Kind, place and codes are enough to find the fault.
 */
import type { ProblemCode } from '@pandu-gempita/shared/problems'

/** From the error to its causes, outermost first. */
export function* causes(error: unknown): Generator<object> {
  let at = error
  for (let depth = 0; typeof at === 'object' && at !== null && depth < 10; depth++) {
    yield at
    at = 'cause' in at ? at.cause : undefined
  }
}

/** Each SQLSTATE that a healthy program can meet, and what it means to who asked (PostgreSQL 18, appendix A). */
const BY_SQL_STATE: Readonly<Record<string, ProblemCode>> = {
  // The server goes, comes, or is full: nothing was changed, and a little later it may be done.
  '08000': 'unavailable', // connection_exception
  '08001': 'unavailable',
  '08003': 'unavailable',
  '08004': 'unavailable',
  '08006': 'unavailable',
  '25P03': 'unavailable', // idle_in_transaction_session_timeout
  '25P04': 'unavailable', // transaction_timeout
  '28000': 'unavailable', // the password or role was changed under us
  '28P01': 'unavailable',
  '3D000': 'unavailable', // the database is being restored
  '53000': 'unavailable', // insufficient_resources
  '53200': 'unavailable', // out_of_memory
  '53300': 'unavailable', // too_many_connections
  '53400': 'unavailable',
  '57014': 'unavailable', // query_canceled: statement_timeout
  '57P01': 'unavailable', // admin_shutdown
  '57P02': 'unavailable', // crash_shutdown
  '57P03': 'unavailable', // cannot_connect_now
  '57P04': 'unavailable',
  '57P05': 'unavailable',
  '58000': 'unavailable',
  '58030': 'unavailable', // io_error
  '42P01': 'unavailable', // a table is missing: not migrated yet
  '42501': 'unavailable', // a grant is missing: not migrated yet, or as another role
  // The disk is full: reading goes on, writing waits for the operator.
  '53100': 'storage-full',
  // Two at the same record, after the tries of the unit of work.
  '40001': 'concurrent-change',
  '40P01': 'concurrent-change',
  '55P03': 'concurrent-change', // lock_not_available
  '55006': 'concurrent-change',
  // Values of a right shape that the database knows to be none: year 0, an offset of 20 hours. They name no field.
  '22003': 'invalid-request',
  '22007': 'invalid-request',
  '22008': 'invalid-request',
  '22009': 'invalid-request',
  '22021': 'invalid-request',
  '22P02': 'invalid-request',
  '22P05': 'invalid-request',
}

const SYSTEM_CODES: Readonly<Record<string, ProblemCode>> = {
  ECONNREFUSED: 'unavailable',
  ECONNRESET: 'unavailable',
  EPIPE: 'unavailable',
  ETIMEDOUT: 'unavailable',
  ENOTFOUND: 'unavailable',
  EAI_AGAIN: 'unavailable',
  EHOSTUNREACH: 'unavailable',
  ENOSPC: 'storage-full',
  EDQUOT: 'storage-full',
}

/** The driver has no codes for what happens to a connection; these are its own sentences, without values. */
const DRIVER_SENTENCES = new Set([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Query read timeout',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Cannot use a pool after calling end on the pool',
])

export const constraintOf = (error: unknown): string | undefined => {
  for (const at of causes(error)) if ('constraint' in at && typeof at.constraint === 'string') return at.constraint
  return undefined
}

/** What the database or the connection to it means, or undefined when it is a mistake of ours. */
export function problemOfFault(error: unknown): ProblemCode | undefined {
  for (const at of causes(error)) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : undefined
    const known = code === undefined ? undefined : (BY_SQL_STATE[code] ?? SYSTEM_CODES[code])
    if (known) return known
    if (at instanceof Error && DRIVER_SENTENCES.has(at.message)) return 'unavailable'
  }
  return undefined
}

/** Names of classes are ours or the libraries'; one that was made up from data would have to look like one. */
const nameOf = (error: unknown): string => {
  const name = error instanceof Error ? error.constructor.name : typeof error
  return /^[A-Za-z]{1,60}$/.test(name) ? name : 'Error'
}

/** Frames alone: a message of several lines can look like anything, so it is cut off first. */
function framesOf(error: Error): string[] {
  const stack = error.stack ?? ''
  const head = stack.indexOf(error.message)
  const rest = error.message !== '' && head >= 0 ? stack.slice(head + error.message.length) : stack
  return rest
    .split('\n')
    .flatMap((line) => {
      const found =
        /^\s{4}at (?:(?:async )?[\w.<>$# [\]]{1,80} )?\(?((?:file:\/\/|node:|\/)[^\s()]{1,200}:\d+:\d+)\)?$/.exec(line)
      return found?.[1] ? [found[1]] : []
    })
    .slice(0, 12)
}

export interface LoggableFault {
  readonly kind: string
  readonly code?: string
  readonly constraint?: string
  readonly at: readonly string[]
  readonly cause?: LoggableFault
}

/** The allow-list: kind, code, constraint, frames, and the same of the cause. */
export function loggable(error: unknown, depth = 0): LoggableFault {
  const code =
    typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const constraint = constraintOf(error)
  const cause = error instanceof Error ? error.cause : undefined
  return {
    kind: nameOf(error),
    ...(/^[A-Z0-9_]{2,40}$/.test(code) && { code }),
    ...(constraint !== undefined && /^[a-z0-9_]{1,63}$/.test(constraint) && { constraint }),
    at: error instanceof Error ? framesOf(error) : [],
    ...(cause !== undefined && depth < 3 && { cause: loggable(cause, depth + 1) }),
  }
}
