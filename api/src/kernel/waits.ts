/** An account waits in a few requests at once, so that it cannot hold what others need. */
import { problem } from './problem-error.ts'

/** A mirror needs one; a kabupaten with a few programs of its own, a few; an officer has some tabs open. */
const MOST_WAITS = 10

const waiting = new Map<string, number>()
/** @throws too-many-requests; otherwise the returned function must be called when the wait is over. */
export function takeWait(accountId: string): () => void {
  const mine = waiting.get(accountId) ?? 0
  if (mine >= MOST_WAITS)
    throw problem('too-many-requests', {
      retryAfterSeconds: 5,
      detail: `${MOST_WAITS} requests of this account are waiting already; follow in fewer.`,
    })
  waiting.set(accountId, mine + 1)
  let over = false
  return () => {
    if (over) return
    over = true
    const left = (waiting.get(accountId) ?? 1) - 1
    if (left > 0) waiting.set(accountId, left)
    else waiting.delete(accountId)
  }
}
