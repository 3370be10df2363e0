/** The other sides of goals 1 and 2: plain COPY of the file, of the staged rows and of the final rows. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { withClient } from '../src/migrate.ts'
import { wholeLines } from '../src/modules/imports/reading/text-source.ts'
import { measure, medianCost, type Cost } from './cpu.ts'
import type { ScratchServer } from './scratch-server.ts'

/** Everything that an import writes, in the order of its foreign keys. */
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

async function dump(client: pg.Client, statement: string, file: string): Promise<void> {
  await pipeline(client.query(copyTo(statement)), fs.createWriteStream(file))
}
async function load(client: pg.Client, statement: string, file: string): Promise<void> {
  await pipeline(fs.createReadStream(file, { highWaterMark: 1 << 18 }), client.query(copyFrom(statement)))
}
const like = (table: string, of: string): string =>
  `create table ${table} (like ${of} including defaults including constraints including generated)`

/**
 * COPY of the file itself into a staging table with the same key, every column as text: what one would do
 * without looking at the rows. Bad rows are left out, because the first one would end it.
 */
export async function fileBaseline(server: ScratchServer, file: string): Promise<Cost> {
  const good = `${file}.good`
  const columns = new Set(
    (await readFirstLine(file)).split('|').map((name, at) => `c${at}_${name.toLowerCase().replace(/[^a-z]/g, '_')}`),
  )
  await pipeline(
    fs.createReadStream(file),
    async function* (bytes: AsyncIterable<Buffer>) {
      for await (const block of wholeLines(bytes))
        yield block
          .toString('latin1')
          .split('\n')
          .filter(
            (line) =>
              line.split('|').length === columns.size && /^[ -~]*(\r?)$/.test(line) && line.split('"').length % 2 === 1,
          )
          .map((line) => `${line}\n`)
          .join('')
    },
    fs.createWriteStream(good),
  )
  const names = [...columns].join(', ')
  return withClient(server.ownerUrl, async (client) => {
    const one = async (): Promise<Cost> => {
      await client.query('drop table if exists bench_file')
      await client.query(
        `create table bench_file (jurisdiction_id int not null default 1, batch_id uuid not null default '00000000-0000-7000-8000-000000000000', row_number int generated always as identity, ${[...columns].map((name) => `${name} text`).join(', ')}, primary key (jurisdiction_id, batch_id, row_number))`,
      )
      return measure(server.postmaster, () =>
        load(client, `copy bench_file (${names}) from stdin (format csv, header, delimiter '|')`, good),
      )
    }
    const cost = await medianCost(3, one)
    await client.query('drop table bench_file')
    fs.rmSync(good)
    return cost
  })
}
async function readFirstLine(file: string): Promise<string> {
  for await (const block of wholeLines(fs.createReadStream(file)))
    return block.toString('latin1').split('\n')[0]?.trim() ?? ''
  return ''
}

/** COPY of the very bytes that staging sent, into an equal table. */
export async function stagingBaseline(server: ScratchServer, shard: number, format: 'binary' | 'text'): Promise<Cost> {
  return withClient(server.ownerUrl, async (client) => {
    const file = path.join(os.tmpdir(), `pandu-bench-staged-${format}-${process.pid}`)
    await dump(
      client,
      `copy (select * from import_rows where jurisdiction_id = ${shard}) to stdout (format ${format})`,
      file,
    )
    await client.query('drop table if exists bench_rows')
    await client.query(`create table bench_rows (like import_rows including all)`)
    const cost = await medianCost(3, async () => {
      await client.query('truncate bench_rows')
      return measure(server.postmaster, () => load(client, `copy bench_rows from stdin (format ${format})`, file))
    })
    await client.query('drop table bench_rows')
    fs.rmSync(file)
    return cost
  })
}

/** COPY of the final rows into the same tables without indexes, then the same keys, indexes and foreign keys. */
export async function factsBaseline(server: ScratchServer, shard: number): Promise<Cost> {
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
export async function indexedCopy(server: ScratchServer, shard: number, into: number): Promise<Cost> {
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
