/** Background jobs of an area and the worker that does them, for who administers the system. No data of citizens. */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { retentionKinds } from './retention.ts'
import { Instant, object, RegionCode } from './scalars.ts'

export const jobTasks = ['prepareImport', 'applyImport', 'makeExport'] as const
export const jobStates = ['waiting', 'running', 'retrying', 'stuck', 'ending'] as const

const JobId = Type.String({ pattern: '^[1-9][0-9]{0,17}$', description: 'Number of the job in the queue' })

export const Job = named(
  'Job',
  object({
    id: JobId,
    task: oneOf(jobTasks),
    subjectId: Type.String({ format: 'uuid', description: 'The import or export that it works on' }),
    regionCode: RegionCode,
    state: oneOf(jobStates, {
      description:
        'waiting: for its turn; running; retrying: failed, tried again later; stuck: not tried again; ending: asked to be given up',
    }),
    attempts: Type.Integer({ minimum: 0, description: 'Starts that were counted, the present one included' }),
    deaths: Type.Integer({
      minimum: 0,
      description: 'How often the process died under it; three times and it is given up',
    }),
    createdAt: Instant,
    runAt: Instant,
    startedAt: nullable(Instant),
  }),
)
export type Job = Static<typeof Job>

export const WorkerState = named(
  'WorkerState',
  object({
    lastSeenSeconds: nullable(
      Type.Integer({
        minimum: 0,
        description: 'How long ago the worker was last alive; null where there never was one',
      }),
    ),
    waiting: Type.Integer({ minimum: 0, description: 'Jobs of the whole server that wait for it' }),
    oldestSeconds: Type.Integer({ minimum: 0, description: 'How long the oldest of them has waited' }),
  }),
)
export type WorkerState = Static<typeof WorkerState>
/** A worker gives a sign of life every ten seconds. */
export const workerGoneAfterSeconds = 60

export const RetentionEntry = named(
  'RetentionEntry',
  object({
    kind: oneOf(retentionKinds),
    keptHours: Type.Integer({ minimum: 0, description: '0: removed when it has ended' }),
    from: oneOf(['made', 'ended', 'changed', 'cut_off'], { description: 'What the time counts from' }),
    basis: oneOf(['purpose', 'proposal'], {
      description: 'purpose: what it is for; proposal: ours, to be confirmed by the office',
    }),
    lastRunAt: nullable(Instant),
    lastRemovedAt: nullable(Instant),
    removed: nullable(Type.Integer({ minimum: 0, description: 'How much was removed then, on the whole server' })),
  }),
)
export type RetentionEntry = Static<typeof RetentionEntry>

const one = named('JobReference', object({ jobId: JobId }))

export const jobs = defineContract('Jobs', {
  getWorker: get('/v1/worker', {
    summary: 'Is somebody working on the jobs, and what waits',
    access: { permission: 'job.read' },
    success: { status: 200, body: WorkerState },
  }),
  listJobs: get('/v1/jobs', {
    summary: 'Jobs of my area that are not done, newest first',
    access: { permission: 'job.read' },
    query: object({ ...pageQuery }),
    success: { status: 200, body: pageOf('JobPage', Job) },
  }),
  listRetention: get('/v1/retention', {
    summary: 'How long is kept what is not a record, and when it was removed last',
    access: { permission: 'job.read' },
    success: { status: 200, body: named('Retention', object({ items: Type.Array(RetentionEntry) })) },
  }),
  retryJob: post('/v1/job-retries', {
    summary: 'Try a job again now, as if for the first time; one that runs is left alone',
    access: { permission: 'job.manage' },
    body: one,
    success: { status: 202, body: Job },
    problems: ['unknown-reference', 'transition-not-allowed'],
  }),
  giveUpJob: post('/v1/job-endings', {
    summary: 'Give a job up: it stops at its next safe point, and its import or export is told as failed',
    access: { permission: 'job.manage' },
    body: one,
    success: { status: 202, body: Job },
    problems: ['unknown-reference'],
  }),
})
