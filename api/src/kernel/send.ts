/** How a result leaves: JSON with its ETag, a download, server-sent events, NDJSON, or nothing. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Download, Operation } from '@pandu-gempita/shared/contract/operation'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { maskJson, maskNumbers } from './mask.ts'

interface Answer {
  readonly operation: Operation
  readonly serialize: ((value: unknown) => string) | undefined
}

const isDownload = (operation: Operation): operation is Operation & { success: { download: string } } =>
  'download' in operation.success
const isEvents = (operation: Operation): boolean => 'events' in operation.success

async function* eventFrames(events: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const event of events) yield `data: ${maskJson(JSON.stringify(event))}\n\n`
}

/** Full numbers leave only by an operation that says so, or that was asked for them and has seen to it that the caller may. */
const showsNumbers = (operation: Operation, { body, query }: FastifyRequest): boolean => {
  if (operation.identifiers !== 'asked') return operation.identifiers === 'full'
  const asked = (body ?? query) as { identifiers?: unknown } | undefined
  return asked?.identifiers === 'full'
}

async function* masked(parts: AsyncIterable<Uint8Array | string>, mask: (text: string) => string) {
  for await (const part of parts) yield typeof part === 'string' ? mask(part) : part
}

const hasVersion = (value: unknown): value is { version: number } =>
  typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'number'

export function send(reply: FastifyReply, route: Answer, result: unknown): FastifyReply {
  const { operation } = route
  const open = showsNumbers(operation, reply.request)
  reply.status(operation.success.status)
  if (isDownload(operation)) {
    const download = result as Download
    return reply
      .header('content-type', download.type ?? operation.success.download)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(download.fileName)}`)
      .header('cache-control', 'no-store')
      .send(Readable.from(open ? download.bytes : masked(download.bytes, maskNumbers)))
  }
  if (isEvents(operation))
    return reply
      .header('content-type', 'text/event-stream')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(eventFrames(result as AsyncIterable<unknown>)))
  if ('lines' in operation.success)
    return reply
      .header('content-type', 'application/x-ndjson')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(masked(result as AsyncIterable<string>, maskJson), { highWaterMark: 1 }))
  if (!route.serialize) return reply.header('cache-control', 'no-store').send()
  const text = open ? route.serialize(result) : maskJson(route.serialize(result))
  if (operation.conditional) {
    const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
    reply.header('etag', tag).header('cache-control', 'private, no-cache')
    if (reply.request.headers['if-none-match'] === tag) return reply.status(304).send()
  } else {
    reply.header('cache-control', 'no-store')
    if (hasVersion(result)) reply.header('etag', `"${result.version}"`)
  }
  return reply.header('content-type', 'application/json; charset=utf-8').send(text)
}
