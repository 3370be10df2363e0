/** Goals 5 and 6: the change feed beside COPY of the same events, and reads while a polite import runs. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { to as copyTo } from 'pg-copy-streams'
import type { Actor } from '../src/kernel/actor.ts'
import type { Queryable } from '../src/kernel/db.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import { withClient } from '../src/migrate.ts'
import { repositoryRoot } from '../src/config.ts'
import { getPerson } from '../src/modules/persons/queries.ts'
import { measure, middleCost, percentile, type Cost } from './cpu.ts'
import { KABUPATEN, writeFileOf } from './imports.ts'
import { round, seconds, type Result } from './result.ts'
import type { ScratchServer } from './scratch-server.ts'

const reader = (shard: number): Actor => ({
  id: '00000000-0000-7000-8000-000000000002',
  kind: 'machine',
  name: 'bench',
  jurisdictionId: shard,
  grants: (['change.read', 'person.read'] as const).map((permission) => ({
    permission,
    scope: 'area',
    ownOnly: false,
    regionCode: KABUPATEN,
    institutionId: null,
    jurisdictionIds: [shard],
  })),
  sessionHash: null,
  mustChangePassword: false,
})
export const contextFor = (db: Queryable, shard: number) => ({
  db,
  actor: reader(shard),
  now: new Date(),
  requestId: 'bench',
  operation: 'bench',
  secrets: createSecrets(randomBytes(32)),
  recordAccess: () => undefined,
})

/** What `feed-reader.ts` tells of its work. */
export interface FeedReading extends Cost {
  readonly events: number
  /** Bytes that the process grew by at most: in this reading of the feed, and in the one before it, its first. */
  readonly added: number
  readonly addedFirst: number
}

/** A program beside the server, by its own account. */
async function runBeside<T>(server: ScratchServer, script: string, ...given: string[]): Promise<T> {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', path.join(repositoryRoot, 'api/bench', script), ...given],
    {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], BENCH_DATABASE_URL: server.appUrl },
    },
  )
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${script} failed`)
  return JSON.parse(said || 'null') as T
}

const FEED_ROUNDS = 5

async function measureFeed(server: ScratchServer, shard: number): Promise<Result[]> {
  const readings: FeedReading[] = []
  const copies: Cost[] = []
  await withClient(server.ownerUrl, async (client) => {
    const everyEvent = `copy (select * from events where jurisdiction_id = ${shard} order by xid, seq) to stdout (format csv)`
    const copyAll = async (): Promise<void> => {
      let bytes = 0
      for await (const chunk of client.query(copyTo(everyEvent))) bytes += (chunk as Buffer).length
      if (bytes === 0) throw new Error('nothing was copied')
    }
    // In turn, so that a busy moment of the machine meets both.
    for (let n = 0; n < FEED_ROUNDS; n++) {
      readings.push(await runBeside<FeedReading>(server, 'feed-reader.ts', String(shard), String(server.postmaster)))
      copies.push(await measure(server.postmaster, copyAll))
    }
  })
  const reading = middleCost(readings)
  const copy = middleCost(copies)
  return [
    {
      goal: '5',
      what: `COPY CSV in the same order / change feed, ${reading.events} events`,
      measured: seconds(copy),
      beside: seconds(reading),
      ratio: copy.cpu / reading.cpu,
      bound: { kind: 'least', value: 0.75 },
    },
    {
      goal: '5',
      what: 'memory that reading the feed adds to a process that has read it once, MB / 100',
      measured: `${round(reading.added / 1e6)} MB, ${round(reading.addedFirst / 1e6)} the first time`,
      beside: '100 MB',
      ratio: reading.added / 1e8,
      bound: { kind: 'most', value: 1 },
    },
  ]
}

const READS = 400

async function readTimes(
  server: ScratchServer,
  shard: number,
  ids: readonly string[],
  until?: Promise<unknown>,
): Promise<number[]> {
  const context = contextFor(server.database.db, shard)
  let over = false
  void until?.then(() => (over = true))
  const times: number[] = []
  for (let at = 0; until ? !over : at < READS; at++) {
    const since = process.hrtime.bigint()
    await getPerson(context as never, ids[at % ids.length] ?? '')
    times.push(Number(process.hrtime.bigint() - since) / 1e6)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return times
}

async function measurePolite(server: ScratchServer, shard: number, rows: number): Promise<Result[]> {
  const { rows: people } = await server.database.pool.query<{ id: string }>(
    'select id from persons where jurisdiction_id = $1 order by id limit 500',
    [shard],
  )
  const ids = people.map(({ id }) => id)
  await readTimes(server, shard, ids)
  const quiet = percentile(await readTimes(server, shard, ids), 0.95)
  const file = await writeFileOf(rows, 1, '7303')
  const ended = runBeside(server, 'polite-import.ts', file, String(await server.shardOf('7303')))
  const times = await readTimes(server, shard, ids, ended)
  await ended
  fs.rmSync(file)
  const busy = percentile(times, 0.95)
  return [
    {
      goal: '6',
      what: `reads of a person while a polite import of ${rows} rows runs / quiet, p95 of ${times.length}`,
      measured: `${round(busy)} ms`,
      beside: `${round(quiet)} ms`,
      ratio: busy / quiet,
      bound: { kind: 'most', value: 3 },
    },
  ]
}

export async function measureExchange(
  server: ScratchServer,
  rows: number,
  say: (text: string) => void,
): Promise<Result[]> {
  const shard = await server.shardOf(KABUPATEN)
  await server.settle()
  say('the change feed from its beginning')
  const feed = await measureFeed(server, shard)
  say('reads while a polite import runs')
  return [...feed, ...(await measurePolite(server, shard, rows))]
}
