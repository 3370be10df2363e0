/** The pool and drizzle over it. `Database` is what everything else gets; nothing else opens connections. */
import net from 'node:net'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { SQL } from 'drizzle-orm'
import pg from 'pg'

export type Queryable = Pick<NodePgDatabase, 'execute' | 'insert' | 'update' | 'delete' | 'select'>
export type Tx = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0]

export interface Database {
  readonly pool: pg.Pool
  readonly db: NodePgDatabase
  /** The server has not answered for a while: nobody is sent to it before it does. */
  isSilent(): boolean
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly max?: number
  /** Jobs, whose statements may take half an hour. */
  readonly longWork?: boolean
  /** Looks after a server that hangs; for processes that answer requests. */
  readonly watch?: boolean
  readonly onError?: (error: Error) => void
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

interface Pulse {
  isSilent(): boolean
  stop(): void
}

/**
 * Asks the server for a sign of life on a connection of its own. The limits of statements are the server's to keep; one
 * that is stopped or whose disk hangs keeps none. Then what waits for it is cut off, and hears so at once.
 */
function watchPulse(url: string, cut: () => void): Pulse {
  let missed = 0
  let asking = false
  let client: pg.Client | undefined
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
      client = fresh
      await fresh.connect()
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
      },
    )
  }, PULSE_EVERY_MS)
  timer.unref()
  return {
    isSilent: () => missed >= MISSED_BEATS,
    stop: () => {
      clearInterval(timer)
      void client?.end().catch(() => undefined)
    },
  }
}

export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
  const sockets = cuttableSockets()
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: 'pandu-gempita',
    idleTimeoutMillis: 30_000,
    stream: sockets.stream,
    // Jobs work longer than requests may. As a start option, because a limit that is armed at BEGIN cannot be raised inside.
    ...(options.longWork && { options: '-c statement_timeout=30min -c transaction_timeout=30min -c work_mem=64MB' }),
    ...(options.watch && { connectionTimeoutMillis: CONNECTS_WITHIN_MS, query_timeout: ANSWERS_WITHIN_MS }),
  })
  // An idle connection that breaks (database restart) must not end the process; the next query gets a new one.
  const report = (error: Error): void => options.onError?.(error)
  pool.on('error', report)
  pool.on('connect', (client) => client.on('error', report))
  const pulse = options.watch ? watchPulse(url, sockets.cut) : undefined
  return {
    pool,
    db: drizzle(pool),
    isSilent: () => pulse?.isSilent() ?? false,
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
