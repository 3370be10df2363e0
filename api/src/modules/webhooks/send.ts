/**
 * One HTTP request to a receiver. It goes straight to an address that has just been looked at: no proxy, no
 * redirect, no connection kept from before. Of the answer only the status and Retry-After matter.
 */
import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import type { LookupAddress } from 'node:dns'
import type { WebhookDeliveryError } from '@pandu-gempita/shared/webhooks'
import { errorOfStatus, type Outcome } from './rules.ts'
import { TargetRefused, type Targets } from './targets.ts'

export interface Letter {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The process is to stop: whether the letter arrived is not known, so it is sent again later. */
export class SendInterrupted extends Error {}

/** So much of an answer is read, for the receiver's sake, and thrown away. */
const ANSWER_BYTES = 16_384

const pinned =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_host, options, callback) => {
    const [first] = addresses
    if (options.all) callback(null, [...addresses])
    else callback(null, first?.address ?? '', first?.family)
  }

function exchange(
  targets: Targets,
  url: URL,
  { headers, body }: Letter,
  addresses: readonly LookupAddress[],
  signal: AbortSignal,
): Promise<Pick<Outcome, 'status' | 'retryAfter'>> {
  const { request } = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const made = request(url, {
      method: 'POST',
      // A connection of its own, which no setting of the environment leads through a proxy.
      agent: false,
      lookup: pinned(addresses),
      maxHeaderSize: ANSWER_BYTES,
      signal,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    })
    made.on('socket', (socket) => {
      socket.once('connect', () => {
        // Belt and braces: the other end is what was looked at.
        if (!targets.permits(url.hostname, socket.remoteAddress ?? ''))
          made.destroy(new TargetRefused('address_refused'))
      })
    })
    made.on('error', reject)
    made.on('response', (answer) => {
      let read = 0
      answer.on('data', (chunk: Buffer) => {
        read += chunk.length
        if (read > ANSWER_BYTES) answer.destroy()
      })
      // The status has been told; how the rest ends changes nothing.
      answer.on('error', () => made.destroy())
      const wish = answer.headers['retry-after']
      resolve({ status: answer.statusCode ?? 0, retryAfter: typeof wish === 'string' ? wish.slice(0, 100) : null })
    })
    made.end(body)
  })
}

const UNKNOWN_HOST = /^(ENOTFOUND|EAI_)/
const CERTIFICATE =
  /^(CERT_|ERR_TLS|ERR_SSL|EPROTO|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/

function errorOf(error: unknown): WebhookDeliveryError {
  if (error instanceof TargetRefused) return error.fault
  const code =
    typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (UNKNOWN_HOST.test(code)) return 'unknown_host'
  return CERTIFICATE.test(code) ? 'certificate' : 'connection'
}

/** Rejects when the signal does: the name service itself cannot be interrupted. */
const unless = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(new SendInterrupted('stopped'))
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })

/** @throws SendInterrupted when `stopping` is raised meanwhile */
export async function send(
  targets: Targets,
  letter: Letter,
  timeoutMs: number,
  stopping: AbortSignal,
): Promise<Outcome> {
  const since = performance.now()
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = AbortSignal.any([timeout, stopping])
  const outcome = (part: Partial<Outcome>): Outcome => ({
    status: null,
    error: null,
    retryAfter: null,
    ...part,
    durationMs: Math.round(performance.now() - since),
  })
  try {
    const url = new URL(letter.url)
    const fault = targets.faultOf(url)
    if (fault) throw new TargetRefused(fault)
    const addresses = await unless(signal, targets.resolve(url.hostname))
    const answer = await exchange(targets, url, letter, addresses, signal)
    return outcome({ ...answer, error: errorOfStatus(answer.status ?? 0) })
  } catch (error) {
    if (stopping.aborted) throw new SendInterrupted('stopped')
    return outcome({ error: timeout.aborted ? 'timeout' : errorOf(error) })
  }
}
