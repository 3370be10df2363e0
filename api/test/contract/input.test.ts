/** The shape of every operation's input: what is missing, unknown or of another type is named, and changes nothing. */
import { describe, expect, test } from '@jest/globals'
import { fingerprint } from '../fingerprint.ts'
import { sampledOperations } from '../samples/all.ts'
import type { Reply } from '../harness.ts'
import { useWorld } from '../world.ts'
import { expectProblem, expectSuccess, prepare, sendAs } from './battery.ts'
import { spoiledBodies } from './schema-walk.ts'

const world = useWorld()

const expectFault = (reply: Reply, pointer: string, code: string | undefined): void => {
  expectProblem(reply, 'invalid-request')
  expect(reply.problem().errors).toContainEqual(
    expect.objectContaining({ pointer, code: code ?? expect.any(String), message: expect.any(String) }),
  )
}

/** Forms hold text only, so nothing in them can be of another type. */
const asForm = (body: unknown): string => new URLSearchParams(body as Record<string, string>).toString()

/** What speaks RFC 6749 instead of problem documents has a test of its own (oauth.test.ts). */
const inOurStyle = sampledOperations.filter(({ operation }) => operation.errors !== 'oauth')

describe.each(inOurStyle)('$module $id', (sampled) => {
  const { operation } = sampled

  test('names what is wrong with its input', async () => {
    const sample = await sampled.sample(world)
    const request = await prepare(sampled, sample)
    const send = (changed: Partial<typeof request>) => sendAs(world, sampled, sample.as, { ...request, ...changed })
    const before = await fingerprint(world.owner)

    const separator = request.url.includes('?') ? '&' : '?'
    expectFault(await send({ url: `${request.url}${separator}surprise=1` }), '/query/surprise', 'unknown_field')

    if (operation.body) {
      const form = operation.bodyType === 'form'
      for (const spoiled of spoiledBodies(operation.body, sample.request.body)) {
        if (form && spoiled.code === undefined) continue
        const body = form ? asForm(spoiled.body) : JSON.stringify(spoiled.body)
        expectFault(await send({ body }), spoiled.pointer, spoiled.code)
      }
      if (!form) {
        expectFault(await send({ body: 'null' }), '/', 'type')
        expectFault(await send({ body: '[]' }), '/', 'type')
        expectProblem(await send({ body: '{' }), 'malformed-json')
        const { 'content-type': _type, ...headers } = request.headers
        expectProblem(await send({ headers: { ...headers, 'content-type': 'text/plain' } }), 'unsupported-media-type')
      }
    } else if (!operation.upload && operation.method !== 'GET')
      expectFault(
        await send({ body: '{"surprise":1}', headers: { ...request.headers, 'content-type': 'application/json' } }),
        '/',
        'unknown_field',
      )

    for (const name of Object.keys(operation.params ?? {})) {
      const value = sample.request.params?.[name] ?? ''
      expectFault(await send({ url: request.url.replace(value, 'not-an-id') }), `/path/${name}`, undefined)
    }

    if (operation.concurrency) {
      const version = sample.request.ifMatch ?? 0
      const { 'if-match': _version, ...headers } = request.headers
      expectProblem(await send({ headers }), 'version-required')
      expectFault(await send({ headers: { ...headers, 'if-match': 'yesterday' } }), '/header/if-match', 'pattern')
      expectProblem(await send({ headers: { ...headers, 'if-match': `"${version + 1}"` } }), 'stale-version')
    }
    if (operation.idempotency) {
      const { 'idempotency-key': _key, ...headers } = request.headers
      expectProblem(await send({ headers }), 'idempotency-key-required')
      expectProblem(await send({ headers: { ...headers, 'idempotency-key': '"short"' } }), 'idempotency-key-required')
    }
    expect(await fingerprint(world.owner)).toEqual(before)

    expectSuccess(sampled, await send({}))
  })
})
