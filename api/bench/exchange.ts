/** Goals 5 and 6: the change feed beside COPY of the same events, and reads while a polite import runs. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { to as copyTo } from 'pg-copy-streams'
import type { Actor } from '../src/kernel/actor.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import { withClient } from '../src/migrate.ts'
import { repositoryRoot } from '../src/config.ts'
import { streamChanges } from '../src/modules/exchange/feed.ts'
import { getPerson } from '../src/modules/persons/queries.ts'
import { measure, medianCost, percentile } from './cpu.ts'
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
const contextFor = (server: ScratchServer, shard: number) => ({
  db: server.database.db,
  actor: reader(shard),
  now: new Date(),
  requestId: 'bench',
  operation: 'bench',
  secrets: createSecrets(randomBytes(32)),
  recordAccess: () => undefined,
})

const LINE_FEED = 0x0a
async function measureFeed(server: ScratchServer, shard: number): Promise<Result[]> {
  const context = contextFor(server, shard)
  let told = 0
  let peak = 0
  const before = process.memoryUsage().rss
  const readAll = async (): Promise<void> => {
    told = 0
    for await (const lines of await streamChanges(context as never, { query: { start: 'beginning' } } as never)) {
      const piece = Buffer.from(lines) // as it goes into the socket
      for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, at + 1)) told++
      peak = Math.max(peak, process.memoryUsage().rss)
    }
  }
  const feed = await medianCost(3, () => measure(server.postmaster, readAll))
  let bytes = 0
  const copy = await withClient(server.ownerUrl, (client) =>
    medianCost(3, () =>
      measure(server.postmaster, () =>
        pipeline(
          client.query(
            copyTo(
              `copy (select * from events where jurisdiction_id = ${shard} order by xid, seq) to stdout (format csv)`,
            ),
          ),
          new Writable({
            write(chunk: Buffer, _encoding, done) {
              bytes += chunk.length
              done()
            },
          }),
        ),
      ),
    ),
  )
  if (bytes === 0) throw new Error('nothing was copied')
  return [
    {
      goal: '5',
      what: `COPY CSV in the same order / change feed, ${told} events`,
      measured: seconds(copy),
      beside: seconds(feed),
      ratio: copy.cpu / feed.cpu,
      bound: { kind: 'least', value: 0.75 },
    },
    {
      goal: '5',
      what: 'memory that reading the feed adds, MB / 100',
      measured: `${round(Math.max(0, peak - before) / 1e6)} MB`,
      beside: '100 MB',
      ratio: Math.max(0, peak - before) / 1e8,
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
  const context = contextFor(server, shard)
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
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      '--import',
      'tsx',
      path.join(repositoryRoot, 'api/bench/polite-import.ts'),
      file,
      String(await server.shardOf('7303')),
    ],
    { cwd: repositoryRoot, stdio: 'inherit', env: { PATH: process.env['PATH'], BENCH_DATABASE_URL: server.appUrl } },
  )
  const ended = once(child, 'exit')
  const times = await readTimes(server, shard, ids, ended)
  const [code] = (await ended) as [number]
  fs.rmSync(file)
  if (code !== 0) throw new Error('the polite import failed')
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
  say('the change feed from its beginning')
  const feed = await measureFeed(server, shard)
  say('reads while a polite import runs')
  return [...feed, ...(await measurePolite(server, shard, rows))]
}
