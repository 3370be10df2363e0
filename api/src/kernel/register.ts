/**
 * Contracts and handlers become Fastify routes here, and nowhere else.
 *
 * For each operation, in this order: who are you (401), cross-site check, permission held at all (403),
 * key and version headers (400, 428), shape of path, query and body (400), then the handler. A handler
 * gets typed input and a context, and returns the success body; it never sees `reply`. Reads run on a
 * read context, writes in a unit of work; uploads get a read context and open their own unit of work
 * when the bytes have arrived, so that no transaction waits for a slow network.
 */
import type { Readable } from 'node:stream'
import {
  effectOf,
  type Contract,
  type EffectOf,
  type InputOf,
  type Operation,
  type ResultOf,
  type Upload,
} from '@pandu-gempita/shared/contract/operation'
import type { InputError } from '@pandu-gempita/shared/contract/problem'
import '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from './actor.ts'
import { ensureHolds } from './authorize.ts'
import { inspectValue, parseForm, parseJson } from './body.ts'
import type { Database } from './db.ts'
import type { Secrets } from './digest.ts'
import { findReply, onceForKey, parseKey, requestHash, type KeptReply } from './idempotency.ts'
import { problem } from './problem-error.ts'
import { routeSchema } from './openapi.ts'
import { createCheck, createSerializer, paramsSchema, type Check } from './schemas.ts'
import { send } from './send.ts'
import {
  inUnitOfWork,
  writeAccessLog,
  type AccessRecord,
  type ReadContext,
  type UnitOfWork,
  type WorkHooks,
  type WorkIdentity,
} from './unit-of-work.ts'

/** An upload's context: opens one unit of work when the bytes are in. */
export interface UploadContext extends ReadContext {
  readonly database: Database
  atomically<T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T>
}
/** What some public operations set beside their body. */
export interface SessionEffects {
  setSession(token: string, expiresAt: Date): void
  clearSession(): void
}
type ContextOf<O> = O extends { readonly upload: Upload }
  ? UploadContext
  : (EffectOf<O> extends 'read' ? ReadContext : UnitOfWork) & SessionEffects
export type Handlers<C extends Contract> = {
  readonly [K in keyof C['operations']]: (
    context: ContextOf<C['operations'][K]>,
    input: InputOf<C['operations'][K]>,
  ) => Promise<ResultOf<C['operations'][K]>>
}

export interface Kernel {
  readonly database: Database
  readonly secrets: Secrets
  /** The actor of a request, or undefined without a valid session or token. */
  readonly authenticate: (request: FastifyRequest) => Promise<Actor | undefined>
  readonly publicActor: Actor
  readonly cookie: { readonly name: string; readonly secure: boolean }
  readonly hooks: WorkHooks
  /** Tests look at results before serialisation, which would hide undeclared fields. */
  readonly onResult?: (operationId: string, result: unknown) => void
}

type Input = { params: unknown; query: unknown; body: unknown; ifMatch: number | undefined; upload: unknown }
type AnyHandler = (context: unknown, input: Input) => Promise<unknown>

const CSRF_HEADER = 'x-pandu-csrf'

function parseIfMatch(header: string | undefined): number {
  if (header === undefined) throw problem('version-required')
  const found = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())
  if (!found)
    throw problem('invalid-request', {
      errors: [{ pointer: '/header/if-match', code: 'pattern', message: 'must be the version in double quotes' }],
    })
  return Number(found[1])
}

function parseFileName(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string' || header === '') return null
  let name: string
  try {
    name = decodeURIComponent(header)
  } catch {
    throw problem('invalid-request', {
      errors: [{ pointer: '/header/x-file-name', code: 'format', message: 'must be percent-encoded UTF-8' }],
    })
  }
  const faults = inspectValue(name, '/header/x-file-name')
  if (faults.length > 0) throw problem('invalid-request', { errors: faults })
  // Browsers may send a path; only its last part is a name.
  return name.split(/[\\/]/).at(-1)?.slice(0, 200) ?? null
}

/** bodyLimit does not guard a stream, so bytes are counted while they are read. */
async function* counted(stream: Readable, maxBytes: number): AsyncGenerator<Uint8Array> {
  let total = 0
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      total += chunk.length
      if (total > maxBytes) throw problem('body-too-large')
      yield chunk
    }
  } finally {
    // Whoever is refused before the last byte hears why: the line is not cut under the answer, and the rest goes by.
    stream.resume()
  }
}

interface Route {
  readonly id: string
  readonly operation: Operation
  readonly handler: AnyHandler
  readonly checkParams: Check | undefined
  readonly checkQuery: Check | undefined
  readonly checkBody: Check | undefined
  readonly serialize: ((value: unknown) => string) | undefined
}

const sessionEffects = (kernel: Kernel, reply: FastifyReply): SessionEffects => ({
  setSession: (token, expiresAt) =>
    void reply.setCookie(kernel.cookie.name, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: kernel.cookie.secure,
      expires: expiresAt,
    }),
  clearSession: () => void reply.clearCookie(kernel.cookie.name, { path: '/' }),
})

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

async function identify(kernel: Kernel, request: FastifyRequest, { id, operation }: Route): Promise<Actor> {
  if (operation.access === 'public') {
    refuseCrossSite(kernel, request, operation)
    return kernel.publicActor
  }
  const actor = await kernel.authenticate(request)
  if (!actor) throw problem('not-signed-in')
  refuseCrossSite(kernel, request, operation)
  if (actor.mustChangePassword && !MAY_WITH_FIRST_PASSWORD.has(id)) throw problem('permission-missing')
  if (typeof operation.access === 'object') ensureHolds(actor, operation.access.permission)
  return actor
}

/** The query parser passes over what is not UTF-8; a question that cannot be read is not answered. */
function queryFaults(url: string): InputError[] {
  try {
    decodeURIComponent(url.slice(url.indexOf('?') + 1))
    return []
  } catch {
    return [{ pointer: '/query', code: 'broken_text', message: 'must be percent-encoded UTF-8' }]
  }
}

function readInput(request: FastifyRequest, route: Route): Input {
  const { operation } = route
  const errors: InputError[] = [
    ...inspectValue(request.params, '/path'),
    ...queryFaults(request.url),
    ...inspectValue(request.query, '/query'),
  ]
  if (errors.length === 0) {
    errors.push(...(route.checkParams?.(request.params) ?? []))
    // Without a declared query every parameter is unknown.
    errors.push(
      ...(route.checkQuery?.(request.query) ??
        Object.keys(request.query as object).map((name) => ({
          pointer: `/query/${name}`,
          code: 'unknown_field',
          message: 'is not known here',
        }))),
    )
    if (route.checkBody) errors.push(...route.checkBody(request.body ?? undefined))
    else if (!operation.upload && request.body !== undefined && request.body !== null)
      errors.push({ pointer: '/', code: 'unknown_field', message: 'this operation takes no body' })
  }
  if (errors.length > 0) throw problem('invalid-request', { errors })
  return {
    params: request.params,
    query: request.query,
    body: request.body,
    ifMatch: operation.concurrency ? parseIfMatch(request.headers['if-match']) : undefined,
    upload: operation.upload && {
      type: (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '',
      name: parseFileName(request.headers['x-file-name']),
      bytes: counted(request.body as Readable, operation.upload.maxBytes),
    },
  }
}

async function runRead(
  kernel: Kernel,
  reply: FastifyReply,
  route: Route,
  actor: Actor,
  input: Input,
): Promise<unknown> {
  const reads: AccessRecord[] = []
  const who = { actor, requestId: reply.request.id, operation: route.id }
  const context: ReadContext & SessionEffects = {
    db: kernel.database.db,
    now: new Date(),
    secrets: kernel.secrets,
    ...who,
    recordAccess: (record) => void reads.push(record),
    ...sessionEffects(kernel, reply),
  }
  const result = await route.handler(context, input)
  // Fail closed: what cannot be logged is not shown. Streams log before their first byte, through the same list.
  await writeAccessLog(kernel.database.db, who, reads)
  return result
}

class ReplayedByTwin extends Error {
  readonly kept: KeptReply
  constructor(kept: KeptReply) {
    super('a concurrent request with the same key was first')
    this.kept = kept
  }
}

/** One unit of work for the key; when a twin was first, nothing of this try stays and the twin's reply is given. */
async function once(
  kernel: Kernel,
  who: WorkIdentity,
  key: string | undefined,
  hash: string,
  work: (uow: UnitOfWork) => Promise<unknown>,
): Promise<unknown> {
  try {
    return await inUnitOfWork(
      kernel.database,
      kernel.secrets,
      who,
      async (uow) => {
        if (!key) return work(uow)
        const { kept, replayed } = await onceForKey(uow, key, hash, () => work(uow))
        if (replayed) throw new ReplayedByTwin(kept)
        return kept.result
      },
      kernel.hooks,
    )
  } catch (error) {
    if (error instanceof ReplayedByTwin) return error.kept.result
    throw error
  }
}

async function runWrite(
  kernel: Kernel,
  reply: FastifyReply,
  route: Route,
  actor: Actor,
  input: Input,
  key: string | undefined,
): Promise<unknown> {
  const who = { actor, requestId: reply.request.id, operation: route.id }
  const hash = requestHash({ params: input.params, query: input.query, body: input.body, ifMatch: input.ifMatch })
  const first = key && (await findReply(kernel.database.db, kernel.secrets, actor.id, key, route.id, hash))
  if (first) return first.result
  return once(kernel, who, key, hash, (uow) => route.handler({ ...uow, ...sessionEffects(kernel, reply) }, input))
}

async function runUpload(
  kernel: Kernel,
  reply: FastifyReply,
  route: Route,
  actor: Actor,
  input: Input,
  key: string | undefined,
): Promise<unknown> {
  const who = { actor, requestId: reply.request.id, operation: route.id }
  const upload = input.upload as { type: string; name: string | null; bytes: AsyncIterable<Uint8Array> }
  // The bytes are not part of the fingerprint: they cannot be read twice. Name, type and query are.
  const hash = requestHash({
    params: input.params,
    query: input.query,
    ifMatch: input.ifMatch,
    name: upload.name,
    type: upload.type,
  })
  const first = key && (await findReply(kernel.database.db, kernel.secrets, actor.id, key, route.id, hash))
  if (first) {
    for await (const _ of upload.bytes) continue // the client is still sending; let it finish
    return first.result
  }
  const context: UploadContext = {
    db: kernel.database.db,
    database: kernel.database,
    now: new Date(),
    secrets: kernel.secrets,
    ...who,
    recordAccess: () => undefined,
    // What the work returns is the reply that a replay gets.
    atomically: async <T>(work: (uow: UnitOfWork) => Promise<T>) => (await once(kernel, who, key, hash, work)) as T,
  }
  return route.handler(context, input)
}

async function serve(
  kernel: Kernel,
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
): Promise<FastifyReply> {
  const actor = await identify(kernel, request, route)
  const key = route.operation.idempotency ? parseKey(request.headers['idempotency-key']) : undefined
  const input = readInput(request, route)
  const run = route.operation.upload ? runUpload : effectOf(route.operation) === 'write' ? runWrite : undefined
  const result = run
    ? await run(kernel, reply, route, actor, input, key)
    : await runRead(kernel, reply, route, actor, input)
  kernel.onResult?.(route.id, result)
  return send(reply, route, result)
}

/** JSON, forms and raw uploads; every other media type is 415. */
export function installBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, bytes, done) => {
    try {
      // DELETE and POST without a body may still announce JSON.
      done(null, bytes.length === 0 ? undefined : parseJson(bytes as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
}

export function registerContract<C extends Contract>(
  app: FastifyInstance,
  kernel: Kernel,
  contract: C,
  handlers: Handlers<C>,
): void {
  for (const [id, operation] of Object.entries(contract.operations)) {
    const params = paramsSchema(operation)
    const route: Route = {
      id,
      operation,
      handler: handlers[id as keyof C['operations']] as unknown as AnyHandler,
      checkParams: params && createCheck(params, 'path'),
      checkQuery: operation.query && createCheck(operation.query, 'query'),
      checkBody: operation.body && createCheck(operation.body, 'body'),
      serialize: 'body' in operation.success ? createSerializer(operation.success.body) : undefined,
    }
    void app.register((scope, _options, done) => {
      if (operation.upload) {
        scope.removeAllContentTypeParsers()
        for (const type of operation.upload.types)
          scope.addContentTypeParser(type, { bodyLimit: operation.upload.maxBytes }, (_request, stream, next) =>
            next(null, stream),
          )
      } else if (operation.bodyType === 'form') {
        scope.removeAllContentTypeParsers()
        scope.addContentTypeParser(
          'application/x-www-form-urlencoded',
          { parseAs: 'buffer' },
          (_request, bytes, next) => {
            try {
              next(null, parseForm(bytes as Buffer))
            } catch (error) {
              next(error as Error)
            }
          },
        )
      }
      scope.route({
        method: operation.method,
        url: operation.path,
        ...(operation.upload && { bodyLimit: operation.upload.maxBytes }),
        schema: routeSchema(scope, contract, id, operation),
        // The kernel checks and serialises itself (lazily); Fastify's schema serves the document.
        validatorCompiler: () => () => true,
        serializerCompiler: () => (value) => JSON.stringify(value),
        config: {
          operationId: id,
          ...(operation.rateLimit !== undefined && { rateLimit: { max: operation.rateLimit } }),
        },
        handler: (request, reply) => serve(kernel, request, reply, route),
      })
      done()
    })
  }
}
