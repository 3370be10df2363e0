/** The application: everything but listening and reading the environment, so that tests mount the same thing. */
import fastifyCookie from '@fastify/cookie'
import fastifyRateLimit from '@fastify/rate-limit'
import { contracts } from '@pandu-gempita/shared/contracts'
import Fastify, { LogController, type FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import { publicActor } from './kernel/actor.ts'
import { constraintProblems } from './constraint-problems.ts'
import type { Database } from './kernel/db.ts'
import { createSecrets } from './kernel/digest.ts'
import { classify, installErrorHandler, sendProblem, toProblem } from './kernel/error-handler.ts'
import { loggerOptions } from './kernel/logger.ts'
import { API_VERSION, installOpenApi, publishComponents, uploadsOf } from './kernel/openapi.ts'
import { problem } from './kernel/problem-error.ts'
import { installBodyParsers, type Kernel } from './kernel/register.ts'
import { eachOperation } from './kernel/schemas.ts'
import { installDocs, installScreens, installSecurityHeaders } from './kernel/web.ts'
import { registerModules } from './modules.ts'
import { createAuthenticate } from './modules/identity/authenticate.ts'
import { createTargets } from './modules/webhooks/targets.ts'

const COOKIE = 'pandu_session'

export interface AppDependencies {
  readonly config: Config
  readonly database: Database
  /** Tests only: faults before COMMIT, a look at results. */
  readonly hooks?: Kernel['hooks']
  readonly onResult?: Kernel['onResult']
  /** Requests a minute and address; tests that send thousands raise it. */
  readonly requestsPerMinute?: number
  /** Tests: an undeclared problem answers 500. */
  readonly strictProblems?: boolean
}

export async function buildApp({
  config,
  database,
  hooks = {},
  onResult,
  requestsPerMinute = 1200,
  strictProblems = false,
}: AppDependencies): Promise<FastifyInstance> {
  const app = Fastify({
    logger: loggerOptions(config),
    trustProxy:
      typeof config.trustProxy === 'number'
        ? (_address: string, hop: number) => hop < Number(config.trustProxy)
        : config.trustProxy,
    genReqId: () => crypto.randomUUID(),
    bodyLimit: 1_048_576,
    // Long enough for a large file over a village's network, not for ever.
    requestTimeout: 30 * 60_000,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    http: { headersTimeout: 15_000, maxHeaderSize: 16_384 },
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    logController: new LogController({ disableRequestLogging: true }),
    // An address that the router itself refuses reaches no error handler.
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, classify(error, {}).code),
    clientErrorHandler(error, socket) {
      const code =
        error.code === 'HPE_HEADER_OVERFLOW'
          ? 'header-too-large'
          : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
            ? 'request-timeout'
            : 'invalid-request'
      const body = JSON.stringify(toProblem(code, crypto.randomUUID()))
      if (socket.writable)
        socket.end(
          `HTTP/1.1 ${toProblem(code, '').status} Bad Request\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
        )
    },
  })
  app.addHook('onResponse', async (request, reply) => {
    // The route, never the address: an address may hold what somebody typed.
    request.log.info(
      {
        operation: request.routeOptions.config.operationId,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    )
  })
  await installSecurityHeaders(app, { adminDist: config.adminDist, https: config.secureCookies })
  await app.register(fastifyCookie)
  await app.register(fastifyRateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    // An office stands behind one address: its first page of the morning must not use up what its work needs.
    allowList: ({ url }) => url.startsWith('/assets/'),
    errorResponseBuilder: (_request, { ttl }) =>
      problem('too-many-requests', { retryAfterSeconds: Math.ceil(ttl / 1000) }),
  })
  const operations = new Map(eachOperation(contracts).map(({ id, operation }) => [id, operation]))
  installErrorHandler(app, await constraintProblems(database), strictProblems ? (id) => operations.get(id) : undefined)
  installBodyParsers(app)
  await installOpenApi(app, { version: API_VERSION, uploads: uploadsOf(contracts) })
  const kernel: Kernel = {
    database,
    secrets: createSecrets(config.dataKey),
    authenticate: createAuthenticate(database, COOKIE),
    publicActor,
    cookie: { name: COOKIE, secure: config.secureCookies },
    hooks,
    ...(onResult && { onResult }),
  }
  await app.register(async (scope) => {
    registerModules(scope, kernel, { webhookTargets: createTargets(config.webhookAllowedHosts) })
  })
  await installDocs(app)
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
  await installScreens(app, config.adminDist, [...operations.values()])
  publishComponents(app)
  await app.ready()
  return app
}

declare module 'fastify' {
  interface FastifyContextConfig {
    operationId?: string
  }
}
