/**
 * Background jobs: graphile-worker on the owner's connection (its tables are closed to the application role); handlers work as
 * the application. One process works, others stand by (worker/lease.ts); how a job is run and given up is in worker/jobs.ts.
 */
import { EventEmitter } from 'node:events'
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import type { Config } from './config.ts'
import { createDatabase, type Database } from './kernel/db.ts'
import { createSecrets } from './kernel/digest.ts'
import { giveUpExport, makeExport } from './modules/exports/task.ts'
import type { TaskContext } from './modules/imports/background.ts'
import { applyImport, giveUpImport, prepareImport } from './modules/imports/tasks.ts'
import { startSender } from './modules/webhooks/sender.ts'
import { createTargets } from './modules/webhooks/targets.ts'
import type { WebhookSettings } from './modules/webhooks/worker-context.ts'
import { purgeExpired } from './purge.ts'
import { createJobRunner, type JobKind } from './worker/jobs.ts'
import { keepLease, type WorkerRefused } from './worker/lease.ts'
export { WorkerRefused } from './worker/lease.ts'
import { createWorkerLog } from './worker/log.ts'
import { healQueue, restoreHalted, takeOver } from './worker/queue.ts'

export interface Worker {
  stop(): Promise<void>
}

/** The queue's own chatter quotes what was thrown; failures are told by the job's line and in the batch. */
const quiet = new Logger(() => () => undefined)

const SETTLE_MS = 10_000
const LOOK_MS = 2_000
const HEAL_MS = 30_000
/** Imports at once. Each may take 340 MB, a reading process and a connection. */
const IMPORTS_AT_ONCE = 2
/** An import that has run so long steps back at its next safe point while others wait. */
const SLICE_MS = 30_000
/** An import whose kabupaten is served by the operator's command leaves its place to others after this. */
const PATIENCE_MS = 1_000

export interface WorkerOptions {
  readonly config: Config
  readonly database: Database
  /** Tests: other times than the standard's. */
  readonly webhooks?: Partial<WebhookSettings>
  readonly sliceMs?: number
  /** The database refuses for good: the process ends. */
  readonly onRefused?: (error: WorkerRefused) => void
}

/** Resolves when it works, or waits as a stand-by. @throws WorkerRefused where the database refuses for good */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { config, database } = options
  const log = createWorkerLog(config.logLevel)
  const lease = keepLease({
    url: config.migrateDatabaseUrl,
    log,
    hold: (workerId, lost) => work(options, workerId, lost),
    onRefused:
      options.onRefused ??
      ((error) => {
        log.state(error.message)
      }),
  })
  await lease.started
  let stopped: Promise<void> | undefined
  return { stop: () => (stopped ??= lease.stop()) }

  async function work(
    { webhooks, sliceMs = SLICE_MS }: WorkerOptions,
    workerId: string,
    lost: AbortSignal,
  ): Promise<{ stop(): Promise<void> }> {
    const stopping = new AbortController()
    // Two imports at a time: each holds its turn, reads the file and writes. And one export.
    const connections = createDatabase(config.databaseUrl, { max: 8, longWork: true })
    const secrets = createSecrets(config.dataKey)
    const contextOf = (signal: AbortSignal): TaskContext => ({
      database: connections,
      secrets,
      signal,
      patienceMs: PATIENCE_MS,
    })
    const pool = new pg.Pool({
      connectionString: config.migrateDatabaseUrl,
      max: 8,
      application_name: 'pandu-gempita worker',
    })
    const ignore = (): void => undefined // a broken connection is replaced; the job that used it fails and is tried again
    pool.on('error', ignore)
    pool.on('connect', (client) => client.on('error', ignore))
    const jobs = createJobRunner({
      pool,
      workerId,
      log,
      stopping: AbortSignal.any([stopping.signal, lost]),
      importsAtOnce: IMPORTS_AT_ONCE,
      sliceMs,
    })
    const importing = (kind: (context: TaskContext, payload: unknown) => Promise<void>): JobKind => ({
      work: (payload, signal) => kind(contextOf(signal), payload),
      giveUp: (payload, why) => giveUpImport(contextOf(stopping.signal), payload, why),
    })
    await takeOver(pool, workerId)

    const lockNames: string[] = []
    const runners: Runner[] = []
    const runTasks = async (taskList: TaskList, concurrency: number, crontab: string): Promise<void> => {
      const events: WorkerEvents = new EventEmitter()
      events.on('pool:create', ({ workerPool }) => lockNames.push(workerPool.id))
      const runner = await run({
        pgPool: pool,
        taskList,
        concurrency,
        noHandleSignals: true,
        logger: quiet,
        pollInterval: 1_000,
        crontab,
        events,
      })
      // It ends only with the connection, which the lease notices.
      runner.promise.catch(ignore)
      runners.push(runner)
    }
    // Imports and the rest have hands of their own: neither keeps the other waiting.
    await runTasks(
      {
        prepareImport: jobs.task('prepareImport', importing(prepareImport)),
        applyImport: jobs.task('applyImport', importing(applyImport)),
      },
      IMPORTS_AT_ONCE,
      '# none',
    )
    await runTasks(
      {
        makeExport: jobs.task('makeExport', {
          work: (payload, signal) => makeExport(contextOf(signal), payload),
          giveUp: (payload, why) => giveUpExport(contextOf(stopping.signal), payload, why),
        }),
        purgeExpired: jobs.task('purgeExpired', { work: () => purgeExpired(database) }),
      },
      1,
      '17 * * * * purgeExpired',
    )
    await pool.query('update workers set lock_names = $2 where id = $1', [workerId, lockNames])

    // A look that fails is one at a database that is gone, which the lease notices.
    const regularly = (ms: number, look: () => Promise<unknown>): NodeJS.Timeout =>
      setInterval(() => void look().catch(ignore), ms)
    const timers = [
      regularly(LOOK_MS, async () => {
        await jobs.look()
        await restoreHalted(pool, 1)
      }),
      regularly(HEAL_MS, () => healQueue(pool)),
    ]
    // Connections of its own: an import that uses all of the others must not keep messages waiting.
    const mail = createDatabase(config.databaseUrl, { max: 6 })
    const sender = startSender({
      database: mail,
      secrets,
      targets: createTargets(config.webhookAllowedHosts),
      ...(webhooks && { settings: webhooks }),
    })

    /** `stop` of the queue returns before the last job's result is written; ending the pool then would leave it locked, to run again. */
    const settled = async (): Promise<void> => {
      for (const until = Date.now() + SETTLE_MS; Date.now() < until && !lost.aborted;) {
        const { rowCount } = await pool.query(
          'select 1 from graphile_worker._private_jobs where locked_by = any($1) limit 1',
          [lockNames],
        )
        if (rowCount === 0) break
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      await restoreHalted(pool)
      await pool.query("update workers set lock_names = '{}' where id = $1", [workerId])
    }
    const end = async (): Promise<void> => {
      for (const timer of timers) clearInterval(timer)
      stopping.abort()
      await sender.stop()
      await mail.close()
      for (const runner of runners) await runner.stop()
      if (!lost.aborted) await settled()
      await pool.end()
      await connections.close()
    }
    return {
      stop: () =>
        end().catch((error: unknown) => {
          // Of a database that is gone nothing more can be asked; what was in hand is taken up again.
          if (!lost.aborted) throw error
        }),
    }
  }
}
