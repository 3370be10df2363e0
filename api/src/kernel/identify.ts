/** Who asks, before anything that was sent is read: session or token, cross-site check, permission, how often. */
import '@fastify/cookie'
import type { Operation } from '@pandu-gempita/shared/contract/operation'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from './actor.ts'
import { ensureHolds } from './authorize.ts'
import { sha256 } from './digest.ts'
import type { Kernel, Route } from './handlers.ts'
import { problem } from './problem-error.ts'

const CSRF_HEADER = 'x-pandu-csrf'

/** A browser sends the cookie by itself, so a page of ours adds a header that no foreign page can add (no CORS is granted). */
function refuseCrossSite(kernel: Kernel, request: FastifyRequest, operation: Operation): void {
  if (operation.method === 'GET' || request.headers.authorization !== undefined) return
  const signIn = operation.access === 'public' && operation.bodyType !== 'form'
  if (
    (request.cookies[kernel.cookie.name] !== undefined || signIn) &&
    request.headers[CSRF_HEADER] === undefined &&
    request.headers.origin !== undefined
  )
    throw problem('cross-site-request')
  if (request.cookies[kernel.cookie.name] !== undefined && request.headers[CSRF_HEADER] === undefined)
    throw problem('cross-site-request')
}

const MAY_WITH_FIRST_PASSWORD = new Set(['getSession', 'signOut', 'changePassword'])

/** Sessions and tokens that were right a moment ago: their owners are not kept waiting by a stranger at their address. */
const RECENT = 20_000
const recent = new Set<string>()
const remember = (credential: string): void => {
  recent.delete(credential)
  recent.add(credential)
  if (recent.size > RECENT) for (const oldest of recent) return void recent.delete(oldest)
}

const credentialOf = (kernel: Kernel, request: FastifyRequest): string | undefined => {
  const given = request.headers.authorization ?? request.cookies[kernel.cookie.name]
  return given === undefined ? undefined : sha256(given)
}

async function authenticated(kernel: Kernel, request: FastifyRequest, reply: FastifyReply): Promise<Actor> {
  const credential = credentialOf(kernel, request)
  if (credential !== undefined && !recent.has(credential)) await kernel.rates.ensureAddress(request, reply)
  const actor = credential === undefined ? undefined : await kernel.authenticate(request)
  if (!actor || credential === undefined) {
    if (credential !== undefined) recent.delete(credential)
    await kernel.rates.countStranger(request, reply)
    throw problem('not-signed-in', { token: request.headers.authorization === undefined ? 'missing' : 'invalid' })
  }
  remember(credential)
  await kernel.rates.countAccount(request, reply, actor)
  return actor
}

/** Runs before the body is read: what is refused here has cost nobody more than its headers. */
export async function identify(
  kernel: Kernel,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, operation }: Route,
): Promise<Actor> {
  if (operation.access === 'public') {
    await (operation.always === true
      ? kernel.rates.countProbe(request, reply)
      : kernel.rates.countStranger(request, reply))
    refuseCrossSite(kernel, request, operation)
    return kernel.publicActor
  }
  const actor = await authenticated(kernel, request, reply)
  refuseCrossSite(kernel, request, operation)
  if (actor.mustChangePassword && !MAY_WITH_FIRST_PASSWORD.has(id)) throw problem('password-change-needed')
  if (typeof operation.access === 'object') ensureHolds(actor, operation.access.permission)
  return actor
}
