/**
 * Contracts and handlers become Fastify routes here, and nowhere else.
 *
 * For each operation, in this order: who are you (401), cross-site check, permission held at all (403),
 * key and version headers (400, 428), shape of path, query and body (400), then the handler. A handler
 * gets typed input and a context, and returns the success body; it never sees `reply`. Reads run on a
 * read context, writes in a unit of work; uploads get a read context and open their own unit of work
 * when the bytes have arrived, so that no transaction waits for a slow network.
 */
import { effectOf, type Contract } from '@pandu-gempita/shared/contract/operation'
import '@fastify/cookie'
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from './actor.ts'
import { allowUpload } from './arrival.ts'
import type {
  Handlers,
  Input,
  Kernel,
  Origin,
  OriginContext,
  Route,
  SessionEffects,
  UploadContext,
  WaitingContext,
} from './handlers.ts'
import { findReply, onceForKey, parseKey, requestHash, type KeptReply } from './idempotency.ts'
import { identify } from './identify.ts'
import { networkOf } from './rates.ts'
import { bodyLimitOf, installOperationParsers, readInput } from './request-input.ts'
import { routeSchema } from './openapi.ts'
import { createCheck, createSerializer, paramsSchema } from './schemas.ts'
import { send } from './send.ts'
import {
  inUnitOfWork,
  writeAccessLog,
  type AccessRecord,
  type ReadContext,
  type UnitOfWork,
  type WorkIdentity,
} from './unit-of-work.ts'

/** Who asks, known before the body is read. */
const actors = new WeakMap<FastifyRequest, Actor>()

const sessionEffects = (kernel: Kernel, reply: FastifyReply): SessionEffects => ({
  setSession: (token, expiresAt) =>
    void reply.setCookie(kernel.cookie.name, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: kernel.cookie.secure,
      expires: expiresAt,
    }),
  clearSession: () =>
    void reply.clearCookie(kernel.cookie.name, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: kernel.cookie.secure,
    }),
})

/** Beside the session's: it says that somebody has signed in here before, and opens nothing. */
const deviceCookie = (kernel: Kernel): string => `${kernel.cookie.name}_device`

const originOf = (kernel: Kernel, reply: FastifyReply): Origin => ({
  network: networkOf(reply.request.ip),
  device: reply.request.cookies[deviceCookie(kernel)],
  authorization: reply.request.headers.authorization,
  setDevice: (token, expiresAt) =>
    void reply.setCookie(deviceCookie(kernel), token, {
      path: '/v1/session',
      httpOnly: true,
      sameSite: 'strict',
      secure: kernel.cookie.secure,
      expires: expiresAt,
    }),
})

const waitingOf = (kernel: Kernel, reply: FastifyReply, actor: Actor): WaitingContext => ({
  away: async (wait) => {
    kernel.admission.leave()
    try {
      return await wait()
    } finally {
      // Who has waited has been let in before: it is not refused now, and takes its turn.
      await kernel.admission.enterAgain()
    }
  },
  reauthenticate: () => (actor.kind === 'public' ? Promise.resolve(actor) : kernel.authenticate(reply.request)),
})

async function runRead(
  kernel: Kernel,
  reply: FastifyReply,
  route: Route,
  actor: Actor,
  input: Input,
): Promise<unknown> {
  const reads: AccessRecord[] = []
  const who = { actor, requestId: reply.request.id, operation: route.id }
  const context: ReadContext & SessionEffects & WaitingContext = {
    db: kernel.database.db,
    now: kernel.now(),
    secrets: kernel.secrets,
    ...who,
    recordAccess: (record) => void reads.push(record),
    ...sessionEffects(kernel, reply),
    ...waitingOf(kernel, reply, actor),
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
      { ...who, now: kernel.now() },
      async (uow) => {
        if (!key) return work(uow)
        const { reply, replayed } = await onceForKey(uow, key, hash, () => work(uow))
        if (replayed) throw new ReplayedByTwin(reply)
        return reply.result
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
  const who = { actor, requestId: reply.request.id, operation: route.id, untold: route.operation.untold === true }
  const hash = requestHash({ params: input.params, query: input.query, body: input.body, ifMatch: input.ifMatch })
  return once(kernel, who, key, hash, (uow) => route.handler({ ...uow, ...sessionEffects(kernel, reply) }, input))
}

async function runOwn(
  kernel: Kernel,
  reply: FastifyReply,
  route: Route,
  actor: Actor,
  input: Input,
  key: string | undefined,
): Promise<unknown> {
  const who = { actor, requestId: reply.request.id, operation: route.id }
  const upload = input.upload as { type: string; name: string | null; bytes: AsyncIterable<Uint8Array> } | undefined
  // The bytes are not part of the fingerprint: they cannot be read twice. Name, type and query are.
  const hash = requestHash({
    params: input.params,
    query: input.query,
    ifMatch: input.ifMatch,
    ...(upload ? { name: upload.name, type: upload.type } : { body: input.body }),
  })
  const first = key && (await findReply(kernel.database.db, kernel.secrets, actor.id, key, route.id, hash))
  if (first) {
    if (upload) for await (const _ of upload.bytes) continue // the client is still sending; let it finish
    return first.result
  }
  const context: UploadContext & SessionEffects & OriginContext = {
    db: kernel.database.db,
    database: kernel.database,
    now: kernel.now(),
    secrets: kernel.secrets,
    ...who,
    recordAccess: () => undefined,
    // What the work returns is the reply that a replay gets.
    atomically: async <T>(work: (uow: UnitOfWork) => Promise<T>) => (await once(kernel, who, key, hash, work)) as T,
    ...sessionEffects(kernel, reply),
    origin: originOf(kernel, reply),
  }
  return route.handler(context, input)
}

const runnerOf = ({ operation }: Route): typeof runWrite => {
  if (operation.upload || operation.unitOfWork === 'own') return runOwn
  return effectOf(operation) === 'write' ? runWrite : runRead
}

async function serve(
  kernel: Kernel,
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
): Promise<FastifyReply> {
  const { operation } = route
  const actor = actors.get(request)
  if (!actor) throw new Error(`${route.id} was reached by nobody`)
  const key = operation.idempotency ? parseKey(request.headers['idempotency-key']) : undefined
  const input = readInput(request, route)
  // An upload waits for its sender's network, a sign-in for its turn to be hashed, and health is told even when nothing else is.
  const takesPlace = !operation.upload && operation.unitOfWork !== 'own' && operation.always !== true
  if (takesPlace) await kernel.admission.enter()
  try {
    const result = await runnerOf(route)(kernel, reply, route, actor, input, key)
    kernel.onResult?.(route.id, result)
    return send(reply, route, result)
  } finally {
    if (takesPlace) kernel.admission.leave()
  }
}

/** Before the body is read: is there room, who is it, and may he ask this, this often. */
async function meet(kernel: Kernel, request: FastifyRequest, reply: FastifyReply, route: Route): Promise<void> {
  if (route.operation.always !== true) kernel.admission.ensureOpen()
  // Readiness is asked of the database; that it is silent is known already.
  else if (route.operation.problems?.includes('unavailable')) kernel.admission.ensureAnswering()
  actors.set(request, await identify(kernel, request, reply, route))
  if (route.operation.upload) allowUpload(request, reply)
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
      handler: handlers[id as keyof C['operations']] as unknown as Route['handler'],
      checkParams: params && createCheck(params, 'path'),
      checkQuery: operation.query && createCheck(operation.query, 'query'),
      checkBody: operation.body && createCheck(operation.body, 'body'),
      serialize: 'body' in operation.success ? createSerializer(operation.success.body) : undefined,
    }
    const rate = kernel.rates.limiterOf(id, operation)
    const plugin: FastifyPluginCallback = (scope, _options, done) => {
      installOperationParsers(scope, operation)
      scope.route({
        method: operation.method,
        url: operation.path,
        bodyLimit: bodyLimitOf(operation),
        schema: routeSchema(scope, contract, id, operation),
        // The kernel checks and serialises itself (lazily); Fastify's schema serves the document.
        validatorCompiler: () => () => true,
        serializerCompiler: () => (value) => JSON.stringify(value),
        config: { operationId: id, operation },
        preParsing: async (request, reply) => {
          await meet(kernel, request, reply, route)
          await rate?.(request, reply, actors.get(request) ?? kernel.publicActor)
        },
        handler: (request, reply) => serve(kernel, request, reply, route),
      })
      done()
    }
    // A scope that bears no name makes Fastify look for one through every module that is loaded.
    void app.register(Object.assign(plugin, { [Symbol.for('fastify.display-name')]: id }))
  }
}
