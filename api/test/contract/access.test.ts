/** Who may call what, over every operation: no session, no grant, a grant next door, an id that nobody has. */
import { describe, expect, test } from '@jest/globals'
import type { Caller, Reply } from '../harness.ts'
import { fingerprint } from '../fingerprint.ts'
import { sampledOperations, type AnySample } from '../samples/all.ts'
import { useWorld } from '../world.ts'
import { expectProblem, expectSuccess, prepare, sendAs, UNKNOWN_ID } from './battery.ts'

const world = useWorld()

/** Open to everyone, each with its reason. The contract is compared with this list, so that none is opened by mistake. */
const PUBLIC = [
  'getLiveness', // probes of the platform
  'getReadiness',
  'signIn',
  'activateAccount', // who has not signed in yet
  'issueToken',
  'getAuthorizationServer', // RFC 8414: read before there is a token
  'activateMachineClient', // whoever runs the program has no account
  'getPublicComplaintStatus', // citizens have no account
  'objectToComplaint', // nor to say what they think of an answer
]

test('only the operations on the list are public', () => {
  expect(sampledOperations.filter(({ operation }) => operation.access === 'public').map(({ id }) => id)).toEqual(PUBLIC)
})

const idsOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items)
    ? value.items.map((item: { id?: string }) => String(item.id))
    : []

/** Everything of a reply that a caller can see, but what names the request itself. */
const visible = (reply: Reply): unknown => {
  const { 'x-request-id': requestId = '', date: _date, ...headers } = reply.headers
  // How much is left of what may be asked, and for how long, says nothing of the record.
  const told = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-ratelimit-')))
  return { status: reply.status, headers: told, text: reply.text.replaceAll(requestId, 'the request') }
}

const withUnknownIds = (sample: AnySample): AnySample => ({
  ...sample,
  request: {
    ...sample.request,
    params: Object.fromEntries(Object.keys(sample.request.params ?? {}).map((name) => [name, UNKNOWN_ID])),
  },
})

describe.each(sampledOperations)('$module $id', (sampled) => {
  const { operation } = sampled

  test('asks for a session and a grant, and does not show what lies next door', async () => {
    const sample = await sampled.sample(world)
    const request = await prepare(sampled, sample)
    const neighbours: Caller[] =
      operation.access === 'public' || sample.elsewhere === 'everyone' ? [] : [await world.neighbourOf(sample.as)]
    // An officer of a village does not see the next village of the same kabupaten either.
    if (neighbours.length > 0 && sample.as.spec.region?.length === 10)
      neighbours.push(await world.neighbourOf(sample.as, 'village'))
    const before = await fingerprint(world.owner)

    if (operation.access !== 'public') {
      expectProblem(await world.send(request), 'not-signed-in')
      expectProblem(await world.send(request, 'not-a-token-of-this-server-at-all-00000000'), 'not-signed-in')
    }
    if (typeof operation.access === 'object') expectProblem(await world.stranger.send(request), 'permission-missing')

    for (const neighbour of neighbours) {
      if (sample.elsewhere === 'not-found' || sample.elsewhere === 'jurisdiction') {
        const invisible = await neighbour.send(request)
        expectProblem(invisible, 'not-found')
        const unknown = await neighbour.send(await prepare(sampled, withUnknownIds(sample)))
        expect(visible(unknown)).toEqual(visible(invisible))
      } else if (typeof sample.elsewhere === 'object' && 'problem' in sample.elsewhere)
        expectProblem(await neighbour.send(request), sample.elsewhere.problem)
    }
    // Nothing that was refused has left a trace; lists below may write the access log.
    expect(await fingerprint(world.owner)).toEqual(before)

    if (typeof sample.elsewhere === 'object' && 'absent' in sample.elsewhere)
      for (const neighbour of neighbours) {
        const reply = await neighbour.send(request)
        expectSuccess(sampled, reply)
        expect(idsOf(reply.json())).not.toContain(sample.elsewhere.absent)
      }

    const reply = await sendAs(world, sampled, sample.as, request)
    expectSuccess(sampled, reply)
    if (typeof sample.elsewhere === 'object' && 'absent' in sample.elsewhere)
      expect(idsOf(reply.json())).toContain(sample.elsewhere.absent)
    if (operation.params && typeof operation.access === 'object')
      // A record operation must not be excused from the neighbour's test.
      expect(['not-found', 'jurisdiction']).toContain(sample.elsewhere)
  })
})
