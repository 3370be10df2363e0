/** What a request says, read and checked: headers, path, query, body. A fault is told with its place; nothing is guessed. */
import type { Readable } from 'node:stream'
import type { Operation } from '@pandu-gempita/shared/contract/operation'
import type { InputError } from '@pandu-gempita/shared/contract/problem'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { arrived } from './arrival.ts'
import { inspectValue, parseForm, parseJson } from './body.ts'
import type { Input, Route } from './handlers.ts'
import { problem } from './problem-error.ts'

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
async function* counted(request: FastifyRequest, maxBytes: number): AsyncGenerator<Uint8Array> {
  const stream = request.body as Readable
  let total = 0
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      total += chunk.length
      arrived(request)
      if (total > maxBytes) throw problem('body-too-large')
      yield chunk
    }
  } finally {
    // Whoever is refused before the last byte hears why: the line is not cut under the answer, and the rest goes by.
    stream.resume()
  }
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

export function readInput(request: FastifyRequest, route: Route): Input {
  const { operation } = route
  // A trailing slash: the router takes what is missing for an empty id.
  if (Object.values(request.params as object).includes('')) throw problem('unknown-path')
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
      bytes: counted(request, operation.upload.maxBytes),
    },
  }
}

/** JSON everywhere; an operation that takes a form or a file says so. Every other media type is 415. */
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

/** What an operation takes instead of JSON. */
export function installOperationParsers(scope: FastifyInstance, operation: Operation): void {
  if (operation.upload) {
    scope.removeAllContentTypeParsers()
    for (const type of operation.upload.types)
      scope.addContentTypeParser(type, { bodyLimit: operation.upload.maxBytes }, (_request, stream, next) =>
        next(null, stream),
      )
  } else if (operation.bodyType === 'form') {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_request, bytes, next) => {
      try {
        next(null, parseForm(bytes as Buffer))
      } catch (error) {
        next(error as Error)
      }
    })
  }
}

/** Nobody needs more without an account; a password and a name are 200 bytes. */
const PUBLIC_BODY_BYTES = 16_384
const BODY_BYTES = 65_536
/** The largest body that is read at all; what a house test compares with the largest that the contract allows. */
export const bodyLimitOf = ({ access, upload, maxBodyBytes }: Operation): number =>
  upload?.maxBytes ?? maxBodyBytes ?? (access === 'public' ? PUBLIC_BODY_BYTES : BODY_BYTES)
