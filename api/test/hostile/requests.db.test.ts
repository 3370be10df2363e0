/**
 * What a request may cost: the largest and the most wicked bodies, slow senders, many waiters, many sign-ins, a burst.
 * Measured from outside, on an API of its own: processor time, because it does not depend on what else the machine
 * does. The soak run looks at the event loop and the answers of others as well.
 */
import net from 'node:net'
import { afterAll, describe, expect, test } from '@jest/globals'
import { bodyLimitOf } from '../../src/kernel/request-input.ts'
import { DEMO_KEY } from './keys.ts'
import { sampledOperations } from '../samples/all.ts'
import { prepare } from '../contract/battery.ts'
import { useWorld } from '../world.ts'
import { startWatchedApi, type WatchedApi } from './watching.ts'

let api: WatchedApi
let token: string
// Defined before the world, so that it is closed before it.
afterAll(() => api?.stop())
const world = useWorld(async () => {
  token = (await world.officer('slrt_manager')).token
  api = await startWatchedApi({
    DATABASE_URL: world.appUrl,
    DATA_KEY: DEMO_KEY,
    TRUST_PROXY: '1',
    REQUESTS_PER_ACCOUNT: '100000',
    REQUESTS_PER_ADDRESS: '100000',
  })
})

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${token}` })
const send = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...headers },
    body,
  })
const lookAround = async (): Promise<number> => {
  const reply = await fetch(`${api.url}/v1/session`, { headers: bearer() })
  await reply.text()
  return reply.status
}

const fields = (count: number): string => `{${Array.from({ length: count }, (_, n) => `"f${n}":1`).join(',')}}`
const nested = (count: number): string => `[${'[],'.repeat(count - 1)}[]]`
const ids = (count: number): string =>
  JSON.stringify({ ids: Array.from({ length: count }, (_, n) => `x${n}`), identifiers: 'masked' })

/** What stopped the server for seconds before: name, path, body, headers. */
const WICKED: readonly (readonly [string, string, string, 'nobody' | 'officer', string?])[] = [
  [
    '100,000 form names',
    '/oauth2/token',
    Array.from({ length: 100_000 }, (_, n) => `f${n}=1`).join('&'),
    'nobody',
    'application/x-www-form-urlencoded',
  ],
  [
    '2,000 form names',
    '/oauth2/token',
    Array.from({ length: 2_000 }, (_, n) => `f${n}=1`).join('&'),
    'nobody',
    'application/x-www-form-urlencoded',
  ],
  ['95,000 unknown fields at the door', '/v1/session', fields(95_000), 'nobody'],
  ['1,500 unknown fields at the door', '/v1/session', fields(1_500), 'nobody'],
  ['340,000 empty lists without a session', '/v1/persons/search', nested(340_000), 'nobody'],
  ['340,000 empty lists of an officer', '/v1/persons/search', nested(340_000), 'officer'],
  ['20,000 empty lists of an officer', '/v1/persons/search', nested(20_000), 'officer'],
  ['6,000 unknown fields of an officer', '/v1/persons/search', fields(6_000), 'officer'],
  ['250,000 ids', '/v1/persons/batch', ids(250_000), 'officer'],
  ['6,000 ids', '/v1/persons/batch', ids(6_000), 'officer'],
]
/** A refusal in a warm process takes one or two; what is proportional to a megabyte took hundreds. */
const CPU_MS = 40

describe('bodies that are refused cost next to nothing', () => {
  test.each(WICKED)('%s', async (...wicked) => {
    const [, path, body, who, type] = wicked
    const headers = { ...(who === 'officer' && bearer()), ...(type && { 'content-type': type }) }
    const once = async (): Promise<number> => {
      // Who is refused before his body is read may find the line closed under it: that is an answer, too.
      const reply = await send(path, body, headers).catch(() => undefined)
      await reply?.text().catch(() => undefined)
      return reply?.status ?? 413
    }
    for (let warm = 0; warm < 3; warm++) await once()
    await api.look()
    const statuses = new Set<number>()
    const TIMES = 10
    for (let n = 0; n < TIMES; n++) statuses.add(await once())
    const { cpuMs } = await api.look()
    expect([...statuses].every((status) => status >= 400 && status < 500)).toBe(true)
    expect(cpuMs / TIMES).toBeLessThan(CPU_MS)
    expect(await lookAround()).toBe(200)
  })

  test('every operation with the largest body that it reads', async () => {
    const costs: { id: string; cpuMs: number }[] = []
    for (const sampled of sampledOperations.filter(({ operation }) => operation.body && !operation.upload)) {
      const { operation, id } = sampled
      const request = await prepare(sampled, await sampled.sample(world))
      const limit = bodyLimitOf(operation)
      const bodies =
        operation.bodyType === 'form'
          ? [`${'a=1&'.repeat(limit / 4 - 1)}b=1`]
          : [fields(Math.floor(limit / 11)), nested(Math.floor(limit / 3) - 1)]
      for (const body of bodies) {
        expect(body.length).toBeLessThanOrEqual(limit)
        const once = () =>
          fetch(`${api.url}${request.url}`, {
            method: request.method,
            headers: { ...request.headers, ...(operation.access !== 'public' && bearer()) },
            body,
          })
        // The first compiles the validator; of the others the cheapest, because memory is tidied up now and then.
        await (await once()).text()
        const times: number[] = []
        for (let n = 0; n < 3; n++) {
          await api.look()
          const reply = await once()
          await reply.text()
          expect([id, reply.status < 500]).toEqual([id, true])
          times.push((await api.look()).cpuMs)
        }
        costs.push({ id, cpuMs: Math.min(...times) })
      }
    }
    expect(costs.length).toBeGreaterThan(80)
    // A quarter of a megabyte (compareProof) takes longest: still less than anybody would notice.
    expect(costs.filter(({ cpuMs }) => cpuMs > 2 * CPU_MS)).toEqual([])
  }, 120_000)
})

/** Sends half of a request and then nothing; resolves with what came back and how long the line stayed open. */
const halfOf = (request: string): Promise<{ seconds: number; said: string }> =>
  new Promise((resolve, reject) => {
    const since = Date.now()
    const { hostname, port } = new URL(api.url)
    const socket = net.connect(Number(port), hostname, () => socket.write(request))
    let said = ''
    socket.on('data', (piece) => (said += piece.toString()))
    socket.on('error', reject)
    socket.on('close', () => resolve({ seconds: (Date.now() - since) / 1000, said }))
  })

test('slow headers and slow bodies are ended after 15 seconds, whoever sends them', async () => {
  const head = (path: string, more = ''): string =>
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n${more}`
  const sockets = [
    ...Array.from({ length: 40 }, () => halfOf(`${head('/v1/session')}\r\n{"userName":`)),
    ...Array.from({ length: 20 }, () => halfOf(head('/v1/session'))),
    ...Array.from({ length: 10 }, () => halfOf(`${head('/v1/nothing')}\r\n{`)),
    // Refused at once; the rest of what was announced never comes.
    ...Array.from({ length: 10 }, () => halfOf(`${head('/v1/persons/search')}\r\n{`)),
    ...Array.from({ length: 10 }, () =>
      halfOf(`${head('/v1/persons/search', `authorization: Bearer ${token}\r\n`)}\r\n{`),
    ),
    halfOf(''),
  ]
  expect(await lookAround()).toBe(200)
  const ended = await Promise.all(sockets)
  expect(Math.max(...ended.map(({ seconds }) => seconds))).toBeLessThan(20)
  // Some of them are more than an address may send to the door in a minute.
  expect(ended.slice(0, 40).every(({ said }) => /^HTTP\/1\.1 (408|429)/.test(said))).toBe(true)
}, 60_000)

test('who closes the line in the middle of a request is no fault of the server', async () => {
  const head = (method: string, path: string, type: string): string =>
    `${method} ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: ${type}\r\ncontent-length: 10000\r\nidempotency-key: "${crypto.randomUUID()}"\r\n\r\n`
  const upload = `/v1/imports?${new URLSearchParams({ releaseName: 'Putus', cutOffOn: '2025-07-20', source: 'dtks', coverage: 'partial' }).toString()}`
  const leave = (request: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(api.url)
      const socket = net.connect(Number(port), hostname, () => socket.write(request))
      socket.on('error', reject)
      socket.on('close', () => resolve())
      // The half has arrived; then the line is torn, as by a phone that loses its network.
      setTimeout(() => socket.resetAndDestroy(), 300)
    })
  const before = api.said().length
  await Promise.all([
    leave(`${head('POST', '/v1/persons/search', 'application/json')}{"name":`),
    leave(`${head('POST', upload, 'text/csv')}nik;nama\n`),
  ])
  const said = (): string => api.said().slice(before)
  const logged = (): number[] => [...said().matchAll(/"status":(\d+)/g)].map((found) => Number(found[1]))
  for (let n = 0; n < 100 && logged().length < 2; n++) await new Promise((resolve) => setTimeout(resolve, 50))
  expect(logged()).toEqual([499, 499])
  expect(said()).not.toContain('request failed')
  expect(await lookAround()).toBe(200)
})

test('an account waits in ten requests at once; the eleventh is told so, and others are served', async () => {
  const polls = Array.from({ length: 40 }, async () => {
    const reply = await fetch(`${api.url}/v1/changes?wait=4&start=now`, { headers: bearer() })
    return { status: reply.status, retry: reply.headers.get('retry-after'), body: await reply.json() }
  })
  expect(await lookAround()).toBe(200)
  const replies = await Promise.all(polls)
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(10)
  const refused = replies.filter(({ status }) => status === 429)
  expect(refused).toHaveLength(30)
  expect(refused.every(({ retry }) => retry === '5')).toBe(true)
})

test('200 sign-ins at once: each is answered, most of them by 503, and officers go on working', async () => {
  const tries = Array.from({ length: 200 }, async (_, n) => {
    const reply = await fetch(`${api.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': `198.18.0.${n}` },
      body: JSON.stringify({ userName: `tidak.ada.${n}`, password: 'apa saja boleh' }),
    })
    await reply.text()
    return { status: reply.status, retry: reply.headers.get('retry-after') }
  })
  const others = Promise.all(Array.from({ length: 20 }, lookAround))
  expect(new Set(await others)).toEqual(new Set([200]))
  const replies = await Promise.all(tries)
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401, 503]))
  expect(replies.filter(({ status, retry }) => status === 503 && retry === null)).toEqual([])
  expect(await lookAround()).toBe(200)
}, 60_000)

test('a burst is served as far as it can be; the rest is told to come again, and soon all is as before', async () => {
  const since = Date.now()
  const burst = Array.from({ length: 600 }, async () => {
    const reply = await send('/v1/persons/search', JSON.stringify({ name: 'Siti Aminah' }), bearer())
    await reply.text()
    return { status: reply.status, retry: reply.headers.get('retry-after'), ms: Date.now() - since }
  })
  const replies = await Promise.all(burst)
  const statuses = new Set(replies.map(({ status }) => status))
  expect([...statuses].every((status) => status === 200 || status === 503)).toBe(true)
  expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThan(20)
  expect(replies.filter(({ status, retry }) => status === 503 && retry === null)).toEqual([])
  expect(await lookAround()).toBe(200)
}, 60_000)
