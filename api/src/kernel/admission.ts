/**
 * How many requests are worked on at once. More than the machine can serve do not make it serve more: they wait in a
 * short line, and when that is full, or the database does not answer, the next one hears 503 with Retry-After at
 * once, instead of a time-out later. Who only waits (a long poll, an upload under way) holds no place.
 */
import type { ProblemError } from './problem-error.ts'
import { problem } from './problem-error.ts'

export interface AdmissionLimits {
  /** Worked on at once. */
  readonly places: number
  /** Waiting for a place. */
  readonly line: number
  /** Longest wait in the line. */
  readonly waitMs: number
}

/** Three requests a connection of the pool: some are parsing or writing their reply while others ask the database. */
export const ADMISSION: AdmissionLimits = { places: 30, line: 100, waitMs: 5_000 }
const RETRY_AFTER_SECONDS = 2

export interface Admission {
  /** Before any work: throws when the line is full or the database is silent. */
  ensureOpen(): void
  /** Throws when the database is silent, however full the line is. */
  ensureAnswering(): void
  /** @throws unavailable; otherwise the place must be given back with `leave`, once. */
  enter(): Promise<void>
  leave(): void
  /** For who was let in before and was away: never refused, because he gives his place back in any case. */
  enterAgain(): Promise<void>
  readonly working: number
  readonly waiting: number
}

const full = (): ProblemError => problem('unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS })

/** @param isSilent the database has not answered for a while: nobody is sent to it. */
export function createAdmission(limits: AdmissionLimits, isSilent: () => boolean): Admission {
  let working = 0
  const line: { let: () => void; timer: NodeJS.Timeout | undefined }[] = []
  const standInLine = (patience: number | undefined): Promise<void> => {
    if (working < limits.places) {
      working++
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const waiter = {
        let: resolve,
        timer:
          patience === undefined
            ? undefined
            : setTimeout(() => {
                line.splice(line.indexOf(waiter), 1)
                reject(full())
              }, patience),
      }
      line.push(waiter)
    })
  }
  return {
    get working() {
      return working
    },
    get waiting() {
      return line.length
    },
    ensureAnswering() {
      if (isSilent()) throw full()
    },
    ensureOpen() {
      if (isSilent() || line.length >= limits.line) throw full()
    },
    enter() {
      if (isSilent() || (working >= limits.places && line.length >= limits.line)) return Promise.reject(full())
      return standInLine(limits.waitMs)
    },
    enterAgain: () => standInLine(undefined),
    leave() {
      const next = line.shift()
      if (!next) {
        working--
        return
      }
      clearTimeout(next.timer)
      next.let()
    },
  }
}
