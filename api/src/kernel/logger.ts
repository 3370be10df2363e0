/** Structured logs without personal data: no bodies, no addresses, no query strings, no user names. */
import type { FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'

export const loggerOptions = (config: { readonly logLevel: string }): NonNullable<FastifyServerOptions['logger']> =>
  config.logLevel === 'silent'
    ? false
    : {
        level: config.logLevel,
        base: null,
        serializers: {
          req: (request) => ({ method: request.method }),
          res: (reply) => ({ statusCode: reply.statusCode }),
          err: (error: Error) => ({
            type: error.name,
            message: '',
            stack: (error.stack ?? '').split('\n').slice(1, 12).join('\n'),
          }),
        },
      }

/** What every request leaves behind. The route, never the address: an address may hold what somebody typed. */
export const logRequest = (request: FastifyRequest, reply: FastifyReply, status = reply.statusCode): void =>
  request.log.info(
    { operation: request.routeOptions.config.operationId, status, ms: Math.round(reply.elapsedTime) },
    'request',
  )
