/** The application: everything but listening and reading the environment, so that tests mount the same thing. */
import fastifyCompress from '@fastify/compress'
import fastifyCookie from '@fastify/cookie'
import { contracts } from '@pandu-gempita/shared/contracts'
import Fastify, { LogController, type FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import { publicActor } from './kernel/actor.ts'
import { constraintProblems } from './constraint-problems.ts'
import type { Database } from './kernel/db.ts'
import { ADMISSION, createAdmission } from './kernel/admission.ts'
import { installArrivalLimits, LOOKS_EVERY_MS, UPLOAD_WITHIN_MS, ARRIVES_WITHIN_MS } from './kernel/arrival.ts'
import { createSecrets } from './kernel/digest.ts'
import { classify, installErrorHandler, sendProblem, toProblem, type Strict } from './kernel/error-handler.ts'
import { loggerOptions, logRequest } from './kernel/logger.ts'
import { API_VERSION, installOpenApi, publishComponents, uploadsOf } from './kernel/openapi.ts'
import type { Kernel } from './kernel/handlers.ts'
import { createRates, type RateSettings } from './kernel/rates.ts'
import { installBodyParsers } from './kernel/request-input.ts'
import { eachOperation } from './kernel/schemas.ts'
import type { Operation } from '@pandu-gempita/shared/contract/operation'
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
  /** Tests only: another moment than this one. */
  readonly now?: () => Date
  /** Instead of the settings': tests that send thousands raise it. */
  readonly rates?: RateSettings
  /** Tests: an undeclared problem answers 500, and who gives this hears of every fault. */
  readonly onFault?: Strict['onFault']
}

export async function buildApp({
  config,
  database,
  hooks = {},
  onResult,
  now = () => new Date(),
  rates = config.rates,
  onFault,
}: AppDependencies): Promise<FastifyInstance> {
  const app = Fastify({
    logger: loggerOptions(config),
    trustProxy:
      typeof config.trustProxy === 'number'
        ? (_address: string, hop: number) => hop < Number(config.trustProxy)
        : config.trustProxy,
    genReqId: () => crypto.randomUUID(),
    // Of addresses that are none; each operation says its own.
    bodyLimit: 16_384,
    requestTimeout: UPLOAD_WITHIN_MS,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    http: {
      headersTimeout: ARRIVES_WITHIN_MS,
      connectionsCheckingInterval: LOOKS_EVERY_MS,
      maxHeaderSize: 16_384,
    },
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
  app.addHook('onResponse', async (request, reply) => logRequest(request, reply))
  await installSecurityHeaders(app, { adminDist: config.adminDist, https: config.secureCookies })
  await app.register(fastifyCookie)
  // Answers of lists are text that shrinks to a tenth; streams go out line by line, and files as they are.
  await app.register(fastifyCompress, {
    threshold: 1_024,
    encodings: ['gzip'],
    customTypes: /^(?:application\/(?:problem\+)?json|text\/html)\b/,
  })
  installArrivalLimits(app, config.maxConnections)
  const counted = await createRates(app, rates)
  app.addHook('onRequest', async (request, reply) => {
    // What an operation costs is counted when it is known who asks. An office stands behind one address: its first page
    // of the morning must not use up what its work needs.
    if (request.routeOptions.config.operationId === undefined && !request.url.startsWith('/assets/'))
      await counted.countStranger(request, reply)
  })
  const operations = new Map(eachOperation(contracts).map(({ id, operation }) => [id, operation]))
  installErrorHandler(
    app,
    await constraintProblems(database),
    onFault && { operation: (id) => operations.get(id), onFault },
  )
  installBodyParsers(app)
  await installOpenApi(app, { version: API_VERSION, uploads: uploadsOf(contracts) })
  const kernel: Kernel = {
    database,
    secrets: createSecrets(config.dataKey),
    authenticate: createAuthenticate(database, COOKIE),
    publicActor,
    cookie: { name: COOKIE, secure: config.secureCookies },
    admission: createAdmission(ADMISSION, () => database.isSilent()),
    rates: counted,
    hooks,
    now,
    ...(onResult && { onResult }),
  }
  await app.register(async (scope) => {
    registerModules(scope, kernel, {
      webhookTargets: createTargets(config.webhookAllowedHosts),
      publicUrl: config.publicUrl,
    })
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
    operation?: Operation
  }
}
