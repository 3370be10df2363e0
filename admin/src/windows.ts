/** What the windows of one browser tell each other: they have one session. */
export type WindowNews =
  | { readonly kind: 'signed-in'; readonly accountId: string }
  /** Signed out, or locked because nobody was there. */
  | { readonly kind: 'left' }
  /** Somebody is at work in one of them. */
  | { readonly kind: 'active' }

let opened: BroadcastChannel | undefined
/** Opened when somebody listens or speaks: an open channel alone would keep a test run from ending. */
const channel = (): BroadcastChannel => (opened ??= new BroadcastChannel('pandu.session'))
export const tell = (news: WindowNews): void => channel().postMessage(news)
export const hear = (listener: (news: WindowNews) => Promise<void> | void): void =>
  channel().addEventListener('message', ({ data }: MessageEvent<WindowNews>) => {
    Promise.resolve(listener(data)).catch((error: unknown) => console.error(error))
  })

const KEY = 'pandu.window'
/** This window, also after it was loaded anew: a number without any meaning. */
export const windowId = (): string => {
  const known = sessionStorage.getItem(KEY)
  if (known) return known
  const made = crypto.randomUUID()
  sessionStorage.setItem(KEY, made)
  return made
}
