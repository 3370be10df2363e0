/**
 * How often somebody may ask. Who is signed in is counted by account, everybody else by address: behind one address
 * stands a whole office, and one stranger behind it must not use up what its officers need. A request with a session
 * or token that is none counts for its address, and is refused without asking the database once that is used up.
 */
import fastifyRateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Operation } from '@pandu-gempita/shared/contract/operation'
import type { Actor } from './actor.ts'
import { problem } from './problem-error.ts'

const MINUTE = 60_000
/** Ten a second, for all supervisors of an address together. */
const PROBES_PER_ADDRESS = 600

export interface RateSettings {
  /** Requests a minute and account, once signed in. */
  readonly perAccount: number
  /** Requests a minute and address without a session, or with one that is none. */
  readonly perAddress: number
  /** Sign-ins a minute and address: a large office begins its day behind one. */
  readonly signInsPerAddress: number
  /** Multiplies what an operation allows by itself (tokens, the citizen's page); tests raise it. */
  readonly factor?: number
}

/** Of IPv6 a household or an office has a whole network of 64 bits: addresses within it are one. */
export const networkOf = (address: string): string => fastifyRateLimit.normalizeIP(address, 64)

export interface Rates {
  /** Before anybody is known. @throws too-many-requests when the address has used up what strangers may ask. */
  readonly ensureAddress: (request: FastifyRequest, reply: FastifyReply) => Promise<void>
  /** The address asked without being anybody. */
  readonly countStranger: (request: FastifyRequest, reply: FastifyReply) => Promise<void>
  /** Supervisors look every few seconds, and are never kept out by what others of their address ask. */
  readonly countProbe: (request: FastifyRequest, reply: FastifyReply) => Promise<void>
  readonly countAccount: (request: FastifyRequest, reply: FastifyReply, actor: Actor) => Promise<void>
  /** What an operation allows by itself, by account where there is one, else by address. */
  readonly limiterOf: (
    id: string,
    operation: Operation,
  ) => ((request: FastifyRequest, reply: FastifyReply, actor: Actor) => Promise<void>) | undefined
}

type Limiter = ReturnType<FastifyInstance['createRateLimit']>

async function count(limiter: Limiter, request: FastifyRequest, reply: FastifyReply, increment = true): Promise<void> {
  const found = await limiter(request, { increment })
  if (found.isAllowed) return
  reply.header('x-ratelimit-limit', found.max)
  reply.header('x-ratelimit-remaining', found.remaining)
  reply.header('x-ratelimit-reset', found.ttlInSeconds)
  if (found.isExceeded || (!increment && found.remaining <= 0))
    throw problem('too-many-requests', { retryAfterSeconds: Math.max(1, found.ttlInSeconds) })
}

/** Whom a request is counted for; set before the limiter is asked. */
const keys = new WeakMap<FastifyRequest, string>()

export async function createRates(app: FastifyInstance, settings: RateSettings): Promise<Rates> {
  await app.register(fastifyRateLimit, { global: false, timeWindow: MINUTE })
  const keyGenerator = (request: FastifyRequest): string => keys.get(request) ?? networkOf(request.ip)
  const limiter = (max: number): Limiter => app.createRateLimit({ max, timeWindow: MINUTE, keyGenerator })
  const byAddress = limiter(settings.perAddress)
  const byAccount = limiter(settings.perAccount)
  const probes = limiter(PROBES_PER_ADDRESS * (settings.factor ?? 1))
  const as = (request: FastifyRequest, actor: Actor): void => {
    if (actor.kind !== 'public') keys.set(request, actor.id)
  }
  return {
    ensureAddress: (request, reply) => count(byAddress, request, reply, false),
    countStranger: (request, reply) => count(byAddress, request, reply),
    countProbe: (request, reply) => count(probes, request, reply),
    countAccount: (request, reply, actor) => {
      as(request, actor)
      return count(byAccount, request, reply)
    },
    limiterOf: (_id, { rateLimit }) => {
      if (rateLimit === undefined) return undefined
      const own = limiter((rateLimit === 'sign-in' ? settings.signInsPerAddress : rateLimit) * (settings.factor ?? 1))
      return (request, reply, actor) => {
        as(request, actor)
        return count(own, request, reply)
      }
    },
  }
}
