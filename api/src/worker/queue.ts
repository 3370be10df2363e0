/** What the worker keeps beside the queue's own tables: who works, which job was started by whom, and what died. As the owner. */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { stateList } from '../kernel/record.ts'
import type pg from 'pg'

/** So often a job may take its process with it. */
export const MOST_DEATHS = 3
/** Failures that were caught, with growing pauses between: half an hour. */
export const MOST_ATTEMPTS = 8
/** Without a sign of life for so long a worker is gone, whatever it holds. */
const GONE_AFTER = '60 seconds'

const JOBS = 'graphile_worker._private_jobs'
const TASKS = `select t.id from graphile_worker._private_tasks t where t.identifier in ('prepareImport', 'applyImport', 'makeExport')`

export interface JobRun {
  readonly deaths: number
  readonly giveUp: boolean
}

type Queryable = Pick<pg.Pool, 'query'>

export async function beginJob(db: Queryable, jobId: string, workerId: string): Promise<JobRun> {
  const { rows } = await db.query<JobRun>(
    `insert into job_runs as r (job_id, worker_id, running, started_at) values ($1, $2, true, now())
     on conflict (job_id) do update set worker_id = excluded.worker_id, running = true, started_at = now(), halted = false
     returning deaths, give_up as "giveUp"`,
    [jobId, workerId],
  )
  return rows[0] ?? { deaths: 0, giveUp: false }
}
export const endJob = (db: Queryable, jobId: string): Promise<unknown> =>
  db.query('delete from job_runs where job_id = $1', [jobId])

/** It does not run any more, and is not done. `halted`: it was asked to stop, which is no failure. */
export const haltJob = (db: Queryable, jobId: string, halted: boolean): Promise<unknown> =>
  db.query('update job_runs set running = false, halted = $2 where job_id = $1', [jobId, halted])

/** The queue has counted an attempt for jobs that were only asked to stop: it is taken back, and they may go on. */
export const restoreHalted = (db: Queryable, pause = 0): Promise<unknown> =>
  db.query(
    `with free as (
       update ${JOBS} j set attempts = greatest(j.attempts - 1, 0), run_at = now() + make_interval(secs => $1), last_error = null
       from job_runs r where r.job_id = j.id and r.halted and j.locked_at is null returning j.id)
     update job_runs set halted = false where job_id in (select id from free)`,
    [pause],
  )

export const jobsToGiveUp = async (db: Queryable, ids: readonly string[]): Promise<string[]> => {
  const { rows } = await db.query<{ id: string }>(
    'select job_id::text as id from job_runs where give_up and job_id = any($1::bigint[])',
    [ids],
  )
  return rows.map(({ id }) => id)
}

/** Jobs of imports that could begin if there were a free hand. */
export const importsWaiting = async (db: Queryable): Promise<number> => {
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from ${JOBS} j left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
     where j.is_available and j.run_at <= now() and q.locked_at is null
       and j.task_id in (select t.id from graphile_worker._private_tasks t where t.identifier in ('prepareImport', 'applyImport'))`,
  )
  return rows[0]?.n ?? 0
}

/** Locks of nobody: of workers that are gone, or of names that no living worker has, once they are old enough to be sure. */
async function unlockAbandoned(db: Queryable, gone: readonly string[]): Promise<void> {
  const { rows } = await db.query<{ name: string }>(
    `with held as (
       select locked_by, locked_at from ${JOBS} where locked_by is not null
       union all select locked_by, locked_at from graphile_worker._private_job_queues where locked_by is not null)
     select distinct locked_by as name from held where locked_by = any($1::text[])
       or (locked_at < now() - interval '${GONE_AFTER}'
         and not exists (select from workers w where held.locked_by = any(w.lock_names) and w.heartbeat_at > now() - interval '${GONE_AFTER}'))`,
    [gone],
  )
  if (rows.length > 0)
    await db.query('select graphile_worker.force_unlock_workers($1::text[])', [rows.map(({ name }) => name)])
}

/** Work that is not done and that no job is for: a job was deleted by hand, or given up by an earlier release. */
const enqueueOrphans = (db: Queryable): Promise<unknown> =>
  db.query(
    `with named as (
       select t.identifier as task, coalesce(j.payload ->> 'importId', j.payload ->> 'exportId') as id from ${JOBS} j join graphile_worker._private_tasks t on t.id = j.task_id)
     select graphile_worker.add_job(o.task, o.payload, queue_name := o.queue, job_key := o.key) from (
       select case b.status when 'reviewed' then 'applyImport' else 'prepareImport' end as task,
         json_build_object('jurisdictionId', b.jurisdiction_id, 'importId', b.id) as payload, 'import-' || b.jurisdiction_id as queue,
         case b.status when 'reviewed' then 'apply-' else 'prepare-' end || b.id as key, b.id::text as id
       from import_batches b where b.status in ${stateList(importRecord, 'working')} and b.stage <> 'mapping' and b.updated_at < now() - interval '10 minutes'
       union all
       select 'makeExport', json_build_object('jurisdictionId', e.jurisdiction_id, 'exportId', e.id), 'exports', null, e.id::text
       from data_exports e where e.status in ('waiting', 'running') and e.updated_at < now() - interval '10 minutes') o
     where not exists (select from named n where n.task = o.task and n.id = o.id)`,
  )

/** Jobs that the queue itself will not start again are given up like those that died: nobody waits for ever. */
async function wakeExhausted(db: Queryable): Promise<void> {
  // One whose key another job has taken over is that job's past.
  await db.query(
    `delete from ${JOBS} j where j.attempts >= j.max_attempts and j.locked_at is null and j.key is null and j.job_queue_id is not null
       and exists (select from ${JOBS} n where n.id <> j.id and n.task_id = j.task_id and n.payload::jsonb = j.payload::jsonb)`,
  )
  await db.query(
    `with tired as (
       update ${JOBS} set attempts = max_attempts - 1, run_at = now() where attempts >= max_attempts and locked_at is null and task_id in (${TASKS}) returning id)
     insert into job_runs as r (job_id, give_up) select id, true from tired on conflict (job_id) do update set give_up = true`,
  )
}

/** Regularly: what is stuck goes on or is given up. */
export async function healQueue(db: Queryable): Promise<void> {
  await unlockAbandoned(db, [])
  await db.query(
    `delete from job_runs r where not r.running and not exists (select from ${JOBS} j where j.id = r.job_id)`,
  )
  await wakeExhausted(db)
  await enqueueOrphans(db)
  await db.query(`delete from workers where heartbeat_at < now() - interval '1 day'`)
}

/** The lease is ours: whoever held it before is gone, and what it had in hand has failed once. */
export async function takeOver(db: Queryable, workerId: string): Promise<void> {
  const { rows } = await db.query<{ names: string[] }>(
    `select lock_names as names from workers where cardinality(lock_names) > 0`,
  )
  await db.query(
    `update workers set holds = id = $1, lock_names = '{}' where holds or cardinality(lock_names) > 0 or id = $1`,
    [workerId],
  )
  // What this process itself had in hand has not died with it: it has lost the database.
  await db.query(
    `update job_runs set running = false, deaths = deaths + case when worker_id = $1 then 0 else 1 end where running`,
    [workerId],
  )
  await unlockAbandoned(
    db,
    rows.flatMap(({ names }) => names),
  )
  await restoreHalted(db)
  await db.query(`update ${JOBS} set run_at = now() where is_available and run_at > now() and task_id in (${TASKS})`)
  await healQueue(db)
}
