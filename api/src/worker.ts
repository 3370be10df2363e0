/** Background jobs: graphile-worker on the owner's connection (its tables are closed to the application role); handlers work as the application. */
import { Logger, run, type JobHelpers, type TaskList } from 'graphile-worker'
import pg from 'pg'
import type { Config } from './config.ts'
import { createDatabase, type Database } from './kernel/db.ts'
import { createSecrets } from './kernel/digest.ts'
import { giveUpExport, makeExport } from './modules/exports/task.ts'
import { applyImport, giveUpImport, prepareImport, type TaskContext } from './modules/imports/tasks.ts'
import { startSender } from './modules/webhooks/sender.ts'
import { createTargets } from './modules/webhooks/targets.ts'
import type { WebhookSettings } from './modules/webhooks/worker-context.ts'
import { sqlState } from './kernel/unit-of-work.ts'
import { purgeExpired } from './purge.ts'

export interface Worker {
  stop(): Promise<void>
}

type Work = (payload: unknown) => Promise<void>

/**
 * What a job throws is kept in its row and in the log, and a database error's message holds the
 * statement's values. So only the kind of the failure goes on; the last try may still tell the user.
 */
const task =
  (work: Work, giveUp?: Work) =>
  async (payload: unknown, { job }: JobHelpers): Promise<void> => {
    try {
      await work(payload)
    } catch (error) {
      if (job.attempts >= job.max_attempts) await giveUp?.(payload)
      const kind = sqlState(error) ?? (error instanceof Error ? error.constructor.name : typeof error)
      const place =
        error instanceof Error ? (error.stack ?? '').split('\n').find((line) => line.includes('/modules/')) : undefined
      throw new Error(`${job.task_identifier} failed: ${kind}${place ? `, ${place.trim()}` : ''}`)
    }
  }

/** The queue's own chatter; failures are in its tables and in the batch. */
const quiet = new Logger(() => (level, message) => {
  if (level === 'error') process.stderr.write(`${message}\n`)
})

const SETTLE_MS = 10_000

export async function startWorker({
  config,
  database,
  webhooks,
}: {
  readonly config: Config
  readonly database: Database
  /** Tests: other times than the standard's. */
  readonly webhooks?: Partial<WebhookSettings>
}): Promise<Worker> {
  const stopping = new AbortController()
  // Two jobs at a time: each holds its turn, reads the file and writes.
  const work = createDatabase(config.databaseUrl, { max: 6, longWork: true })
  const secrets = createSecrets(config.dataKey)
  const context: TaskContext = { database: work, secrets, signal: stopping.signal }
  const pool = new pg.Pool({
    connectionString: config.migrateDatabaseUrl,
    max: 4,
    application_name: 'pandu-gempita worker',
  })
  const ignore = (): void => undefined // a broken connection is replaced; the job that used it fails and is tried again
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  // A worker that was killed leaves its jobs locked for hours. One process a database runs jobs here, so what is locked at start has no owner.
  const { rows: locked } = await pool.query<{ locked_by: string }>(
    'select distinct locked_by from graphile_worker._private_jobs where locked_by is not null',
  )
  if (locked.length > 0)
    await pool.query('select graphile_worker.force_unlock_workers($1::text[])', [locked.map((job) => job.locked_by)])
  await pool.query(
    "update graphile_worker._private_jobs set run_at = now() where attempts < max_attempts and locked_at is null and run_at > now() and task_id in (select id from graphile_worker._private_tasks where identifier in ('prepareImport', 'applyImport', 'makeExport'))",
  )
  const taskList: TaskList = {
    prepareImport: task(
      (payload) => prepareImport(context, payload),
      (payload) => giveUpImport(context, payload),
    ),
    applyImport: task(
      (payload) => applyImport(context, payload),
      (payload) => giveUpImport(context, payload),
    ),
    makeExport: task(
      (payload) => makeExport(context, payload),
      (payload) => giveUpExport(context, payload),
    ),
    purgeExpired: task(() => purgeExpired(database)),
  }
  const runner = await run({
    pgPool: pool,
    taskList,
    concurrency: 2,
    noHandleSignals: true,
    logger: quiet,
    pollInterval: 1_000,
    crontab: '17 * * * * purgeExpired',
  })
  // Connections of its own: an import that uses all of the others must not keep messages waiting.
  const mail = createDatabase(config.databaseUrl, { max: 6 })
  const sender = startSender({
    database: mail,
    secrets,
    targets: createTargets(config.webhookAllowedHosts),
    ...(webhooks && { settings: webhooks }),
  })
  let stopped: Promise<void> | undefined
  const settle = async (): Promise<void> => {
    stopping.abort()
    await sender.stop()
    await mail.close()
    await runner.stop()
    // `stop` returns before the last job's result is written; ending the pool then would leave a finished job locked, to run again.
    for (const until = Date.now() + SETTLE_MS; Date.now() < until;) {
      const { rowCount } = await pool.query(
        'select 1 from graphile_worker._private_jobs where locked_by is not null limit 1',
      )
      if (rowCount === 0) break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await pool.end()
    await work.close()
  }
  return { stop: () => (stopped ??= settle()) }
}
