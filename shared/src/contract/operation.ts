/**
 * The contract machine: one literal object per operation, written once. Fastify's routes, the
 * validators, the OpenAPI document, the handler types and the typed client are all derived from it;
 * nothing is generated. See docs/adr/0001.
 */
import { Type, type Static, type TSchema } from 'typebox'
import type { Permission, ProblemName } from './words.ts'

/**
 * Who may call an operation.
 * - `public`: no account.
 * - `session`: any signed-in officer or machine client; the operation only shows what is the caller's own.
 * - `permission`: a grant of that permission. What the caller's area does not cover answers 404,
 *   and without any grant the answer is 403: that an operation exists is public knowledge.
 */
export type Access = 'public' | 'session' | { readonly permission: Permission }

/** A JSON reply, or none at all (204). */
export interface JsonSuccess {
  readonly status: 200 | 201 | 202
  readonly body: TSchema
}
export interface EmptySuccess {
  readonly status: 204
}
/** A download: bytes of the named media type. */
export interface DownloadSuccess {
  readonly status: 200
  readonly download: string
}
/** Server-sent events, each one JSON of this schema. */
export interface EventsSuccess {
  readonly status: 200
  readonly events: TSchema
}
/** NDJSON: one JSON of this schema a line, for as long as there is something to tell. */
export interface LinesSuccess {
  readonly status: 200
  readonly lines: TSchema
}
export type Success = JsonSuccess | EmptySuccess | DownloadSuccess | EventsSuccess | LinesSuccess

/** Raw bytes in the request body; `types` are the media types taken, `maxBytes` the limit. */
export interface Upload {
  readonly types: readonly string[]
  readonly maxBytes: number
}

export interface OperationDetails {
  readonly summary: string
  readonly description?: string
  readonly access: Access
  /** `read` operations run on a read context and write nothing but the access log. Default: by method. */
  readonly effect?: 'read' | 'write'
  readonly params?: Readonly<Record<string, TSchema>>
  readonly query?: TSchema
  readonly body?: TSchema
  /** `form`: application/x-www-form-urlencoded (OAuth 2.0, RFC 6749 4.4.2). Default: JSON. */
  readonly bodyType?: 'json' | 'form'
  readonly upload?: Upload
  /** The largest body in bytes, where the general limit (16 kB without an account, 64 kB with one) is too small. */
  readonly maxBodyBytes?: number
  /** `own`: the handler opens its unit of work itself: when what is slow (hashing a password) has been done, or before a file is streamed. */
  readonly unitOfWork?: 'own'
  /** `oauth`: errors by RFC 6749 5.2, as every OAuth library expects, instead of problem documents. */
  readonly errors?: 'oauth'
  /** Answered also when the server is full and by how often it is asked: what supervisors look at. */
  readonly always?: true
  /** Writes only unfinished words of the caller's own, which are no record yet and nobody else's to read: without an audit entry. */
  readonly untold?: true
  /** The request names the version it read, as `If-Match: "<version>"`; missing 428, stale 412. */
  readonly concurrency?: 'if-match'
  /** The request carries `Idempotency-Key`; a replay gets the stored reply. */
  readonly idempotency?: 'key'
  /** The reply carries an ETag and `If-None-Match` is answered by 304. */
  readonly conditional?: 'etag'
  /**
   * Every reply is looked through for numbers like a NIK or KK, and they are masked (docs/adr/0025), unless the operation
   * shows them in `full`, or was `asked` for them by `identifiers: 'full'` in its body or query and checks who may.
   */
  readonly identifiers?: 'full' | 'asked'
  /** Requests per minute and account (where nobody is signed in, address), where the general limit is too generous. */
  readonly rateLimit?: number | 'sign-in'
  /** The lifecycle transition that this operation performs, as `lifecycle.transition`. */
  readonly transition?: readonly [lifecycle: string, transition: string]
  readonly success: Success
  readonly problems?: readonly ProblemName[]
}

type PathNames<P extends string> = P extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer Tail}`
    ? Name | PathNames<`/${Tail}`>
    : Rest
  : never
type ParamsFor<P extends string> = [PathNames<P>] extends [never]
  ? { readonly params?: never }
  : { readonly params: Readonly<Record<PathNames<P>, TSchema>> }

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Operation = OperationDetails & { readonly method: Method; readonly path: string }

const verb =
  <const M extends Method>(method: M) =>
  <const P extends string, const D extends OperationDetails>(
    path: P,
    details: D & ParamsFor<P>,
  ): D & { readonly method: M; readonly path: P } => ({ ...details, method, path })

export const get = verb('GET')
export const post = verb('POST')
export const put = verb('PUT')
export const patch = verb('PATCH')
export const del = verb('DELETE')

export interface Contract<O extends Readonly<Record<string, Operation>> = Readonly<Record<string, Operation>>> {
  readonly title: string
  readonly operations: O
}
export const defineContract = <const O extends Readonly<Record<string, Operation>>>(
  title: string,
  operations: O,
): Contract<O> => ({
  title,
  operations,
})

/** Gives a schema the name it has in the OpenAPI document. Static types stay as they are. */
export const named = <S extends TSchema>(name: string, schema: S): S => ({ ...schema, $id: name })

export type Nullable<S extends TSchema> = ReturnType<typeof nullable<S>>
export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])

/** A closed list of codes. */
export const oneOf = <const V extends readonly string[]>(values: V, options: { description?: string } = {}) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: [...values], ...options })

type StaticOf<S> = S extends TSchema ? Static<S> : never
type ParamsOf<O> = O extends { readonly params: infer P extends Readonly<Record<string, TSchema>> }
  ? { readonly [K in keyof P]: Static<P[K]> }
  : undefined
type QueryOf<O> = O extends { readonly query: infer S } ? StaticOf<S> : undefined
type BodyOf<O> = O extends { readonly body: infer S } ? StaticOf<S> : undefined

/** What a handler gets. An absent part is `undefined`. */
export interface InputOf<O> {
  readonly params: ParamsOf<O>
  readonly query: QueryOf<O>
  readonly body: BodyOf<O>
  readonly ifMatch: O extends { readonly concurrency: 'if-match' } ? number : undefined
  readonly upload: O extends { readonly upload: Upload }
    ? { readonly type: string; readonly name: string | null; readonly bytes: AsyncIterable<Uint8Array> }
    : undefined
}

export interface Download {
  readonly fileName: string
  readonly type?: string
  readonly bytes: AsyncIterable<Uint8Array | string>
}

/** What a handler returns. Of `lines` it makes the text itself: they come by the million. */
export type ResultOf<O> = O extends { readonly success: infer S }
  ? S extends { readonly body: infer B }
    ? StaticOf<B>
    : S extends { readonly download: string }
      ? Download
      : S extends { readonly events: infer E }
        ? AsyncIterable<StaticOf<E>>
        : S extends { readonly lines: TSchema }
          ? AsyncIterable<string>
          : undefined
  : never

export type EffectOf<O> = O extends { readonly effect: infer E }
  ? E
  : O extends { readonly method: 'GET' }
    ? 'read'
    : 'write'
export const effectOf = (operation: Operation): 'read' | 'write' =>
  operation.effect ?? (operation.method === 'GET' ? 'read' : 'write')
