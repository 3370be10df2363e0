/** The pool and drizzle over it. `Database` is what everything else gets; nothing else opens connections. */
import net from 'node:net'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { SQL } from 'drizzle-orm'
import pg from 'pg'
import { keepPlans } from './kept-plans.ts'

export type Queryable = Pick<NodePgDatabase, 'execute' | 'insert' | 'update' | 'delete' | 'select'>
export type Tx = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0]

export interface Database {
  readonly pool: pg.Pool
  readonly db: NodePgDatabase
  /** The server has not answered for a while: nobody is sent to it before it does. */
  isSilent(): boolean
  /** Hears when somebody's access has changed; undefined where nobody watches the server. */
  readonly accessNews: AccessNews | undefined
  close(): Promise<void>
}

/** What is known of an account is kept for a moment only while its changes are heard. */
export interface AccessNews {
  isHeard(): boolean
  /** Called when access has changed, and when it may have changed unheard. */
  onChange(run: () => void): void
}

export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

export interface DatabaseOptions {
  readonly max?: number
  /** Jobs, whose statements may take half an hour, and are each planned for what they find. */
  readonly longWork?: boolean
  /** Looks after a server that hangs; for processes that answer requests. */
  readonly watch?: boolean
  readonly onError?: (error: Error) => void
  /** Tests look at what is asked. */
  readonly onStatement?: (statement: Statement) => void
}

/** How long a request waits for a connection of the pool, and a new connection for the server. */
const CONNECTS_WITHIN_MS = 5_000
/** A little more than the server's own limit of a statement: it only matters where the server cannot keep that. */
const ANSWERS_WITHIN_MS = 35_000
const PULSE_EVERY_MS = 2_000
const PULSE_WITHIN_MS = 3_000
/** One may be missed because this process was busy itself. */
const MISSED_BEATS = 2

/** A client of the pool on a socket that can be cut: a server that hangs closes none itself. */
function cuttableSockets(): { readonly stream: () => net.Socket; readonly cut: () => void } {
  const open = new Set<net.Socket>()
  return {
    stream: () => {
      const socket = new net.Socket()
      open.add(socket)
      socket.once('close', () => open.delete(socket))
      return socket
    },
    cut: () => {
      for (const socket of open) socket.destroy()
    },
  }
}

interface Pulse extends AccessNews {
  isSilent(): boolean
  stop(): void
}

/** Told by triggers on sessions, accounts and grants (migration 0033). */
const ACCESS_CHANGED = 'access_changed'

/**
 * Asks the server for a sign of life on a connection of its own. The limits of statements are the server's to keep; one
 * that is stopped or whose disk hangs keeps none. Then what waits for it is cut off, and hears so at once. On the same
 * connection it hears when access has changed.
 */
function watchPulse(url: string, cut: () => void): Pulse {
  let missed = 0
  let asking = false
  let client: pg.Client | undefined
  let isHeard = false
  const listeners: (() => void)[] = []
  const changed = (): void => {
    for (const run of listeners) run()
  }
  const deaf = (): void => {
    isHeard = false
    changed()
  }
  const ask = async (): Promise<void> => {
    if (!client) {
      const fresh = new pg.Client({
        connectionString: url,
        application_name: 'pandu-gempita pulse',
        connectionTimeoutMillis: PULSE_WITHIN_MS,
        query_timeout: PULSE_WITHIN_MS,
      })
      // Its errors come as rejections too; without a listener they would end the process.
      fresh.on('error', () => undefined)
      // One that was given up may end long after another has taken its place.
      fresh.on('end', () => {
        if (client === undefined || client === fresh) deaf()
      })
      fresh.on('notification', changed)
      client = fresh
      await fresh.connect()
      await fresh.query(`listen ${ACCESS_CHANGED}`)
      changed()
      isHeard = true
    }
    await client.query('select 1')
  }
  const timer = setInterval(() => {
    if (asking) return
    asking = true
    ask().then(
      () => {
        missed = 0
        asking = false
      },
      () => {
        missed++
        asking = false
        // Whether it refuses or hangs: nobody is sent there, and who waits there is let go.
        if (missed >= MISSED_BEATS) cut()
        void client?.end().catch(() => undefined)
        client = undefined
        deaf()
      },
    )
  }, PULSE_EVERY_MS)
  timer.unref()
  return {
    isSilent: () => missed >= MISSED_BEATS,
    isHeard: () => isHeard,
    onChange: (run) => void listeners.push(run),
    stop: () => {
      clearInterval(timer)
      void client?.end().catch(() => undefined)
    },
  }
}

const loggerTo = (hear: (statement: Statement) => void) => ({
  logQuery: (text: string, values: unknown[]): void => hear({ text, values }),
})

export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
  const sockets = cuttableSockets()
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: 'pandu-gempita',
    idleTimeoutMillis: 30_000,
    stream: sockets.stream,
    // Jobs work longer than requests may. As a start option, because a limit that is armed at BEGIN cannot be raised inside.
    options: options.longWork
      ? '-c statement_timeout=30min -c transaction_timeout=30min -c work_mem=64MB'
      : '-c plan_cache_mode=auto',
    ...(options.watch && { connectionTimeoutMillis: CONNECTS_WITHIN_MS, query_timeout: ANSWERS_WITHIN_MS }),
  })
  // An idle connection that breaks (database restart) must not end the process; the next query gets a new one.
  const report = (error: Error): void => options.onError?.(error)
  pool.on('error', report)
  pool.on('connect', (client) => {
    client.on('error', report)
    if (!options.longWork) keepPlans(client)
  })
  const pulse = options.watch ? watchPulse(url, sockets.cut) : undefined
  return {
    pool,
    db: drizzle(pool, options.onStatement ? { logger: loggerTo(options.onStatement) } : {}),
    isSilent: () => pulse?.isSilent() ?? false,
    accessNews: pulse,
    close: async () => {
      pulse?.stop()
      await pool.end()
    },
  }
}

/** Rows of a hand-written statement. The caller states the shape, next to the SQL that makes it. */
export async function rows<T>(db: Queryable, statement: SQL): Promise<T[]> {
  const result = await db.execute(statement)
  return result.rows as T[]
}
export async function firstRow<T>(db: Queryable, statement: SQL): Promise<T | undefined> {
  return (await rows<T>(db, statement))[0]
}
