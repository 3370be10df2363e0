/**
 * One import of a jurisdiction works at a time, whichever process it runs in: a file is never matched with facts that
 * are half applied. The queue sees to it within the server; this, between the server and the command of the operator.
 * The lock ends with its connection, so a process that is killed leaves nothing behind.
 */
import type { Database } from '../../kernel/db.ts'

/** First key of the advisory lock: imports. The second is the jurisdiction. */
const IMPORTS = 0x1a907
const AGAIN_MS = 250

/** @returns undefined where the signal was raised, or patience was at its end, before the turn came */
export async function inTurn<T>(
  database: Database,
  jurisdictionId: number,
  { signal, patienceMs = Infinity }: { readonly signal: AbortSignal; readonly patienceMs?: number | undefined },
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = await database.pool.connect()
  const keys = [IMPORTS, jurisdictionId]
  let mine = false
  let broken: Error | undefined
  try {
    const until = Date.now() + patienceMs
    while (!mine && !signal.aborted && Date.now() < until) {
      const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', keys)
      mine = rows[0]?.mine ?? false
      if (!mine) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
    return mine ? await work() : undefined
  } finally {
    if (mine)
      await client.query('select pg_advisory_unlock($1, $2)', keys).catch((error: unknown) => {
        broken = error instanceof Error ? error : new Error(String(error))
      })
    // A connection that broke is not given back: its lock went with it.
    client.release(broken)
  }
}
