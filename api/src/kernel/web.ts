/** What stands around the API: security headers, the built screens, the self-hosted documentation. */
import fs from 'node:fs'
import path from 'node:path'
import fastifyHelmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import fastifySwaggerUi from '@fastify/swagger-ui'
import { problemHelp, type ProblemHelp } from '@pandu-gempita/shared/problem-help'
import { problems, type ProblemCode } from '@pandu-gempita/shared/problems'
import type { FastifyInstance } from 'fastify'
import { sendProblem } from './error-handler.ts'

/** The kit injects three constant style elements; the build writes their hashes, so no 'unsafe-inline' is needed. */
function styleHashes(adminDist: string): string[] {
  const file = path.join(adminDist, 'csp-style-hashes.json')
  if (!fs.existsSync(file)) return []
  const parsed: unknown = JSON.parse(fs.readFileSync(file, 'utf8'))
  return Array.isArray(parsed) ? parsed.filter((hash) => typeof hash === 'string').map((hash) => `'${hash}'`) : []
}

export async function installSecurityHeaders(
  app: FastifyInstance,
  options: { readonly adminDist: string; readonly https: boolean },
): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        styleSrc: ["'self'", ...styleHashes(options.adminDist)],
        styleSrcAttr: ["'unsafe-inline'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        ...(options.https && { upgradeInsecureRequests: [] }),
      },
    },
    hsts: options.https,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
  })
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    reply.header('x-request-id', request.id)
    reply.header('permissions-policy', 'camera=(self), geolocation=(self), microphone=()')
    return payload
  })
}

export async function installDocs(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    // As strict as everywhere: the page's own constant style is the only exception, and nothing is fetched from others.
    staticCSP: {
      'default-src': "'self'",
      'img-src': "'self' data:",
      'style-src': "'self' 'unsafe-inline'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
    },
    uiConfig: {
      docExpansion: 'none',
      displayRequestDuration: true,
      // Its default asks a host of others whether the document is valid.
      validatorUrl: null,
    },
  })
}

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** `type` of a problem is an address: it says what the code means. */
function installProblemPages(app: FastifyInstance): void {
  app.get<{ Params: { code: string } }>('/problems/:code', { schema: { hide: true } }, (request, reply) => {
    const { code } = request.params
    if (!Object.hasOwn(problems, code)) return sendProblem(reply, 'unknown-path')
    return reply.type('text/html; charset=utf-8').send(problemPage(code as ProblemCode))
  })
}

/** Cause and remedy in both languages, readable without script, style or sign-in. */
function problemPage(code: ProblemCode): string {
  const { status, title, judul } = problems[code]
  const { id, en } = problemHelp[code]
  const part = (lang: string, heading: string, words: readonly [string, string], help: ProblemHelp['id']): string =>
    `<section lang="${lang}"><h2>${escapeHtml(heading)}</h2><dl><dt>${words[0]}</dt><dd>${escapeHtml(help.cause)}</dd><dt>${words[1]}</dt><dd>${escapeHtml(help.remedy)}</dd></dl></section>`
  return [
    `<!doctype html><html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${code}</title></head><body>`,
    `<main><h1>${escapeHtml(judul)}</h1><p>HTTP ${status} · <code>${code}</code></p>`,
    part('id', judul, ['Sebab', 'Yang dapat dilakukan'], id),
    part('en', title, ['Cause', 'What to do'], en),
    `<p><a href="/docs">/docs</a></p></main></body></html>`,
  ].join('')
}

const API_PATHS = /^\/(v1|oauth2|health|docs|problems|openapi\.json|\.well-known)(\/|$|\?)/

/** Screens and the last word on addresses that nobody knows. */
export async function installScreens(
  app: FastifyInstance,
  adminDist: string,
  operations: readonly { readonly method: string; readonly path: string }[],
): Promise<void> {
  installProblemPages(app)
  const built = fs.existsSync(path.join(adminDist, 'index.html'))
  if (built)
    await app.register(fastifyStatic, {
      root: adminDist,
      preCompressed: true,
      index: ['index.html'],
      setHeaders: (reply, file) => {
        // Names of built files change with their content; the page that names them does not.
        reply.header(
          'cache-control',
          /[\\/]assets[\\/]/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
  const addresses = operations.map(({ method, path: pattern }) => ({
    method,
    matches: new RegExp(`^${pattern.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`),
  }))
  const methodsOf = (url: string): string[] => [
    ...new Set(addresses.filter(({ matches }) => matches.test(url)).map(({ method }) => method)),
  ]
  app.setNotFoundHandler((request, reply) => {
    const page =
      request.method === 'GET' && !API_PATHS.test(request.url) && (request.headers.accept ?? '').includes('text/html')
    if (page && built) return reply.header('cache-control', 'no-cache').sendFile('index.html')
    const methods = methodsOf(request.url.split('?')[0] ?? '')
    if (methods.length === 0) return sendProblem(reply, 'unknown-path')
    return sendProblem(reply.header('allow', methods.join(', ')), 'method-not-allowed')
  })
}
