/** The OpenAPI 3.1 document, by @fastify/swagger from the same operations that the routes are made of. */
import fastifySwagger from '@fastify/swagger'
import { Problem } from '@pandu-gempita/shared/contract/problem'
import type { Contract, Operation } from '@pandu-gempita/shared/contract/operation'
import { eventKinds } from '@pandu-gempita/shared/events'
import { permissions } from '@pandu-gempita/shared/permissions'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { eachOperation, paramsSchema, referenced, type AnyContracts, type PlainSchema } from './schemas.ts'

interface DocumentedSchema extends FastifySchema {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  security: Record<string, string[]>[]
}

/** Schemas known to one application: `addSchema` refuses a second one of a name. */
const componentsOf = new WeakMap<object, Map<string, PlainSchema>>()

function withComponents(app: FastifyInstance, schema: unknown): PlainSchema {
  // Scopes share the schema store of the application they belong to by its server object.
  const key: object = app.server
  const known = componentsOf.get(key) ?? new Map<string, PlainSchema>()
  componentsOf.set(key, known)
  return referenced(schema as PlainSchema, known)
}

/** Called once after every route is registered and before the document is asked for. */
export function publishComponents(app: FastifyInstance): void {
  for (const [name, schema] of componentsOf.get(app.server) ?? []) app.addSchema({ ...schema, $id: name })
}

const headersOf = (operation: Operation): PlainSchema | undefined => {
  const properties: PlainSchema = {}
  const required: string[] = []
  if (operation.concurrency) {
    properties['if-match'] = {
      type: 'string',
      description: 'The version that was read, in double quotes',
      examples: ['"3"'],
    }
    required.push('if-match')
  }
  if (operation.idempotency) {
    properties['idempotency-key'] = {
      type: 'string',
      minLength: 20,
      description: 'One key an intent; a replay within 48 hours gets the first reply',
    }
    required.push('idempotency-key')
  }
  if (operation.upload) properties['x-file-name'] = { type: 'string', description: 'File name, percent-encoded UTF-8' }
  if (operation.conditional) properties['if-none-match'] = { type: 'string', description: 'ETag that the caller has' }
  return Object.keys(properties).length > 0 ? { type: 'object', properties, required } : undefined
}

function successOf(app: FastifyInstance, operation: Operation): PlainSchema {
  const { success } = operation
  if ('body' in success)
    return { description: 'Done', content: { 'application/json': { schema: withComponents(app, success.body) } } }
  if ('download' in success)
    return {
      description: 'The file',
      content: { [success.download]: { schema: { type: 'string', contentMediaType: success.download } } },
    }
  if ('events' in success)
    return {
      description: 'Server-sent events; each `data:` is this JSON',
      content: { 'text/event-stream': { schema: withComponents(app, success.events) } },
    }
  if ('lines' in success)
    return {
      description: 'NDJSON; each line is this JSON',
      content: { 'application/x-ndjson': { schema: withComponents(app, success.lines) } },
    }
  return { description: 'Done; no body', type: 'null' }
}

/** A scope is a permission: what a token must at least carry for the operation. */
const scopesOf = ({ access }: Operation): string[] => (typeof access === 'object' ? [access.permission] : [])

const problemText = (operation: Operation): string =>
  operation.problems && operation.problems.length > 0
    ? `A problem (RFC 9457). Particular to this operation: ${operation.problems.map((code) => `\`${code}\``).join(', ')}.`
    : 'A problem (RFC 9457).'

export function routeSchema(
  app: FastifyInstance,
  contract: Contract,
  id: string,
  operation: Operation,
): DocumentedSchema {
  const permission = typeof operation.access === 'object' ? `\n\nPermission: \`${operation.access.permission}\`.` : ''
  const params = paramsSchema(operation)
  const headers = headersOf(operation)
  const problem = {
    description: problemText(operation),
    content: { 'application/problem+json': { schema: withComponents(app, Problem) } },
  }
  return {
    operationId: id,
    summary: operation.summary,
    description: `${operation.description ?? operation.summary}${permission}`,
    tags: [contract.title],
    security: operation.access === 'public' ? [] : [{ session: [] }, { machine: scopesOf(operation) }],
    ...(params && { params: withComponents(app, params) }),
    ...(operation.query && { querystring: withComponents(app, operation.query) }),
    ...(headers && { headers }),
    ...(operation.body && {
      body: {
        content: {
          [operation.bodyType === 'form' ? 'application/x-www-form-urlencoded' : 'application/json']: {
            schema: withComponents(app, operation.body),
          },
        },
      },
    }),
    response: {
      [operation.success.status]: successOf(app, operation),
      '4XX': problem,
      '5XX': { ...problem, description: 'A problem (RFC 9457) on our side; nothing was changed.' },
    },
  }
}

/** The document without an application: the same schemas on routes that answer nothing. */
export async function describeApi(app: FastifyInstance, contracts: AnyContracts): Promise<unknown> {
  const operations = eachOperation(contracts)
  await installOpenApi(app, { version: API_VERSION, uploads: uploadsOf(contracts) })
  await app.register(async (scope) => {
    for (const { id, operation, contract } of operations)
      scope.route({
        method: operation.method,
        url: operation.path,
        schema: routeSchema(scope, contract, id, operation),
        validatorCompiler: () => () => true,
        serializerCompiler: () => () => '',
        handler: () => undefined,
      })
  })
  publishComponents(app)
  await app.ready()
  return app.swagger()
}

export const API_VERSION = '0.1.0'

export const uploadsOf = (contracts: AnyContracts): Map<string, Operation> =>
  new Map(
    eachOperation(contracts)
      .filter(({ operation }) => operation.upload)
      .map(({ id, operation }) => [id, operation]),
  )

/** Every kind of event as a webhook may bring it (Standard Webhooks 1.0.0; docs/exchange.md). */
const webhooksOf = (): Record<string, object> =>
  Object.fromEntries(
    Object.entries(eventKinds).map(([kind, { title }]) => [
      kind,
      {
        post: {
          operationId: `on.${kind}`,
          tags: ['Webhooks'],
          summary: title,
          security: [],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['type', 'timestamp', 'data'],
                  properties: {
                    type: { type: 'string', const: kind },
                    timestamp: { type: 'string', format: 'date-time' },
                    data: {
                      type: 'object',
                      required: ['id', 'subjectType', 'subjectId', 'personId', 'regionCode', 'jurisdiction', 'cursor'],
                      properties: {
                        id: { type: 'string', format: 'uuid' },
                        subjectType: { type: 'string' },
                        subjectId: { type: 'string', format: 'uuid' },
                        personId: { type: ['string', 'null'], format: 'uuid' },
                        regionCode: { type: ['string', 'null'] },
                        jurisdiction: { type: 'string' },
                        cursor: { type: 'string', description: 'Where a mirror that follows the feed goes on' },
                      },
                    },
                  },
                },
              },
            },
          },
          responses: { '2XX': { description: 'Taken' }, '4XX': { description: 'Refused; tried again, except 410' } },
        },
      },
    ]),
  )

export async function installOpenApi(
  app: FastifyInstance,
  options: { readonly version: string; readonly uploads: ReadonlyMap<string, Operation> },
): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Pandu Gempita',
        version: options.version,
        description:
          'Integrated social services: targeting data, PPKS, complaints, referrals, outcomes. Errors are RFC 9457 problem documents; lists are keyset pages; records carry a `version` for If-Match.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This server' }],
      webhooks: webhooksOf(),
      components: {
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'pandu_session',
            description: 'Officers, in the screens. Unsafe calls also send `X-Pandu-Csrf: 1`.',
          },
          machine: {
            type: 'oauth2',
            flows: { clientCredentials: { tokenUrl: '/oauth2/token', scopes: { ...permissions } } },
          },
        },
      },
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) =>
        typeof json['$id'] === 'string' ? json['$id'] : `def-${index}`,
    },
    // A raw body has no JSON schema to validate by, so it is put into the document only.
    transform: ({ schema, url }) => {
      const operation =
        schema && 'operationId' in schema ? options.uploads.get(String(schema['operationId'])) : undefined
      if (!operation?.upload) return { schema, url }
      const content = Object.fromEntries(
        operation.upload.types.map((type) => [type, { schema: { type: 'string', contentMediaType: type } }]),
      )
      return { schema: { ...schema, body: { content } } as FastifySchema, url }
    },
  })
}
