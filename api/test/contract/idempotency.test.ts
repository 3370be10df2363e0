/** Idempotency keys, over every operation that declares one: one intent has one effect. */
import { describe, expect, test } from '@jest/globals'
import { fingerprint } from '../fingerprint.ts'
import { sampledOperations, type AnySample } from '../samples/all.ts'
import { newKey, useWorld } from '../world.ts'
import { expectProblem, expectSuccess, prepare } from './battery.ts'

const world = useWorld()

const withKey = sampledOperations.filter(({ operation }) => operation.idempotency === 'key')

const effects = async (operation: string): Promise<number> => {
  const { rows } = await world.owner.query<{ requests: number }>(
    'select count(distinct request_id)::int as requests from audit_entries where operation = $1',
    [operation],
  )
  return rows[0]?.requests ?? 0
}

/** The same key for something else: another body where there is one, else another path, query or version. */
const otherIntent = (sample: AnySample): AnySample => {
  const { body, query, ifMatch } = sample.request
  const request = { ...sample.request }
  if (typeof body === 'object' && body !== null) {
    const changed = JSON.parse(JSON.stringify(body)) as Record<string, unknown>
    const [name] = Object.entries(changed).find(([, value]) => typeof value === 'string' && value.includes(' ')) ?? []
    if (name !== undefined) changed[name] = `${String(changed[name])} lain`
    else if (changed['regionCode'] !== undefined) changed['regionCode'] = '3314'
    if (name !== undefined || changed['regionCode'] !== undefined)
      return { ...sample, request: { ...request, body: changed } }
  }
  if (query) return { ...sample, request: { ...request, query: { ...query, releaseName: 'Rilis lain' } } }
  return { ...sample, request: { ...request, ifMatch: (ifMatch ?? 0) + 1 } }
}

test('what can be made twice by a repeated request carries a key', () => {
  // A step of a lifecycle is guarded by its version, an own session or password change by itself.
  const bare = sampledOperations
    .filter(({ operation }) => operation.success.status === 201 && operation.idempotency !== 'key')
    .map(({ id }) => id)
  expect(bare).toEqual([])
  expect(withKey.length).toBeGreaterThan(8)
})

describe.each(withKey)('$module $id', (sampled) => {
  test('replays a key, and refuses it for another intent', async () => {
    const sample = await sampled.sample(world)
    const request = await prepare(sampled, sample)
    const count = await effects(sampled.id)
    const first = await sample.as.send(request)
    expectSuccess(sampled, first)
    const after = await fingerprint(world.owner)

    const replay = await sample.as.send(request)
    expectSuccess(sampled, replay)
    expect(replay.text).toBe(first.text)
    expect(replay.headers['etag']).toBe(first.headers['etag'])
    expectProblem(await sample.as.send(await prepare(sampled, otherIntent(sample))), 'key-reused')

    expect(await fingerprint(world.owner)).toEqual(after)
    expect(await effects(sampled.id)).toBe(count + 1)
  })

  test('does it once for two at a time', async () => {
    const sample = await sampled.sample(world)
    const request = await prepare(sampled, {
      ...sample,
      request: { ...sample.request, idempotencyKey: newKey() },
    })
    const count = await effects(sampled.id)
    const replies = await Promise.all([sample.as.send(request), sample.as.send(request), sample.as.send(request)])
    for (const reply of replies) expectSuccess(sampled, reply)
    expect(new Set(replies.map((reply) => reply.text)).size).toBe(1)
    expect(await effects(sampled.id)).toBe(count + 1)
  })

  test('keeps nothing of a try that failed, so that the same key may be tried again', async () => {
    const sample = await sampled.sample(world)
    const request = await prepare(sampled, sample)
    world.hooks.beforeCommit = () => {
      throw new Error('a fault before COMMIT')
    }
    try {
      expectProblem(await sample.as.send(request), 'internal-error')
    } finally {
      delete world.hooks.beforeCommit
    }
    expectSuccess(sampled, await sample.as.send(request))
  })
})
