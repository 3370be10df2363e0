/** A receiver of webhooks on this machine: keeps what it gets, verifies it with the reference implementation, answers as told. */
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Webhook as Verifier } from 'standardwebhooks'

export interface Letter {
  readonly id: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly body: { readonly type: string; readonly timestamp: string; readonly data: Readonly<Record<string, unknown>> }
  readonly at: number
}
/** A status, a status with headers, or silence. */
export type Answer =
  number | { readonly status: number; readonly headers: Readonly<Record<string, string>> } | 'silence'

export interface Receiver {
  readonly url: string
  readonly letters: readonly Letter[]
  /** Answers to the next letters, one each; afterwards 204. */
  answer(...answers: readonly Answer[]): void
  /** To every letter, until said otherwise. */
  always(answer: Answer): void
  /** Waits until so many letters have come of those that fit. */
  until(count: number, fits?: (letter: Letter) => boolean): Promise<Letter[]>
  close(): Promise<void>
}

/** The feed waits for every transaction of the server, also those of other tests. */
const LIMIT_MS = 50_000

export async function startReceiver(): Promise<Receiver> {
  const letters: Letter[] = []
  let usual: Answer = 204
  const queue: Answer[] = []
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      letters.push({
        id: headers['webhook-id'] ?? '',
        path: request.url ?? '',
        headers,
        text,
        body: JSON.parse(text) as Letter['body'],
        at: Date.now(),
      })
      const answer = queue.shift() ?? usual
      if (answer === 'silence') return
      const { status, headers: more } = typeof answer === 'number' ? { status: answer, headers: {} } : answer
      response.writeHead(status, more).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/kotak?ke=1`,
    letters,
    answer: (...answers) => void queue.push(...answers),
    always: (answer) => {
      usual = answer
    },
    until: async (count, fits = () => true) => {
      for (const limit = Date.now() + LIMIT_MS; ; await pause(10)) {
        const found = letters.filter(fits)
        if (found.length >= count) return found
        if (Date.now() > limit) throw new Error(`${found.length} of ${count} letters came`)
      }
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Whether the reference implementation accepts the letter with this secret. */
export function accepts(secret: string, { headers, text }: Letter): boolean {
  try {
    new Verifier(secret).verify(text, headers)
    return true
  } catch (error) {
    if (error instanceof Error && error.name.includes('WebhookVerificationError')) return false
    if (error instanceof Error && /signature/i.test(error.message)) return false
    throw error
  }
}
