/** The typed client over `fetch`: same origin, session cookie, and the header that a foreign page cannot send. */
import { createClient, type Client, type Transport } from '@pandu-gempita/shared/contract/client'
import type { Contract } from '@pandu-gempita/shared/contract/operation'

type Listener = () => void
const signedOutListeners = new Set<Listener>()
/** Called when the server no longer knows the session. */
export const onSignedOut = (listener: Listener): void => void signedOutListeners.add(listener)

export class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super('The server could not be reached', { cause })
    this.name = 'ConnectionLost'
  }
}

/** A wrong password is a 401 as well, and ends nothing. */
async function hasEnded(response: Response): Promise<boolean> {
  if (response.status !== 401) return false
  const body = (await response
    .clone()
    .json()
    .catch(() => undefined)) as { code?: unknown } | undefined // a proxy's own page: not our words
  return body?.code === 'not-signed-in'
}

interface Sending {
  /** Goes out even when the page is closed meanwhile. */
  readonly keepalive?: boolean
}
const transportOf =
  ({ keepalive = false }: Sending): Transport =>
  async ({ method, url, headers, body, signal }) => {
    let response: Response
    try {
      response = await fetch(url, {
        method,
        headers: { ...headers, 'x-pandu-csrf': '1' },
        credentials: 'same-origin',
        keepalive,
        ...(body !== undefined && { body: body as BodyInit }),
        ...(signal && { signal }),
      })
    } catch (error) {
      if (signal?.aborted) throw error
      throw new ConnectionLost(error)
    }
    if (await hasEnded(response)) for (const listener of signedOutListeners) listener()
    return response
  }

/** One client a module, so that a page loads only the schemas that it uses. */
export const connect = <C extends Readonly<Record<string, Contract>>>(contracts: C, sending: Sending = {}): Client<C> =>
  createClient(contracts, transportOf(sending))
