/** Slow work that must not be done by everybody at once: a few at a time, some waiting, the rest refused at once. */
import { problem } from './problem-error.ts'

export interface Line {
  /** @throws unavailable when whoever came now would be refused */
  ensureRoom(): void
  run<T>(work: () => Promise<T>): Promise<T>
}

const RETRY_AFTER_SECONDS = 2

export function createLine(limits: { readonly atOnce: number; readonly waiting: number }): Line {
  let working = 0
  const waiting: (() => void)[] = []
  const ensureRoom = (): void => {
    if (working >= limits.atOnce && waiting.length >= limits.waiting)
      throw problem('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS })
  }
  return {
    ensureRoom,
    async run(work) {
      ensureRoom()
      if (working >= limits.atOnce) await new Promise<void>((resolve) => void waiting.push(resolve))
      else working++
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else working--
      }
    },
  }
}
