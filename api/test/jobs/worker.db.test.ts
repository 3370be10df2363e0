/** Workers that die, wait for one another and are refused. */
import path from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { EXIT } from '../../src/preflight.ts'
import { repositoryRoot } from '../../src/config.ts'
import { withClient } from '../../src/migrate.ts'
import { enrolJurisdiction } from '../../src/modules/regions/enrolment.ts'
import { MOST_DEATHS } from '../../src/worker/queue.ts'
import { fileOf, readBatch, uploadBatch } from '../factories/imports.ts'
import { newKey, useWorld } from '../world.ts'
import { startWorkerProcess, until, type WorkerProcess } from './workers.ts'

const world = useWorld()

let running: WorkerProcess[] = []
const start = (options: Parameters<typeof startWorkerProcess>[1] = {}): WorkerProcess => {
  const worker = startWorkerProcess(world, options)
  running.push(worker)
  return worker
}
afterEach(async () => {
  for (const worker of running) await worker.kill('SIGKILL')
  running = []
})

const statusOf = async (id: string): Promise<string> => (await readBatch(world, id)).status
const one = async <T extends object>(sql: string, values: unknown[] = []): Promise<T | undefined> =>
  (await world.owner.query<T>(sql, values)).rows[0]
const jobOf = (id: string) =>
  one<{ attempts: number; deaths: number; locked: boolean }>(
    `select j.attempts, coalesce(r.deaths, 0) as deaths, j.locked_at is not null as locked
     from graphile_worker._private_jobs j left join job_runs r on r.job_id = j.id where j.payload ->> 'importId' = $1`,
    [id],
  )
const linesOf = (worker: WorkerProcess): Record<string, unknown>[] =>
  worker
    .said()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('a job that takes its process with it three times is given up, told, and in nobody’s way', async () => {
  const { id } = await uploadBatch(world)
  for (let death = 1; death <= MOST_DEATHS; death++) {
    const { signal } = await start({ env: { PANDU_TEST_DIES: 'yes' } }).ended
    expect(signal).toBe('SIGKILL')
  }
  expect(await jobOf(id)).toMatchObject({ locked: true })
  const healthy = start()
  await until('the batch to be given up', async () => (await statusOf(id)) === 'refused')
  expect(await readBatch(world, id)).toMatchObject({ status: 'refused', failure: 'job_died' })
  await until('the job to be gone', async () => (await jobOf(id)) === undefined)
  expect(linesOf(healthy)).toContainEqual(
    expect.objectContaining({ task: 'prepareImport', outcome: 'given_up', attempt: expect.any(Number) }),
  )
  // The queue of the kabupaten is free again.
  const next = await uploadBatch(world)
  await until('the next import', async () => (await statusOf(next.id)) === 'matched')
  expect(await one('select 1 from job_runs where running')).toBeUndefined()
}, 120_000)

test('one worker works; the second says who does, and takes over within 30 s when that one is killed', async () => {
  const first = start()
  await until('the first', () => first.said().includes('holds the lease'))
  const second = start()
  await until('the second', () => second.said().includes('stand-by'))
  expect(second.said()).toContain(`:${first.child.pid}`)
  const ready = async () => {
    const { status, json } = await world.send({ method: 'GET', url: '/health/ready', headers: {} })
    return { ...(json() as { worker: { lastSeenSeconds: number; waiting: number } }), status }
  }
  expect(await ready()).toMatchObject({ status: 200, worker: { waiting: 0 } })

  // A worker that gives no sign of life is seen, and nothing else fails for it. It is stopped first, or its own sign
  // of life may follow at any time; and the answer of a moment ago is still given for a second.
  first.child.kill('SIGSTOP')
  await world.owner.query(`update workers set heartbeat_at = now() - interval '2 minutes' where holds`)
  await until('the silence to be told', async () => {
    const { status, worker } = await ready()
    expect(status).toBe(200)
    return worker.lastSeenSeconds > 100
  })

  await first.kill('SIGKILL')
  const { id } = await uploadBatch(world)
  expect(await until('the take-over', async () => (await statusOf(id)) === 'matched')).toBeLessThan(30_000)
  // The batch is told to be ready a moment before the job that made it so is struck off.
  await until('the job to be gone', async () => (await jobOf(id)) === undefined)
  expect((await ready()).worker.lastSeenSeconds).toBeLessThan(30)
  const line = linesOf(second).find(({ task }) => task === 'prepareImport')
  expect(Object.keys(line ?? {}).sort()).toEqual(['attempt', 'job', 'level', 'ms', 'msg', 'outcome', 'task', 'time'])
}, 120_000)

test('a job that is stopped in order has not failed, and goes on with the next worker', async () => {
  // Another process has the turn of this kabupaten, as the command of an operator does.
  const shard = world.shards.here
  await world.owner.query('select pg_advisory_lock($1, $2)', [0x1a907, shard])
  const { id } = await uploadBatch(world)
  const first = start()
  await until('the job to be begun', async () => linesOf(first).some(({ outcome }) => outcome === 'halted'))
  await first.kill('SIGTERM')
  expect(await jobOf(id)).toEqual({ attempts: 0, deaths: 0, locked: false })
  await world.owner.query('select pg_advisory_unlock($1, $2)', [0x1a907, shard])
  start()
  await until('the import', async () => (await statusOf(id)) === 'matched')
}, 120_000)

test('two kabupaten that wait for their turn do not keep a third one waiting', async () => {
  const third = await withClient(world.ownerUrl, (client) => enrolJurisdiction(client, '3312'))
  const busy = [world.shards.here, world.shards.neighbour]
  const upload = async (region: string): Promise<string> => {
    const { api } = await world.as({ role: 'slrt_back_office', region })
    const batch = await api.imports.uploadImport({
      query: { releaseName: 'DTKS Juli 2025', cutOffOn: '2025-07-20' },
      upload: { type: 'text/csv', name: 'a.csv', bytes: fileOf({ kabupaten: region }) },
      idempotencyKey: newKey(),
    })
    return batch.id
  }
  for (const shard of busy) await world.owner.query('select pg_advisory_lock($1, $2)', [0x1a907, shard])
  await upload('3314')
  await upload('3313')
  const free = await upload('3312')
  start()
  await until('the third', async () => {
    const batch = await one<{ status: string }>(
      'select status from import_batches where jurisdiction_id = $1 and id = $2',
      [third, free],
    )
    return batch?.status === 'matched'
  })
  const left = async (): Promise<number> =>
    (await one<{ n: number }>(`select count(*)::int as n from import_batches where status = 'uploaded'`))?.n ?? 0
  expect(await left()).toBe(2)
  for (const shard of busy) await world.owner.query('select pg_advisory_unlock($1, $2)', [0x1a907, shard])
  await until('the others', async () => (await left()) === 0)
}, 120_000)

test('a database that refuses for good ends the worker within 10 s, with one line', async () => {
  const changes: ((url: URL) => unknown)[] = [
    (url) => (url.username = 'nobody_here'),
    (url) => (url.pathname = '/nothing_here'),
    (url) => (url.port = '1'),
  ]
  const since = Date.now()
  const ends = await Promise.all(
    changes.map(async (change) => {
      const url = new URL(world.ownerUrl)
      change(url)
      const worker = start({
        script: [path.join(repositoryRoot, 'api/scripts/serve.ts'), 'worker'],
        env: { MIGRATE_DATABASE_URL: url.href },
      })
      const { code } = await worker.ended
      return { code, lines: worker.said().trim().split('\n') }
    }),
  )
  // Found by the look before the start (api/src/preflight.ts), in its words and with its codes.
  expect(ends).toEqual([
    {
      code: EXIT.databaseRefuses,
      lines: [expect.stringMatching(/^Cannot sign in to the database as nobody_here at /)],
    },
    { code: EXIT.databaseRefuses, lines: [expect.stringMatching(/^There is no database nothing_here at /)] },
    { code: EXIT.databaseUnreachable, lines: [expect.stringMatching(/^No database server answers at .*:1\./)] },
  ])
  // Three processes start at once here.
  expect(Date.now() - since).toBeLessThan(20_000)
}, 60_000)

test('what is stuck is seen, and goes on or is given up: work without a job, a job that is not tried again', async () => {
  const { id: orphan } = await uploadBatch(world)
  await world.owner.query(`delete from graphile_worker._private_jobs where payload ->> 'importId' = $1`, [orphan])
  await world.owner.query(`update import_batches set updated_at = now() - interval '1 hour' where id = $1`, [orphan])
  const { id: stuck } = await uploadBatch(world)
  await world.owner.query(
    `update graphile_worker._private_jobs set attempts = max_attempts where payload ->> 'importId' = $1`,
    [stuck],
  )
  const { api } = await world.officer('system_admin')
  const { items } = await api.jobs.listJobs({ query: {} })
  const job = items.find(({ subjectId }) => subjectId === stuck)
  expect(job).toMatchObject({ state: 'stuck', task: 'prepareImport', regionCode: '3314' })
  expect(await api.jobs.giveUpJob({ body: { jobId: job?.id ?? '' } })).toMatchObject({ state: 'ending' })
  start()
  await until('the one to go on', async () => (await statusOf(orphan)) === 'matched')
  await until('the other to be given up', async () => (await statusOf(stuck)) === 'refused')
  expect(await readBatch(world, stuck)).toMatchObject({ failure: 'job_died' })
}, 60_000)
