/** The typed client: `createClient(contracts, transport)` gives `api.<module>.<operationId>(request)`. */
import type { Contract, InputOf, Operation, Upload } from './operation.ts'
import type { Static, TSchema } from 'typebox'
import type { Problem } from './problem.ts'

/** What the caller passes. Parts that the operation does not declare are not there. */
type Present<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] }
export type RequestOf<O> = Present<{
  params: InputOf<O>['params']
  body: InputOf<O>['body']
  /** The version that was read, from the record's `version`. */
  ifMatch: InputOf<O>['ifMatch']
  /** One key an intent, at least 20 characters; the same again when a try is repeated. */
  idempotencyKey: O extends { readonly idempotency: 'key' } ? string : undefined
  upload: O extends { readonly upload: Upload } ? { type: string; name?: string; bytes: Blob | Uint8Array } : undefined
}> &
  (O extends { readonly query: TSchema } ? { query?: InputOf<O>['query'] } : unknown)

export type ReplyOf<O> = O extends { readonly success: infer S }
  ? S extends { readonly body: infer B extends TSchema }
    ? Static<B>
    : S extends { readonly download: string }
      ? Blob
      : S extends { readonly events: infer E extends TSchema }
        ? AsyncGenerator<Static<E>, void>
        : S extends { readonly lines: infer L extends TSchema }
          ? AsyncGenerator<Static<L>, void>
          : undefined
  : never

export interface Call<O> {
  (
    ...request: object extends RequestOf<O>
      ? [request?: RequestOf<O>, signal?: AbortSignal]
      : [request: RequestOf<O>, signal?: AbortSignal]
  ): Promise<ReplyOf<O>>
  readonly id: string
  readonly operation: O
}
type Contracts = Readonly<Record<string, Contract>>
export type Client<C extends Contracts> = {
  readonly [M in keyof C]: { readonly [K in keyof C[M]['operations']]: Call<C[M]['operations'][K]> }
}

export interface TransportRequest {
  readonly method: string
  /** Path and query, without the host. */
  readonly url: string
  readonly headers: Record<string, string>
  readonly body?: string | Blob | Uint8Array
  readonly signal?: AbortSignal
}
export type Transport = (request: TransportRequest) => Promise<Response>

/** The server answered with a problem document. `problem.code` is the stable part. */
export class ApiProblem extends Error {
  readonly problem: Problem
  /** From `Retry-After`: the same request is worth another try after so many seconds. */
  readonly retryAfterSeconds: number | undefined
  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(`${problem.status} ${problem.code}: ${problem.title}`)
    this.name = 'ApiProblem'
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }
}

interface AnyRequest {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  ifMatch?: number
  idempotencyKey?: string
  upload?: { type: string; name?: string; bytes: Blob | Uint8Array }
}

export const urlOf = (operation: Operation, request: AnyRequest): string => {
  const path = operation.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(request.params?.[name])),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value === undefined || value === null) continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

/** Parts of a body that arrives in pieces: what stands between two separators. */
async function* parts(response: Response, separator: string): AsyncGenerator<string, void> {
  if (!response.body) throw new Error('a streaming operation answered without a body')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let buffer = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      buffer += value
      let from = 0
      for (let end = buffer.indexOf(separator); end >= 0; end = buffer.indexOf(separator, from)) {
        yield buffer.slice(from, end)
        from = end + separator.length
      }
      buffer = buffer.slice(from)
    }
  } finally {
    await reader.cancel()
  }
}

async function* readEvents(response: Response): AsyncGenerator<unknown, void> {
  for await (const frame of parts(response, '\n\n')) {
    const data = frame
      .split('\n')
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5).trim())
      .join('\n')
    if (data) yield JSON.parse(data) as unknown
  }
}

async function* readLines(response: Response): AsyncGenerator<unknown, void> {
  for await (const line of parts(response, '\n')) if (line) yield JSON.parse(line) as unknown
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'status' in value

async function failure(response: Response): Promise<ApiProblem> {
  const text = await response.text()
  const parsed: unknown = (response.headers.get('content-type') ?? '').includes('json') ? JSON.parse(text) : undefined
  const wait = /^\d+$/.exec(response.headers.get('retry-after') ?? '')
  const seconds = wait ? Number(wait[0]) : undefined
  if (isProblem(parsed)) return new ApiProblem(parsed, seconds)
  return new ApiProblem(
    {
      type: 'about:blank',
      title: response.statusText,
      status: response.status,
      code: 'not-a-problem',
      requestId: response.headers.get('x-request-id') ?? '',
    },
    seconds,
  )
}

async function call(
  transport: Transport,
  operation: Operation,
  request: AnyRequest,
  signal?: AbortSignal,
): Promise<unknown> {
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json' }
  let body: string | Blob | Uint8Array | undefined
  if (operation.upload && request.upload) {
    headers['content-type'] = request.upload.type
    // Names may hold personal data and letters outside Latin-1, so they travel encoded and never in the URL.
    if (request.upload.name) headers['x-file-name'] = encodeURIComponent(request.upload.name)
    body = request.upload.bytes
  } else if (request.body !== undefined) {
    const form = operation.bodyType === 'form'
    headers['content-type'] = form ? 'application/x-www-form-urlencoded' : 'application/json'
    body = form ? new URLSearchParams(request.body as Record<string, string>).toString() : JSON.stringify(request.body)
  }
  if (request.ifMatch !== undefined) headers['if-match'] = `"${request.ifMatch}"`
  if (request.idempotencyKey !== undefined) headers['idempotency-key'] = `"${request.idempotencyKey}"`
  const response = await transport({
    method: operation.method,
    url: urlOf(operation, request),
    headers,
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  })
  if (!response.ok) throw await failure(response)
  if ('events' in operation.success) return readEvents(response)
  if ('lines' in operation.success) return readLines(response)
  if ('download' in operation.success) return response.blob()
  return response.status === 204 ? undefined : response.json()
}

export const createClient = <C extends Contracts>(contracts: C, transport: Transport): Client<C> =>
  Object.fromEntries(
    Object.entries(contracts).map(([module, contract]) => [
      module,
      Object.fromEntries(
        Object.entries(contract.operations).map(([id, operation]) => [
          id,
          Object.assign(
            (request: AnyRequest = {}, signal?: AbortSignal) => call(transport, operation, request, signal),
            { id, operation },
          ),
        ]),
      ),
    ]),
  ) as unknown as Client<C>

/** A transport over `fetch`, for outside clients: `token` is asked before every call. */
export const fetchTransport =
  (baseUrl: string, token?: () => Promise<string> | string): Transport =>
  async ({ method, url, headers, body, signal }) =>
    fetch(new URL(url, baseUrl), {
      method,
      headers: token ? { ...headers, authorization: `Bearer ${await token()}` } : headers,
      ...(body !== undefined && { body: body as BodyInit }),
      ...(signal && { signal }),
    })
