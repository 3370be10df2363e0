/**
 * `npm run jobs`, `npm run jobs -- retry 12`, `npm run jobs -- give-up 12`
 *
 * For the operator of a server: what the worker has to do, and a way on for what is stuck. The worker itself gives a job up
 * and tells who waits for it, so it has to run. docs/operations.md has more.
 */
import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { ConfigError, readEnvironment } from '../src/config.ts'
import { reachableFolder, runningOwner } from '../src/embedded-postgres.ts'
import { OWNER_ROLE, withClient } from '../src/migrate.ts'

const USAGE = 'npm run jobs [-- retry NUMBER | give-up NUMBER]'

/** The owner's address: as it is set, or that of the product that runs from the data folder. */
function ownerUrl(): string {
  const environment = readEnvironment()
  const told = environment.migrateDatabaseUrl ?? environment.databaseUrl
  if (told) return told
  const { folder } = reachableFolder(environment.dataDirectory)
  if (runningOwner(folder) === undefined)
    throw new ConfigError(
      `Nothing runs from ${folder}: start the product, or set DATABASE_URL and MIGRATE_DATABASE_URL`,
    )
  const port = fs.readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3] ?? ''
  const password = fs.readFileSync(path.join(folder, 'owner-password'), 'utf8').trim()
  return `postgres://${OWNER_ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/pandu_gempita`
}

interface Listed {
  id: string
  task: string
  region_code: string
  subject_id: string
  state: string
  attempts: number
  deaths: number
  age: string
}

async function list(client: pg.Client): Promise<void> {
  const { rows: workers } = await client.query<{ process: string; holds: boolean; seconds: number }>(
    `select process, holds, extract(epoch from now() - heartbeat_at)::int as seconds from workers order by holds desc, heartbeat_at desc limit 5`,
  )
  if (workers.length === 0) console.log('No worker has ever run here.')
  for (const { process: who, holds, seconds } of workers)
    console.log(`${holds ? 'worker' : 'stand-by or former worker'} ${who}, seen ${seconds} s ago`)
  const { rows } = await client.query<Listed>(
    `select id::text, task, region_code, subject_id, state, attempts, deaths, justify_interval(date_trunc('second', now() - created_at))::text as age
     from queued_jobs() order by created_at`,
  )
  console.log(rows.length === 0 ? 'No jobs.' : '')
  for (const job of rows)
    console.log(
      `${job.id.padStart(8)}  ${job.task.padEnd(13)} ${job.region_code.padEnd(4)} ${job.subject_id}  ${job.state.padEnd(8)} ${job.age.padStart(9)}  attempts ${job.attempts}, deaths ${job.deaths}`,
    )
}

async function change(client: pg.Client, verb: 'retry' | 'give-up', id: string): Promise<boolean> {
  const statement = verb === 'retry' ? 'select retry_job($1) as done' : 'select end_job($1) as done'
  const { rows } = await client.query<{ done: boolean }>(statement, [id])
  const done = rows[0]?.done ?? false
  if (done) console.log(verb === 'retry' ? 'It is tried again.' : 'The worker gives it up and tells who waits for it.')
  else console.error(verb === 'retry' ? `There is no job ${id} that could be tried again.` : `There is no job ${id}.`)
  return done
}

const [verb, id, ...more] = process.argv.slice(2)
try {
  if (verb === undefined) await withClient(ownerUrl(), list)
  else if ((verb === 'retry' || verb === 'give-up') && /^[1-9][0-9]{0,17}$/.test(id ?? '') && more.length === 0) {
    if (!(await withClient(ownerUrl(), (client) => change(client, verb, id ?? '')))) process.exitCode = 1
  } else {
    console.log(USAGE)
    process.exitCode = verb === '--help' ? 0 : 2
  }
} catch (error) {
  if (error instanceof ConfigError) console.error(error.message)
  else console.error(`The database refuses: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
  process.exitCode = 1
}
