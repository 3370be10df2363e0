/** Whatever arrives at whatever operation: never a 5xx, and a refusal is always a problem document. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { problems } from '@pandu-gempita/shared/problems'
import { prepare, type Prepared } from '../contract/battery.ts'
import { sampledOperations, type SampledOperation } from '../samples/all.ts'
import type { Caller } from '../harness.ts'
import { useWorld } from '../world.ts'
import { settings } from './seed.ts'

const known: { sampled: SampledOperation; caller: Caller; request: Prepared }[] = []
const world = useWorld(async () => {
  for (const sampled of sampledOperations) {
    const sample = await sampled.sample(world)
    known.push({ sampled, caller: sample.as, request: await prepare(sampled, sample) })
  }
})

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json({ maxDepth: 5 }).map((text) => Buffer.from(text)),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
)
const mediaType = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'text/csv',
  'image/png',
  'text/plain',
)
/** Visible ASCII is what a header can hold at all. */
const headerText = fc.string({ unit: 'grapheme-ascii', maxLength: 60 })
const urlText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }).map((text) => text.replace(/[\s#]/g, '')),
  fc
    .uint8Array({ maxLength: 12 })
    .map((list) => [...list].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')),
)

type Change = (request: Prepared) => Prepared
const withHeader =
  (name: string) =>
  (value: string): Change =>
  (request) => ({ ...request, headers: { ...request.headers, [name]: value } })

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(bytes, mediaType).map(([body, type]): Change => (request) => ({
    ...request,
    body,
    headers: { ...request.headers, 'content-type': type },
  })),
  // One place of a valid body gets some other value.
  fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(([at, value]): Change => (request) => {
    if (typeof request.body !== 'string' || !request.body.startsWith('{')) return request
    const body = JSON.parse(request.body) as Record<string, unknown>
    const names = Object.keys(body)
    const name = names[at % Math.max(1, names.length)]
    return name === undefined ? request : { ...request, body: JSON.stringify({ ...body, [name]: value }) }
  }),
  headerText.map(withHeader('if-match')),
  headerText.map(withHeader('idempotency-key')),
  headerText.map(withHeader('x-file-name')),
  headerText.map(withHeader('content-type')),
  headerText.map(withHeader('cookie')),
  urlText.map((text): Change => (request) => ({ ...request, url: `${request.url.split('?')[0]}?${text}` })),
  fc
    .tuple(fc.constantFrom('limit', 'cursor', 'query', 'name', 'status', 'from', 'regionCode', 'personId'), urlText)
    .map(([name, text]): Change => (request) => ({ ...request, url: `${request.url.split('?')[0]}?${name}=${text}` })),
  urlText.map((text): Change => (request) => ({ ...request, url: request.url.replace(/[0-9a-f-]{36}/, text) })),
)

test('random bytes never break the server', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(change, { minLength: 1, maxLength: 3 }), async (at, changes) => {
      const target = known[at % known.length]
      if (!target) throw new Error('no operation is known')
      const request = changes.reduce((made, apply) => apply(made), target.request)
      const reply = await target.caller.send(request)
      expect({
        operation: target.sampled.id,
        status: reply.status,
        text: reply.status >= 500 ? reply.text : '',
      }).toEqual({
        operation: target.sampled.id,
        status: expect.any(Number),
        text: '',
      })
      expect(reply.status).toBeLessThan(500)
      if (reply.status < 400) return
      if (target.sampled.operation.errors === 'oauth') expect(reply.json()).toHaveProperty('error')
      else expect(Object.keys(problems)).toContain(reply.problem().code)
    }),
    settings(1_000),
  )
}, 300_000)
