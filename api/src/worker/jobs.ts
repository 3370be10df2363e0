/**
 * How a job is run. What the queue counts are failures that were caught; here also a process that died is one. A job that
 * keeps failing is given up, and who waits for it is told.
 */
import type { JobHelpers, Task } from 'graphile-worker'
import type pg from 'pg'
import { JobHalted } from '../kernel/jobs.ts'
import { sqlState } from '../kernel/unit-of-work.ts'
import type { WorkerLog } from './log.ts'
import { beginJob, endJob, haltJob, importsWaiting, jobsToGiveUp, MOST_ATTEMPTS, MOST_DEATHS } from './queue.ts'

export interface JobKind {
  /** Ends at the next safe point when the signal is raised. */
  work(payload: unknown, signal: AbortSignal): Promise<void>
  /** Tells who waits that nothing more comes. */
  giveUp?(payload: unknown, why: 'job_died' | 'internal'): Promise<void>
}

interface Running {
  readonly stop: AbortController
  readonly since: number
  readonly isImport: boolean
}

export interface JobRunner {
  task(name: string, kind: JobKind): Task
  /** Looks after what runs: what is to be given up is stopped, and a long import lets others go first. */
  look(): Promise<void>
}

export interface JobRunnerOptions {
  readonly pool: pg.Pool
  readonly workerId: string
  readonly log: WorkerLog
  /** Raised when the process is to stop, or has lost its lease. */
  readonly stopping: AbortSignal
  /** Imports that run at once; the longest of them steps back while others wait. */
  readonly importsAtOnce: number
  readonly sliceMs: number
}

/** A message of the database holds the statement's values. So only the kind of a failure is told, and our line. */
const faultOf = (error: unknown): string => {
  const kind = sqlState(error) ?? (error instanceof Error ? error.constructor.name : typeof error)
  const place =
    error instanceof Error ? (error.stack ?? '').split('\n').find((line) => line.includes('/modules/')) : undefined
  return `${kind}${place ? `, ${place.trim()}` : ''}`
}

export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { pool, workerId, log, stopping } = options
  const running = new Map<string, Running>()

  async function work(name: string, kind: JobKind, payload: unknown, { job }: JobHelpers): Promise<void> {
    const id = String(job.id)
    const since = Date.now()
    const tell = (outcome: 'done' | 'failed' | 'given_up' | 'halted', fault?: string): void =>
      log.job({ task: name, job: id, attempt: job.attempts, ms: Date.now() - since, outcome, ...(fault && { fault }) })
    const giveUp = async (why: 'job_died' | 'internal', fault?: string): Promise<void> => {
      await kind.giveUp?.(payload, why)
      await endJob(pool, id)
      tell('given_up', fault)
    }
    const { deaths, giveUp: asked } = await beginJob(pool, id, workerId)
    if (asked || deaths >= MOST_DEATHS) return giveUp('job_died')
    const stop = new AbortController()
    running.set(id, { stop, since, isImport: name.endsWith('Import') })
    try {
      await kind.work(payload, AbortSignal.any([stopping, stop.signal]))
      await endJob(pool, id)
      tell('done')
    } catch (error) {
      if (error instanceof JobHalted) {
        await haltJob(pool, id, true)
        tell('halted')
        throw new JobHalted(`${name} has stopped at a safe point`)
      }
      const fault = faultOf(error)
      if (job.attempts >= MOST_ATTEMPTS) return await giveUp('internal', fault)
      await haltJob(pool, id, false)
      tell('failed', fault)
      throw new Error(`${name} failed: ${fault}`)
    } finally {
      running.delete(id)
    }
  }

  async function look(): Promise<void> {
    for (const id of await jobsToGiveUp(pool, [...running.keys()])) running.get(id)?.stop.abort()
    const imports = [...running.values()].filter(({ isImport, stop }) => isImport && !stop.signal.aborted)
    if (imports.length < options.importsAtOnce || (await importsWaiting(pool)) === 0) return
    const longest = imports.reduce((first, next) => (next.since < first.since ? next : first))
    if (Date.now() - longest.since > options.sliceMs) longest.stop.abort()
  }

  return { task: (name, kind) => (payload, helpers) => work(name, kind, payload, helpers), look }
}
