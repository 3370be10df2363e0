import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { send, SendInterrupted } from './send.ts'
import { createTargets } from './targets.ts'

const targets = createTargets(['127.0.0.1'])
const open: { close: () => unknown; closeAllConnections?: () => void }[] = []
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections?.()
    server.close()
  }
})
async function listen(server: http.Server | net.Server): Promise<string> {
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/kotak`
}
const running = new AbortController().signal
const post = (url: string, timeoutMs = 2_000, signal = running) =>
  send(targets, { url, headers: { 'webhook-id': 'a' }, body: '{"type":"ä"}' }, timeoutMs, signal)

test('the body arrives whole, and an answer without end is taken by its status', async () => {
  let got = ''
  const url = await listen(
    http.createServer((request, response) => {
      request.on('data', (chunk: Buffer) => (got += chunk.toString()))
      request.on('end', () => {
        response.writeHead(200)
        const flood = setInterval(() => response.write('x'.repeat(65_536)), 5)
        response.on('close', () => clearInterval(flood))
      })
    }),
  )
  expect(await post(url)).toMatchObject({ status: 200, error: null })
  expect(got).toBe('{"type":"ä"}')
})

test('a redirect is not followed', async () => {
  const paths: (string | undefined)[] = []
  const url = await listen(
    http.createServer((request, response) => {
      paths.push(request.url)
      response.writeHead(307, { location: '/lain' }).end()
    }),
  )
  expect(await post(url)).toMatchObject({ status: 307, error: 'redirect' })
  expect(paths).toEqual(['/kotak'])
})

test('the wish for rest is told, whatever its length', async () => {
  const url = await listen(
    http.createServer((_, response) => void response.writeHead(429, { 'retry-after': '9'.repeat(500) }).end()),
  )
  const { status, retryAfter } = await post(url)
  expect([status, retryAfter?.length]).toEqual([429, 100])
})

test('silence ends with the time, a stop of the process at once', async () => {
  const url = await listen(http.createServer(() => undefined))
  expect(await post(url, 100)).toMatchObject({ status: null, error: 'timeout' })
  const stopping = new AbortController()
  const waiting = post(url, 5_000, stopping.signal)
  setTimeout(() => stopping.abort(), 50)
  await expect(waiting).rejects.toThrow(SendInterrupted)
})

test.each([
  ['closes the line', (socket: net.Socket) => void socket.destroy()],
  ['speaks no HTTP', (socket: net.Socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  [
    'sends heads without end',
    (socket: net.Socket) => void socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`),
  ],
])('a receiver that %s has not taken it', async (_what, answer) => {
  const url = await listen(
    net.createServer((socket) => void socket.once('data', () => answer(socket)).on('error', () => socket.destroy())),
  )
  expect(await post(url)).toMatchObject({ status: null, error: 'connection' })
})

test('nobody there, no name, no public address, no TLS', async () => {
  const server = net.createServer()
  const url = await listen(server)
  server.close()
  await once(server, 'close')
  expect(await post(url)).toMatchObject({ error: 'connection' })
  const plain = await listen(http.createServer((_, response) => void response.end()))
  expect(await post(plain.replace('http:', 'https:'))).toMatchObject({ status: null, error: 'certificate' })
  const fails = (async () => {
    throw new Error('ENOTFOUND')
  }) as never
  const letter = { url: 'https://penerima.example/', headers: {}, body: '{}' }
  expect(await send(createTargets([], fails), letter, 500, running)).toMatchObject({ error: 'unknown_host' })
  expect(await send(createTargets([]), { ...letter, url: plain }, 500, running)).toMatchObject({
    error: 'address_refused',
  })
})

test('a name service that is silent does not hold the sender', async () => {
  const silent = (() => new Promise(() => undefined)) as never
  const letter = { url: 'https://penerima.example/', headers: {}, body: '{}' }
  expect(await send(createTargets([], silent), letter, 100, running)).toMatchObject({ error: 'timeout' })
})
