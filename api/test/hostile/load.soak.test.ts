/**
 * The whole of the hostile suite, on a machine that does nothing else: while somebody floods the server, its event loop is
 * never blocked for more than 100 ms, its memory stays bounded, and the requests of others take at most three times as long
 * as in quiet. The short form in `npm test` looks at processor time instead, which does not depend on the machine.
 */
import net from 'node:net'
import { afterAll, expect, test } from '@jest/globals'
import { useWorld } from '../world.ts'
import { DEMO_KEY } from './keys.ts'
import { startWatchedApi, type WatchedApi } from './watching.ts'

let api: WatchedApi
let token: string
let other: string
// Defined before the world, so that it is closed before it.
afterAll(() => api?.stop())
const world = useWorld(async () => {
  token = (await world.officer('slrt_manager')).token
  other = (await world.officer('slrt_back_office')).token
  api = await startWatchedApi({
    DATABASE_URL: world.appUrl,
    DATA_KEY: DEMO_KEY,
    TRUST_PROXY: '1',
    REQUESTS_PER_ACCOUNT: '1000000',
    REQUESTS_PER_ADDRESS: '1000000',
    // Above what is asked here, which counts the idle connections of the floods before: that more are closed is tried elsewhere.
    MAX_CONNECTIONS: '4000',
  })
})

const asOther = (): Record<string, string> => ({ authorization: `Bearer ${other}` })
const asFlood = (): Record<string, string> => ({ authorization: `Bearer ${token}` })

/** One request of an officer who works beside the flood, in milliseconds. */
async function look(): Promise<number> {
  const since = performance.now()
  const reply = await fetch(`${api.url}/v1/session`, { headers: asOther() })
  await reply.text()
  expect(reply.status).toBe(200)
  return performance.now() - since
}
const p95Of = (times: number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0

/** One after the other, as an officer works; milliseconds that 95 of 100 stay below. */
async function p95(count: number): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < count; n++) times.push(await look())
  return p95Of(times)
}

/** Below this a difference is the noise of timers and sockets. */
const QUIET_AT_LEAST_MS = 10
const LONGEST_BLOCK_MS = 100
const MEGABYTES = 500

async function expectOthersServed(flood: () => Promise<unknown>): Promise<void> {
  await p95(100) // warm
  const quiet = Math.max(QUIET_AT_LEAST_MS, await p95(200))
  await api.look()
  let over = false
  const flooding = flood().finally(() => (over = true))
  const seen: number[] = []
  while (!over) seen.push(await look())
  await flooding
  const { longestMs, megabytes } = await api.look()
  expect(longestMs).toBeLessThanOrEqual(LONGEST_BLOCK_MS)
  expect(megabytes).toBeLessThan(MEGABYTES)
  expect(p95Of(seen)).toBeLessThanOrEqual(3 * quiet)
  expect(await p95(40)).toBeLessThanOrEqual(3 * quiet)
}

const half = (request: string): Promise<void> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(api.url)
    const socket = net.connect(Number(port), hostname, () => socket.write(request))
    socket.resume()
    socket.on('error', () => undefined) // closed under us: that is what is waited for
    socket.on('close', () => resolve())
  })

test(
  '500 slow senders',
  () =>
    expectOthersServed(() =>
      Promise.all(
        Array.from({ length: 500 }, () =>
          half(
            'POST /v1/persons/search HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{',
          ),
        ),
      ),
    ),
  120_000,
)

test(
  '300 long polls of one account',
  () =>
    expectOthersServed(() =>
      Promise.all(
        Array.from({ length: 300 }, async () => {
          const reply = await fetch(`${api.url}/v1/changes?wait=15&start=now`, { headers: asFlood() })
          await reply.text()
        }),
      ),
    ),
  120_000,
)

test(
  'large bodies of a stranger, one after the other, for 20 seconds',
  () =>
    expectOthersServed(async () => {
      const bodies = [
        ['/v1/persons/search', `[${'[],'.repeat(340_000)}[]]`, 'application/json'],
        ['/v1/session', `{${Array.from({ length: 1_500 }, (_, n) => `"f${n}":1`).join(',')}}`, 'application/json'],
        ['/oauth2/token', 'a=1&'.repeat(4_000), 'application/x-www-form-urlencoded'],
      ] as const
      for (const until = Date.now() + 20_000; Date.now() < until;)
        for (const [path, body, type] of bodies) {
          const reply = await fetch(`${api.url}${path}`, {
            method: 'POST',
            body,
            headers: { 'content-type': type },
          }).catch(
            () => undefined, // the line may be closed under a body that nobody reads
          )
          await reply?.text().catch(() => undefined)
        }
    }),
  120_000,
)

test(
  '200 sign-ins at once',
  () =>
    expectOthersServed(() =>
      Promise.all(
        Array.from({ length: 200 }, async (_, n) => {
          const reply = await fetch(`${api.url}/v1/session`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-forwarded-for': `198.18.1.${n}` },
            body: JSON.stringify({ userName: `tidak.ada.${n}`, password: 'apa saja boleh' }),
          })
          await reply.text()
          expect([401, 503]).toContain(reply.status)
        }),
      ),
    ),
  120_000,
)

test('a burst of 2,000 searches: all answered within 20 seconds, none by a time-out, and quick again at once', async () => {
  const since = Date.now()
  const statuses = await Promise.all(
    Array.from({ length: 2_000 }, async () => {
      const reply = await fetch(`${api.url}/v1/persons/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...asFlood() },
        body: JSON.stringify({ name: 'Siti Aminah' }),
      })
      await reply.text()
      return reply.status
    }),
  )
  expect(Date.now() - since).toBeLessThan(20_000)
  expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([])
  expect(await p95(40)).toBeLessThan(100)
}, 120_000)
