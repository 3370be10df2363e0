/** The pool and drizzle over it. `Database` is what everything else gets; nothing else opens connections. */
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { SQL } from 'drizzle-orm'
import pg from 'pg'

export type Queryable = Pick<NodePgDatabase, 'execute' | 'insert' | 'update' | 'delete' | 'select'>
export type Tx = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0]

export interface Database {
  readonly pool: pg.Pool
  readonly db: NodePgDatabase
  close(): Promise<void>
}

export function createDatabase(
  url: string,
  options: { readonly max?: number; readonly longWork?: boolean; readonly onError?: (error: Error) => void } = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: 'pandu-gempita',
    idleTimeoutMillis: 30_000,
    // Jobs work longer than requests may. As a start option, because a limit that is armed at BEGIN cannot be raised inside.
    ...(options.longWork && { options: '-c statement_timeout=30min -c transaction_timeout=30min -c work_mem=64MB' }),
  })
  // An idle connection that breaks (database restart) must not end the process; the next query gets a new one.
  const report = (error: Error): void => options.onError?.(error)
  pool.on('error', report)
  pool.on('connect', (client) => client.on('error', report))
  return { pool, db: drizzle(pool), close: () => pool.end() }
}

/** Rows of a hand-written statement. The caller states the shape, next to the SQL that makes it. */
export async function rows<T>(db: Queryable, statement: SQL): Promise<T[]> {
  const result = await db.execute(statement)
  return result.rows as T[]
}
export async function firstRow<T>(db: Queryable, statement: SQL): Promise<T | undefined> {
  return (await rows<T>(db, statement))[0]
}
