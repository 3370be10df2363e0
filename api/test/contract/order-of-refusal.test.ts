/**
 * Who may not hears that, whatever else is wrong; then the version is looked at, then the state. The same order for every
 * step and every other write of a record (docs/adr/0034), so that a client sees the same problem for the same mistake.
 */
import { describe, expect, test } from '@jest/globals'
import { records } from '../../src/generated-docs.ts'
import { sampledOperations } from '../samples/all.ts'
import { newKey, useWorld } from '../world.ts'
import { expectProblem, expectSuccess, prepare, splitCaller, type Prepared } from './battery.ts'

const world = useWorld()

const withVersion = (request: Prepared, version: number): Prepared => ({
  ...request,
  headers: {
    ...request.headers,
    'if-match': `"${version}"`,
    ...(request.headers['idempotency-key'] && { 'idempotency-key': newKey() }),
  },
})

/** Can the same be done once more in the state that it leads to? */
const isRepeatable = (id: string): boolean =>
  records.some(
    ({ steps, changes = {} }) =>
      Object.values(steps).some(({ operation, from, to }) => operation === id && from.includes(to)) ||
      Object.values(changes).some(({ operation }) => operation === id),
  )
const ofRecords = new Set(
  records.flatMap(({ steps, changes = {} }) => [
    ...Object.values(steps).map(({ operation }) => operation),
    ...Object.values(changes).map(({ operation }) => operation),
  ]),
)
const writes = sampledOperations.filter(({ id }) => ofRecords.has(id))

test('there are steps to look at', () => expect(writes.length).toBeGreaterThan(40))

describe.each(writes)('$module $id', (sampled) => {
  test('permission, version, state', async () => {
    const { access } = sampled.operation
    if (typeof access !== 'object') throw new Error('a step without a permission')
    const sample = await sampled.sample(world)
    const request = await prepare(sampled, sample)
    const version = sample.request.ifMatch ?? 0
    const stranger = await splitCaller(world, sample.as, access.permission)
    const refused = await stranger.send(withVersion(request, version + 7))
    expectProblem(refused, refused.status === 403 ? 'permission-missing' : 'not-found')
    const done = await sample.as.send(request)
    expectSuccess(sampled, done)
    expectProblem(await sample.as.send(withVersion(request, version)), 'stale-version')
    if (isRepeatable(sampled.id)) return
    const [, now = ''] = /^"(\d+)"$/.exec(done.headers['etag'] ?? '') ?? []
    if (now === '') return
    expectProblem(await sample.as.send(withVersion(request, Number(now))), 'transition-not-allowed')
  })
})
