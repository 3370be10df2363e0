/** The embedded server comes back by itself when it dies: nobody of an office that tries the product would start it by hand. */
import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'

export interface Supervised {
  readonly current: () => ChildProcess
  /** From now on its end is wanted. */
  release(): void
}

/** Its orphans let go of the shared memory within seconds; a broken disk does not heal by trying. */
const TRIES = 30
const PAUSE_MS = 1_000

/** @param launch starts the server on its port again, and resolves when it takes connections */
export async function supervise(launch: () => Promise<ChildProcess>): Promise<Supervised> {
  let released = false
  let child = await launch()
  const watch = (): void =>
    void child.once('exit', () => {
      if (!released) void bringBack()
    })
  const bringBack = async (): Promise<void> => {
    process.stderr.write('PostgreSQL has ended unexpectedly and is started again.\n')
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      await pause(PAUSE_MS)
      if (released) return
      const fresh = await launch().catch(() => undefined)
      if (!fresh) continue
      child = fresh
      if (released) child.kill('SIGINT')
      else watch()
      return
    }
    process.stderr.write('PostgreSQL does not start any more; its log is in the data folder (postgres.log).\n')
  }
  watch()
  return {
    current: () => child,
    release: () => {
      released = true
    },
  }
}
