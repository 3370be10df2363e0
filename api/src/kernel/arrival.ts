/**
 * How long a request may take to arrive, and how many connections there may be. Node looks after the headers; a body
 * has as long as headers, unless a signed-in caller sends a file: then it may take long, but not stand still.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './error-handler.ts'

export const ARRIVES_WITHIN_MS = 15_000
/** Node looks this often for connections whose headers are late. */
export const LOOKS_EVERY_MS = 1_000
/** Long enough for a large file over a village's network, not for ever. */
export const UPLOAD_WITHIN_MS = 30 * 60_000
/** A line that brings nothing for so long is dead; pieces of an upload are kept, so that nothing is lost by it. */
const UPLOAD_STANDS_STILL_MS = 60_000

const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>()

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** Says 408, or, where an answer has gone out already, ends the connection over which the rest still drips. */
function tooLate(request: FastifyRequest, reply: FastifyReply): void {
  if (request.raw.complete) return
  if (reply.sent) request.raw.destroy()
  else void sendProblem(reply.header('connection', 'close'), 'request-timeout')
}

function watch(request: FastifyRequest, reply: FastifyReply, ms: number): void {
  clearTimeout(timers.get(request))
  timers.set(request, setTimeout(() => tooLate(request, reply), ms).unref())
}

/** A file is declared and its sender known: from now on it is enough that bytes go on coming. */
export function allowUpload(request: FastifyRequest, reply: FastifyReply): void {
  if (timers.has(request)) watch(request, reply, UPLOAD_STANDS_STILL_MS)
}
/** Bytes of an upload have come. */
export const arrived = (request: FastifyRequest): void => void timers.get(request)?.refresh()

export function installArrivalLimits(app: FastifyInstance, connections: number): void {
  app.server.maxConnections = connections
  app.addHook('onRequest', (request, reply, done) => {
    if (hasBody(request)) {
      watch(request, reply, ARRIVES_WITHIN_MS)
      for (const over of ['end', 'close'] as const) request.raw.once(over, () => clearTimeout(timers.get(request)))
    }
    done()
  })
}
