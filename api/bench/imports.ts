/** Goals 1 to 3: importing beside plain COPY of the same rows, and beside an ORM. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { dtksFile } from '../scripts/demo/dtks-file.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import { withClient } from '../src/migrate.ts'
import { readFile } from '../src/modules/imports/reading/read-file.ts'
import type { TaskContext } from '../src/modules/imports/background.ts'
import { applyImport, prepareImport } from '../src/modules/imports/tasks.ts'
import { factsBaseline, fileBaseline, indexedCopy, stagingBaseline } from './baselines.ts'
import { measure, medianCost } from './cpu.ts'
import { ormSample } from './orm.ts'
import { round, seconds, type Result } from './result.ts'
import type { ScratchServer } from './scratch-server.ts'

export const KABUPATEN = '3314'
export const BAD_SHARE = 0.005
const ORM_ROWS = 20_000

export const contextOf = (server: ScratchServer): TaskContext => ({
  database: server.database,
  secrets: createSecrets(randomBytes(32)),
  signal: new AbortController().signal,
})

export async function writeFileOf(rows: number, edition: number, kabupaten = KABUPATEN): Promise<string> {
  const file = path.join(os.tmpdir(), `pandu-bench-${kabupaten}-${rows}-${edition}-${process.pid}.csv`)
  await pipeline(
    Readable.from(dtksFile({ rows, bad: Math.round(rows * BAD_SHARE), kabupaten, edition })),
    fs.createWriteStream(file),
  )
  return file
}

/** A batch without stored bytes: the file is read from the disk, as the baseline reads its own. */
export async function newBatch(
  server: ScratchServer,
  shard: number,
  name: string,
  cutOffOn: string,
  polite = false,
): Promise<string> {
  const { rows } = await server.database.pool.query<{ id: string }>(
    `with release as (insert into data_releases (jurisdiction_id, source, name, cut_off_on) values ($1, 'dtks', $2, $3) returning id)
     insert into import_batches (jurisdiction_id, region_code, source, release_name, cut_off_on, release_id, file_name, file_bytes, counts, created_by, created_by_name, coverage, polite)
     select $1, (select region_code from jurisdictions where id = $1), 'dtks', $2, $3, release.id, 'bench.csv', 1, '{}', uuidv7(), 'bench', 'everybody', $4 from release returning id`,
    [shard, name, cutOffOn, polite],
  )
  const id = rows[0]?.id
  if (!id) throw new Error('the batch was not made')
  return id
}

export async function stage(server: ScratchServer, shard: number, id: string, file: string): Promise<void> {
  await server.database.pool.query('update import_batches set file_bytes = $3 where jurisdiction_id = $1 and id = $2', [
    shard,
    id,
    fs.statSync(file).size,
  ])
  const outcome = await readFile(
    server.database,
    { jurisdictionId: shard, id },
    { source: () => fs.createReadStream(file, { highWaterMark: 1 << 18 }) },
  )
  await server.database.pool.query(
    `update import_batches set status = 'validated', counts = counts || $3::jsonb where jurisdiction_id = $1 and id = $2`,
    [shard, id, JSON.stringify(outcome)],
  )
}
async function dropBatch(server: ScratchServer, shard: number, id: string): Promise<void> {
  await withClient(server.ownerUrl, async (client) => {
    await client.query('delete from import_rows where jurisdiction_id = $1 and batch_id = $2', [shard, id])
    await client.query('delete from import_rejects where jurisdiction_id = $1 and batch_id = $2', [shard, id])
    await client.query(`update import_batches set status = 'cancelled' where jurisdiction_id = $1 and id = $2`, [
      shard,
      id,
    ])
    await client.query('vacuum import_rows')
  })
}
export async function apply(server: ScratchServer, shard: number, id: string): Promise<void> {
  const payload = { jurisdictionId: shard, importId: id }
  await prepareImport(contextOf(server), payload)
  await server.database.pool.query(
    `update import_batches set status = 'reviewed' where jurisdiction_id = $1 and id = $2 and status = 'matched'`,
    [shard, id],
  )
  await applyImport(contextOf(server), payload)
}

export async function measureImports(
  server: ScratchServer,
  rows: number,
  say: (text: string) => void,
): Promise<Result[]> {
  const shard = await server.shardOf(KABUPATEN)
  const results: Result[] = []
  say(`writing three editions of ${rows} rows`)
  const files = [await writeFileOf(rows, 1), await writeFileOf(rows, 2), await writeFileOf(rows, 3)]
  let peak = 0
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50)

  say('fresh snapshot: staging')
  const fresh = await newBatch(server, shard, 'A', '2025-07-20')
  const first = await measure(server.postmaster, () => stage(server, shard, fresh, files[0] ?? ''))
  // Twice more into batches that go no further, for a median; the time above is part of "staged and applied".
  let run = 0
  const staged = await medianCost(3, async () => {
    if (run++ === 0) return first
    const spare = await newBatch(server, shard, `A${run}`, '2025-07-20')
    const cost = await measure(server.postmaster, () => stage(server, shard, spare, files[0] ?? ''))
    await dropBatch(server, shard, spare)
    return cost
  })
  const file = await fileBaseline(server, files[0] ?? '')
  const stagedPeak = peak
  const binary = await stagingBaseline(server, shard, 'binary')
  const text = await stagingBaseline(server, shard, 'text')
  results.push(
    {
      goal: '1a',
      what: 'fresh, staged and validated / COPY of the same bytes, the file, as text',
      measured: seconds(staged),
      beside: seconds(file),
      ratio: staged.cpu / file.cpu,
      bound: { kind: 'most', value: 1.1 },
    },
    {
      goal: '1a',
      what: '… / COPY of the same rows, typed and binary',
      measured: seconds(staged),
      beside: seconds(binary),
      ratio: staged.cpu / binary.cpu,
      bound: { kind: 'most', value: 1.1 },
    },
    {
      goal: '1a',
      what: '… / COPY of the same rows, typed and as text',
      measured: seconds(staged),
      beside: seconds(text),
      ratio: staged.cpu / text.cpu,
      bound: { kind: 'most', value: 1.1 },
    },
  )
  say('fresh snapshot: applying')
  const applied = await measure(server.postmaster, () => apply(server, shard, fresh))
  const facts = await factsBaseline(server, shard)
  const whole = { cpu: first.cpu + applied.cpu, wall: first.wall + applied.wall }
  results.push({
    goal: '1b',
    what: 'fresh, staged and applied / COPY of the final rows, then indexes',
    measured: seconds(whole),
    beside: seconds(facts),
    ratio: whole.cpu / facts.cpu,
    bound: { kind: 'most', value: 1.5 },
  })

  say('the same snapshot again')
  const events = async (): Promise<number> =>
    (
      await server.database.pool.query<{ n: number }>(
        `select count(*)::int as n from events where jurisdiction_id = $1 and type like 'person.%'`,
        [shard],
      )
    ).rows[0]?.n ?? 0
  const before = await events()
  const again = await newBatch(server, shard, 'B', '2025-08-20')
  const same = await measure(server.postmaster, async () => {
    await stage(server, shard, again, files[0] ?? '')
    await apply(server, shard, again)
  })
  if ((await events()) !== before) throw new Error('an unchanged snapshot wrote events')
  results.push({
    goal: '2a',
    what: 'fresh / the same snapshot again',
    measured: seconds(whole),
    beside: seconds(same),
    ratio: whole.cpu / same.cpu,
    bound: { kind: 'least', value: 2.5 },
  })

  say('a release in which one in twenty changed, then one with one in ten')
  const second = await newBatch(server, shard, 'C', '2025-09-20')
  await stage(server, shard, second, files[1] ?? '')
  await apply(server, shard, second)
  const third = await newBatch(server, shard, 'D', '2025-10-20')
  const delta = await measure(server.postmaster, async () => {
    await stage(server, shard, third, files[2] ?? '')
    await apply(server, shard, third)
  })
  const other = await server.shardOf('3313')
  const raw = await indexedCopy(server, shard, other)
  const { rows: changed } = await server.database.pool.query<{ n: number }>(
    'select count(*)::int as n from import_rows where jurisdiction_id = $1 and batch_id = $2',
    [shard, third],
  )
  results.push({
    goal: '2b',
    what: `raw COPY into the indexed tables / release with ${changed[0]?.n ?? 0} changed rows`,
    measured: seconds(raw),
    beside: seconds(delta),
    ratio: raw.cpu / delta.cpu,
    bound: { kind: 'least', value: 2.5 },
  })
  clearInterval(watch)

  say(`the same by an ORM, ${Math.min(ORM_ROWS, rows)} rows`)
  const orm = await ormSample(server, { shard, batch: fresh }, await server.shardOf('3372'), ORM_ROWS)
  const perRow = orm.cost.cpu / orm.rows
  results.push(
    {
      goal: '3a',
      what: `ORM, select then write, the same tables and event (${orm.rows} rows, extrapolated) / staged and applied`,
      measured: `${round(perRow * rows)} s CPU`,
      beside: seconds(whole),
      ratio: (perRow * rows) / whole.cpu,
      bound: { kind: 'least', value: 100 },
    },
    {
      goal: '3b',
      what: 'memory of the importing process, MB / 400',
      measured: `${round(Math.max(peak, stagedPeak) / 1e6)} MB`,
      beside: '400 MB',
      ratio: Math.max(peak, stagedPeak) / 4e8,
      bound: { kind: 'most', value: 1 },
    },
  )
  for (const file of files) fs.rmSync(file)
  return results
}
