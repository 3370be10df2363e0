/** What a handler is given and gives back, by the kind of its operation; and what the kernel itself needs. */
import type { Contract, EffectOf, InputOf, Operation, ResultOf, Upload } from '@pandu-gempita/shared/contract/operation'
import type { FastifyRequest } from 'fastify'
import type { Actor } from './actor.ts'
import type { Admission } from './admission.ts'
import type { Database } from './db.ts'
import type { Secrets } from './digest.ts'
import type { Rates } from './rates.ts'
import type { Check } from './schemas.ts'
import type { ReadContext, UnitOfWork, WorkHooks } from './unit-of-work.ts'

/**
 * Opens its own unit of work, when what is slow has been done without one: an upload when its bytes are in, a
 * sign-in when the password has been hashed. Nobody waits for a slow network with a connection in hand.
 */
export interface UploadContext extends ReadContext {
  readonly database: Database
  atomically<T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T>
}
/** What some operations set beside their body. */
export interface SessionEffects {
  setSession(token: string, expiresAt: Date): void
  clearSession(): void
}
/** Where a request comes from, for what is slowed down by it. Never stored or logged as it is. */
export interface Origin {
  /** Address of the client; of IPv6 the network of 64 bits that a household or an office is given. */
  readonly network: string
  /** What the browser was given at an earlier sign-in, if it still has it. */
  readonly device: string | undefined
  /** Credentials of a client at the token endpoint. */
  readonly authorization: string | undefined
  setDevice(token: string, expiresAt: Date): void
}
export interface OriginContext {
  readonly origin: Origin
}
/** For operations that wait for something to happen. */
export interface WaitingContext {
  /** Gives the request's place to others while nothing is asked of the database. */
  away<T>(wait: () => Promise<T>): Promise<T>
  /** The caller as of now: undefined when the session has ended or the account may do nothing any more. */
  reauthenticate(): Promise<Actor | undefined>
}

type ContextOf<O> = O extends { readonly upload: Upload }
  ? UploadContext
  : O extends { readonly unitOfWork: 'own' }
    ? UploadContext & SessionEffects & OriginContext
    : (EffectOf<O> extends 'read' ? ReadContext & WaitingContext : UnitOfWork) & SessionEffects
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
  readonly admission: Admission
  readonly rates: Rates
  readonly hooks: WorkHooks
  /** The clock of requests; tests set it. */
  readonly now: () => Date
  /** Tests look at results before serialisation, which would hide undeclared fields. */
  readonly onResult?: (operationId: string, result: unknown) => void
}

export interface Input {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly ifMatch: number | undefined
  readonly upload: unknown
}

export interface Route {
  readonly id: string
  readonly operation: Operation
  readonly handler: (context: unknown, input: Input) => Promise<unknown>
  readonly checkParams: Check | undefined
  readonly checkQuery: Check | undefined
  readonly checkBody: Check | undefined
  readonly serialize: ((value: unknown) => string) | undefined
}
