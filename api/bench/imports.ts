/** Goals 1 to 3: importing beside plain COPY of the same rows, and beside an ORM. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { and, eq } from 'drizzle-orm'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { dtksFile } from '../scripts/demo/dtks-file.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import { withClient } from '../src/migrate.ts'
import { readFile } from '../src/modules/imports/read-file.ts'
import { applyImport, prepareImport, type TaskContext } from '../src/modules/imports/tasks.ts'
import { personAddresses, personIdentifiers, persons } from '../src/modules/persons/tables.ts'
import { measure, type Cost } from './cpu.ts'
import { round, seconds, type Result } from './result.ts'
import type { ScratchServer } from './scratch-server.ts'

export const KABUPATEN = '3314'
export const BAD_SHARE = 0.005
const FACTS = [
  'families',
  'households',
  'persons',
  'source_records',
  'person_identifiers',
  'person_addresses',
  'family_members',
  'household_members',
  'family_rankings',
  'programme_memberships',
]

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
  const outcome = await readFile(
    server.database,
    { jurisdictionId: shard, id },
    { source: () => fs.createReadStream(file, { highWaterMark: 1 << 20 }) },
  )
  await server.database.pool.query(
    `update import_batches set status = 'validated', counts = counts || $3::jsonb where jurisdiction_id = $1 and id = $2`,
    [shard, id, JSON.stringify(outcome)],
  )
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

async function dump(client: pg.Client, statement: string, file: string): Promise<void> {
  await pipeline(client.query(copyTo(statement)), fs.createWriteStream(file))
}
async function load(client: pg.Client, statement: string, file: string): Promise<void> {
  await pipeline(fs.createReadStream(file, { highWaterMark: 1 << 18 }), client.query(copyFrom(statement)))
}
const like = (table: string, of: string): string =>
  `create table ${table} (like ${of} including defaults including constraints including generated)`

/** COPY of the very bytes that staging sent, into an equal table. */
async function stagingBaseline(server: ScratchServer, shard: number, format: 'binary' | 'text'): Promise<Cost> {
  return withClient(server.ownerUrl, async (client) => {
    const file = path.join(os.tmpdir(), `pandu-bench-staged-${format}-${process.pid}`)
    await dump(
      client,
      `copy (select * from import_rows where jurisdiction_id = ${shard}) to stdout (format ${format})`,
      file,
    )
    await client.query('drop table if exists bench_rows')
    await client.query(`create table bench_rows (like import_rows including all)`)
    const cost = await measure(server.postmaster, () =>
      load(client, `copy bench_rows from stdin (format ${format})`, file),
    )
    await client.query('drop table bench_rows')
    fs.rmSync(file)
    return cost
  })
}

/** COPY of the final rows into the same tables without indexes, then the same keys, indexes and foreign keys. */
async function factsBaseline(server: ScratchServer, shard: number): Promise<Cost> {
  return withClient(server.ownerUrl, async (client) => {
    const files = new Map<string, string>()
    for (const name of [...FACTS, 'events', 'name_dictionary']) {
      const file = path.join(os.tmpdir(), `pandu-bench-${name}-${process.pid}`)
      await dump(client, `copy (select * from ${name} where jurisdiction_id = ${shard}) to stdout`, file)
      files.set(name, file)
    }
    await client.query('select bulk_load_open($1)', [shard])
    await client.query(like('bench_events', 'events'))
    await client.query(like('bench_words', 'name_dictionary'))
    const cost = await measure(server.postmaster, async () => {
      for (const name of FACTS) {
        await load(client, `copy shard.${name}_${shard}_load from stdin`, files.get(name) ?? '')
        await client.query('select bulk_load_index($1, $2)', [name, shard])
      }
      await load(client, 'copy bench_events from stdin', files.get('events') ?? '')
      await client.query(`alter table bench_events add primary key (jurisdiction_id, xid, seq)`)
      await client.query(`create index on bench_events (jurisdiction_id, subject_id, at)`)
      await client.query(`create index on bench_events (jurisdiction_id, about_id, at) where about_id is not null`)
      await load(client, 'copy bench_words from stdin', files.get('name_dictionary') ?? '')
      await client.query(`create index on bench_words using gin (word gin_trgm_ops)`)
      for (const name of FACTS.slice(4)) {
        await client.query('select bulk_load_references($1, $2)', [name, shard])
        await client.query('select bulk_load_check_references($1, $2)', [name, shard])
      }
    })
    await client.query('select bulk_load_drop($1)', [shard])
    await client.query('drop table bench_events, bench_words')
    for (const file of files.values()) fs.rmSync(file)
    return cost
  })
}

/** COPY of the final rows into tables that have their keys, indexes and foreign keys already: what is done without any of this. */
async function indexedCopy(server: ScratchServer, shard: number, into: number): Promise<Cost> {
  return withClient(server.ownerUrl, async (client) => {
    const files = new Map<string, string>()
    for (const name of FACTS) {
      const { rows } = await client.query<{ columns: string }>(
        `select string_agg(case attname when 'jurisdiction_id' then '${into}' else quote_ident(attname) end, ', ' order by attnum) as columns from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
        [name],
      )
      const file = path.join(os.tmpdir(), `pandu-bench-indexed-${name}-${process.pid}`)
      await dump(
        client,
        `copy (select ${rows[0]?.columns} from ${name} where jurisdiction_id = ${shard}) to stdout`,
        file,
      )
      files.set(name, file)
    }
    const cost = await measure(server.postmaster, async () => {
      for (const name of FACTS) await load(client, `copy ${name} from stdin`, files.get(name) ?? '')
    })
    for (const file of files.values()) fs.rmSync(file)
    return cost
  })
}

const ORM_ROWS = 20_000

/** Look whether the person is there, then insert the person, the NIK and the address: as it is written without thinking. */
async function ormSample(server: ScratchServer, shard: number, rows: number): Promise<Cost> {
  const { db } = server.database
  return measure(server.postmaster, async () => {
    for (let n = 0; n < rows; n++) {
      const nik = `99${String(n).padStart(14, '0')}`
      const found = await db
        .select({ id: personIdentifiers.personId })
        .from(personIdentifiers)
        .where(
          and(
            eq(personIdentifiers.jurisdictionId, shard),
            eq(personIdentifiers.value, nik),
            eq(personIdentifiers.type, 'nik'),
          ),
        )
      if (found.length > 0) continue
      await db.transaction(async (tx) => {
        const [person] = await tx
          .insert(persons)
          .values({
            jurisdictionId: shard,
            identityStatus: 'complete',
            name: 'SUTINAH',
            sex: 'female',
            birthDate: '1980-06-15',
            regionCode: `${KABUPATEN}012001`,
            source: 'dtks',
          })
          .returning({ id: persons.id })
        if (!person) throw new Error('not inserted')
        await tx
          .insert(personIdentifiers)
          .values({ jurisdictionId: shard, personId: person.id, type: 'nik', value: nik, source: 'dtks' })
        await tx.insert(personAddresses).values({
          jurisdictionId: shard,
          personId: person.id,
          kind: 'card',
          regionCode: `${KABUPATEN}012001`,
          source: 'dtks',
        })
      })
    }
  })
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
  const staged = await measure(server.postmaster, () => stage(server, shard, fresh, files[0] ?? ''))
  const stagedPeak = peak
  const binary = await stagingBaseline(server, shard, 'binary')
  const text = await stagingBaseline(server, shard, 'text')
  results.push(
    {
      goal: '1a',
      what: 'fresh, staged and validated / COPY of the same bytes (binary)',
      measured: seconds(staged),
      beside: seconds(binary),
      ratio: staged.cpu / binary.cpu,
      bound: { kind: 'most', value: 1.1 },
    },
    {
      goal: '1a',
      what: '… / COPY of the same rows as text',
      measured: seconds(staged),
      beside: seconds(text),
      ratio: staged.cpu / text.cpu,
      bound: { kind: 'most', value: 1.1 },
    },
  )
  say('fresh snapshot: applying')
  const applied = await measure(server.postmaster, () => apply(server, shard, fresh))
  const facts = await factsBaseline(server, shard)
  const whole = { cpu: staged.cpu + applied.cpu, wall: staged.wall + applied.wall }
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

  say(`the same by an ORM, ${ORM_ROWS} rows`)
  const orm = await ormSample(server, await server.shardOf('3372'), Math.min(ORM_ROWS, rows))
  const perRow = orm.cpu / Math.min(ORM_ROWS, rows)
  results.push(
    {
      goal: '3a',
      what: `ORM, select then write (${Math.min(ORM_ROWS, rows)} rows, extrapolated, three of ten tables) / staged and applied`,
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
