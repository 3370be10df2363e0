/**
 * A browser keeps a mark that somebody has signed in with it, under up to eight names (a counter has one computer and
 * several officers). It opens nothing: it only says whose wrong passwords are counted together.
 */
import { newToken, sameText } from '../../kernel/digest.ts'
import type { Secrets } from '../../kernel/digest.ts'

const MOST_NAMES = 8
const KEPT_DAYS = 180

const markOf = (secrets: Secrets, device: string, userName: string): string =>
  secrets.digest(`known device ${device} of ${userName}`).slice('hmac:'.length)

/** @returns the device, if its mark for this name is ours */
export function knownDevice(secrets: Secrets, cookie: string | undefined, userName: string): string | undefined {
  const [device = '', ...marks] = (cookie ?? '').slice(0, 500).split('.')
  const mark = markOf(secrets, device, userName)
  return device !== '' && marks.some((given) => sameText(given, mark)) ? device : undefined
}

/** The mark after a sign-in; those of others who use the device stay. */
export function rememberDevice(
  secrets: Secrets,
  cookie: string | undefined,
  userName: string,
  now: Date,
): { readonly token: string; readonly expiresAt: Date } {
  const [given = '', ...marks] = (cookie ?? '').slice(0, 500).split('.')
  const device = /^[A-Za-z0-9_-]{43}$/.test(given) ? given : newToken()
  const mark = markOf(secrets, device, userName)
  const kept = device === given ? marks.filter((other) => /^[A-Za-z0-9_-]{22}$/.test(other) && other !== mark) : []
  return {
    token: [device, mark, ...kept.slice(0, MOST_NAMES - 1)].join('.'),
    expiresAt: new Date(now.getTime() + KEPT_DAYS * 86_400_000),
  }
}
