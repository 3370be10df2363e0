/**
 * One process works on the jobs of a database; others wait to take over. Who works is who holds an advisory lock on a
 * connection of its own: the lock ends with the process, so nobody has to guess whether it lives. The row beside it tells
 * people who that is, and since when it has not been heard of (docs/adr/0023).
 */
import { randomUUID } from 'node:crypto'
import os from 'node:os'
import pg from 'pg'
import { API_VERSION } from '../kernel/openapi.ts'
import { sqlState } from '../kernel/unit-of-work.ts'
import type { WorkerLog } from './log.ts'

const LEASE = [0x10b5, 1]
const HEARTBEAT_MS = 10_000
/** A stand-by asks so often whether the lease is free. */
const ASK_MS = 2_000
/** A database that does not answer a heartbeat in this time is lost. */
const ANSWER_WITHIN_MS = 15_000

/** The database refuses, and will go on refusing: one line for the operator. */
export class WorkerRefused extends Error {
  override readonly name = 'WorkerRefused'
}

const LASTING: Readonly<Record<string, string>> = {
  '28P01': 'wrong password',
  '28000': 'this role may not sign in',
  '3D000': 'there is no such database',
  '42501': 'this role lacks rights; it must be the owner',
  '42P01': 'the database is not migrated; run npm run db:migrate first',
  '3F000': 'the database is not migrated; run npm run db:migrate first',
}
/** Why it cannot work, without anything of the address but its host. Undefined where trying again may help. */
const refused = (url: string, why: string): WorkerRefused => {
  const { username, hostname, port } = new URL(url)
  return new WorkerRefused(
    `The worker cannot work with the database as ${username} at ${hostname}:${port || 5432}: ${why}`,
  )
}
function refusalOf(error: unknown, url: string): WorkerRefused | undefined {
  const why = LASTING[sqlState(error) ?? '']
  return why === undefined ? undefined : refused(url, why)
}
/** Only at the start: later it is waited for. */
function unreachable(error: unknown, url: string): WorkerRefused | undefined {
  const code = (error as NodeJS.ErrnoException).code
  if (code !== undefined && /^E[A-Z]+$/u.test(code)) return refused(url, `it cannot be reached (${code})`)
  return error instanceof Error && error.message.includes('timeout') ? refused(url, 'it does not answer') : undefined
}

export interface LeaseOptions {
  /** The owner's address. */
  readonly url: string
  readonly log: WorkerLog
  /** Work, until the signal is raised; resolves when all of it has ended. */
  readonly hold: (workerId: string, lost: AbortSignal) => Promise<{ stop(): Promise<void> }>
  /** The database refuses for good after it had been there. */
  readonly onRefused: (error: WorkerRefused) => void
}
export interface Lease {
  /** Resolves at the first attempt: with the lease held, or waiting as a stand-by. */
  readonly started: Promise<void>
  stop(): Promise<void>
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    if (signal.aborted) done()
    else signal.addEventListener('abort', done)
  })

interface Holder {
  process: string
  seconds: number
}

export function keepLease({ url, log, hold, onRefused }: LeaseOptions): Lease {
  const workerId = randomUUID()
  const stopping = new AbortController()
  let reached = false
  let settle: { resolve(): void; reject(error: unknown): void } | undefined
  const started = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  const isReached = (): void => {
    reached = true
    settle?.resolve()
  }

  const connect = async (): Promise<{ client: pg.Client; lost: AbortController }> => {
    const lost = new AbortController()
    const client = new pg.Client({
      connectionString: url,
      application_name: 'pandu-gempita worker lease',
      connectionTimeoutMillis: 5_000,
      query_timeout: ANSWER_WITHIN_MS,
      keepAlive: true,
    })
    client.on('error', () => lost.abort())
    client.on('end', () => lost.abort())
    await client.connect()
    return { client, lost }
  }

  const beat = (client: pg.Client): Promise<unknown> =>
    client.query(
      `insert into workers (id, version, process) values ($1, $2, $3) on conflict (id) do update set heartbeat_at = now()`,
      [workerId, API_VERSION, `${os.hostname()}:${process.pid}`],
    )
  const acquire = async (client: pg.Client): Promise<boolean> => {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', LEASE)
    return rows[0]?.mine ?? false
  }
  const holderOf = async (client: pg.Client): Promise<Holder | undefined> => {
    const { rows } = await client.query<Holder>(
      'select process, extract(epoch from now() - heartbeat_at)::int as seconds from workers where holds order by heartbeat_at desc limit 1',
    )
    return rows[0]
  }

  /** Until the lease is ours; false where we stop before. */
  async function standBy(client: pg.Client, lost: AbortSignal): Promise<boolean> {
    for (let asked = 0; !stopping.signal.aborted && !lost.aborted; asked++) {
      await beat(client)
      if (await acquire(client)) return true
      if (asked === 0) {
        const holder = await holderOf(client)
        log.state(
          `stand-by: another worker holds the lease${holder ? ` (${holder.process}, seen ${holder.seconds} s ago)` : ''}; it is taken over when that one ends`,
        )
        isReached()
      }
      await pause(ASK_MS, AbortSignal.any([stopping.signal, lost]))
    }
    return false
  }

  /** One connection's life. */
  async function live(): Promise<void> {
    const { client, lost } = await connect()
    try {
      if (!(await standBy(client, lost.signal))) return
      const work = await hold(workerId, lost.signal)
      log.state('working: this worker holds the lease')
      isReached()
      try {
        while (!stopping.signal.aborted && !lost.signal.aborted) {
          await pause(HEARTBEAT_MS, AbortSignal.any([stopping.signal, lost.signal]))
          if (!stopping.signal.aborted && !lost.signal.aborted) await beat(client)
        }
      } finally {
        if (!stopping.signal.aborted) lost.abort()
        await work.stop()
      }
    } finally {
      // A connection that does not answer is not waited for.
      await Promise.race([client.end(), pause(1_000, new AbortController().signal)])
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await live()
      } catch (error) {
        const refusal = refusalOf(error, url)
        if (!reached) throw refusal ?? unreachable(error, url) ?? error
        if (refusal) return onRefused(refusal)
      }
      if (stopping.signal.aborted) return
      log.state('the database is lost; the worker tries to reach it again')
      await pause(ASK_MS, stopping.signal)
    }
  }
  const running = run().catch((error: unknown) => settle?.reject(error))
  return {
    started,
    async stop() {
      stopping.abort()
      await running
    },
  }
}
