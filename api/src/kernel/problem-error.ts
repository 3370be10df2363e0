/** What code throws to refuse: a code of the shared catalogue and its extensions. */
import { problems, type ProblemCode } from '@pandu-gempita/shared/problems'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import type { InputError } from '@pandu-gempita/shared/contract/problem'

export interface ProblemExtensions {
  readonly errors?: readonly InputError[]
  readonly allowed?: readonly string[]
  readonly retryAfterSeconds?: number
  /** One sentence on this case, without personal data; else the catalogue's. */
  readonly detail?: string
  /** The permission that is missing. */
  readonly permission?: PermissionCode
  /** Media types that are taken. */
  readonly accepted?: readonly string[]
  /** In bytes, for what is too large. */
  readonly limit?: number
  /** Whether a 401 is for want of a token, or for one that is none (RFC 6750 3.1). Not told in the body. */
  readonly token?: 'missing' | 'invalid'
}

export class ProblemError extends Error {
  readonly code: ProblemCode
  readonly extensions: ProblemExtensions
  constructor(code: ProblemCode, extensions: ProblemExtensions = {}) {
    super(problems[code].title)
    this.name = 'ProblemError'
    this.code = code
    this.extensions = extensions
  }
}

export const problem = (code: ProblemCode, extensions?: ProblemExtensions): ProblemError =>
  new ProblemError(code, extensions)

/** A problem about one field of the body. */
export const fieldProblem = (
  code: ProblemCode,
  pointer: string,
  rule: string = code,
  message: string = problems[code].title,
): ProblemError => new ProblemError(code, { errors: [{ pointer, code: rule, message }] })
