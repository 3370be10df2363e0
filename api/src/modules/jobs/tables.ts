import { sql } from 'drizzle-orm'
import { bigint, boolean, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../../kernel/columns.ts'

/** Processes that work on jobs: the one that holds the lease, and those that wait to take it over. */
export const workers = pgTable(
  'workers',
  {
    id: id(),
    version: text('version').notNull(),
    /** Host and process number, for the operator who has to find it. */
    process: text('process').notNull(),
    startedAt: instant('started_at')
      .notNull()
      .default(sql`now()`),
    heartbeatAt: instant('heartbeat_at')
      .notNull()
      .default(sql`now()`),
    holds: boolean('holds').notNull().default(false),
    /** Names under which it locks jobs in the queue. */
    lockNames: text('lock_names')
      .array()
      .notNull()
      .default(sql`'{}'`),
  },
  (t) => [primaryKey({ name: 'workers_pkey', columns: [t.id] })],
)

/**
 * A job of the queue that has been started: by whom, and how often its process died under it. The queue itself knows only
 * failures that were caught. A row goes when its job is done.
 */
export const jobRuns = pgTable(
  'job_runs',
  {
    jobId: bigint('job_id', { mode: 'bigint' }).notNull(),
    workerId: uuid('worker_id'),
    running: boolean('running').notNull().default(false),
    startedAt: instant('started_at'),
    deaths: integer('deaths').notNull().default(0),
    /** Stopped in order or let others go first: that was no failure, and the queue is told so. */
    halted: boolean('halted').notNull().default(false),
    /** Somebody has asked to give it up. */
    giveUp: boolean('give_up').notNull().default(false),
  },
  (t) => [primaryKey({ name: 'job_runs_pkey', columns: [t.jobId] })],
)

/** When each kind of what is not kept for ever was looked at last, and how much was removed when there was something. */
export const retentionRuns = pgTable(
  'retention_runs',
  {
    kind: text('kind').notNull(),
    lastRunAt: instant('last_run_at').notNull(),
    removed: bigint('removed', { mode: 'number' }).notNull(),
    lastRemovedAt: instant('last_removed_at'),
  },
  (t) => [primaryKey({ name: 'retention_runs_pkey', columns: [t.kind] })],
)
