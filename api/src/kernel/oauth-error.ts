/** The token endpoint speaks RFC 6749, not RFC 9457: every OAuth library reads `error` and nothing else. */
import type { ProblemCode } from '@pandu-gempita/shared/problems'
import { problems } from '@pandu-gempita/shared/problems'
import { problemHelp } from '@pandu-gempita/shared/problem-help'
import type { FastifyRequest } from 'fastify'
import type { ProblemExtensions } from './problem-error.ts'

/** RFC 6749 5.2; what is not the client's mistake has no code there, so those of 4.1.2.1 are borrowed. */
const ERRORS: Partial<Record<ProblemCode, { readonly error: string; readonly status: number }>> = {
  'invalid-client': { error: 'invalid_client', status: 401 },
  'unsupported-grant-type': { error: 'unsupported_grant_type', status: 400 },
  'unauthorized-client': { error: 'unauthorized_client', status: 400 },
  'invalid-scope': { error: 'invalid_scope', status: 400 },
  'too-many-requests': { error: 'temporarily_unavailable', status: 429 },
  unavailable: { error: 'temporarily_unavailable', status: 503 },
  'storage-full': { error: 'temporarily_unavailable', status: 503 },
  'concurrent-change': { error: 'temporarily_unavailable', status: 503 },
  'internal-error': { error: 'server_error', status: 500 },
}

export interface OAuthError {
  readonly status: number
  readonly body: { readonly error: string; readonly error_description: string }
  /** For who tried Basic: RFC 6749 5.2 asks for the scheme that was used. */
  readonly challenge?: string
}

export function oauthErrorOf(code: ProblemCode, extensions: ProblemExtensions, request: FastifyRequest): OAuthError {
  const status = problems[code].status
  const { error, status: told } = ERRORS[code] ?? { error: 'invalid_request', status: status >= 500 ? status : 400 }
  const fault = extensions.errors?.[0]
  const text = fault
    ? `${fault.pointer.slice(1) || 'the form'} ${fault.message}`
    : (extensions.detail ?? problemHelp[code].en.cause)
  return {
    status: told,
    // Characters of the description are limited to ASCII without " and \ (appendix A.8).
    body: { error, error_description: text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'") },
    ...(error === 'invalid_client' &&
      (request.headers.authorization ?? '').toLowerCase().startsWith('basic ') && {
        challenge: 'Basic realm="Pandu Gempita", charset="UTF-8"',
      }),
  }
}
