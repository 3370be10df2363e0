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
