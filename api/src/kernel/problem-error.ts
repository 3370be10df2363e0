/** What code throws to refuse: a code of the shared catalogue and its extensions. */
import { problems, type ProblemCode } from '@pandu-gempita/shared/problems'
import type { InputError } from '@pandu-gempita/shared/contract/problem'

export interface ProblemExtensions {
  readonly errors?: readonly InputError[]
  readonly allowed?: readonly string[]
  readonly retryAfterSeconds?: number
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
