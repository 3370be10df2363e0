/**
 * The mirror: a PostgreSQL of one's own. What was read and the position up to which it was read are
 * written in one transaction, so that a kill at any moment costs a repetition and nothing else.
 */
import { createHash } from 'node:crypto'
import { canonicalText, sumOfDigests } from '@pandu-gempita/shared/person-digest'
import pg from 'pg'

const SCHEMA = `
  create schema if not exists mirror;
  create table if not exists mirror.persons (id uuid primary key, village_code text not null, digest text not null, row jsonb not null);
  create index if not exists persons_village_idx on mirror.persons (village_code text_pattern_ops);
  create table if not exists mirror.state (only_one boolean primary key default true check (only_one), region text not null, identifiers text not null, export_key text, cursor text);
  create table if not exists mirror.journal (number bigint generated always as identity primary key, at timestamptz not null default now(), what text not null, details jsonb not null default '{}');`

const digestOf = (row) => createHash('sha256').update(canonicalText(row)).digest('hex').slice(0, 32)

export async function openMirror({ databaseUrl, region, identifiers }) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  // One process writes: two would take turns in undoing each other's positions.
  const { rows: lock } = await client.query('select pg_try_advisory_lock(7264733099) as mine')
  if (!lock[0].mine) throw new Error('another process keeps this mirror')
  await client.query(SCHEMA)
  await client.query('insert into mirror.state (region, identifiers) values ($1, $2) on conflict do nothing', [
    region,
    identifiers,
  ])
  const known = await client.query('select region, identifiers from mirror.state')
  if (known.rows[0].region !== region || known.rows[0].identifiers !== identifiers)
    throw new Error('this mirror was begun for another region or another form of identifiers: use another database')

  const journal = (what, details = {}) =>
    client.query('insert into mirror.journal (what, details) values ($1, $2)', [what, JSON.stringify(details)])
  const atomically = async (work) => {
    await client.query('begin')
    try {
      await work()
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    }
  }
  const put = (rows) =>
    client.query(
      `insert into mirror.persons (id, village_code, digest, row)
       select (r ->> 'id')::uuid, r ->> 'villageCode', d, r from unnest($1::jsonb[], $2::text[]) as given (r, d)
       on conflict (id) do update set village_code = excluded.village_code, digest = excluded.digest, row = excluded.row`,
      [rows.map((row) => JSON.stringify(row)), rows.map(digestOf)],
    )
  const remove = (ids) => client.query('delete from mirror.persons where id = any($1::uuid[])', [ids])

  return {
    journal,
    state: async () => (await client.query('select cursor, export_key as "exportKey" from mirror.state')).rows[0],
    setExportKey: (key) => client.query('update mirror.state set export_key = $1', [key]),

    /** Puts a whole copy in the place of what was there, with the position that belongs to it. */
    replaceAll: (rows, cursor) =>
      atomically(async () => {
        await client.query('delete from mirror.persons')
        let [held, count] = [[], 0]
        for await (const row of rows) {
          held.push(row)
          count++
          if (held.length < 1000) continue
          await put(held)
          held = []
        }
        if (held.length > 0) await put(held)
        await client.query('update mirror.state set cursor = $1, export_key = null', [cursor])
        await journal('copied', { rows: count })
      }),
    /** What was told and the position behind it. */
    apply: ({ items, missing }, cursor, events) =>
      atomically(async () => {
        if (items.length > 0) await put(items)
        if (missing.length > 0) await remove(missing)
        await client.query('update mirror.state set cursor = $1', [cursor])
        if (events > 0) await journal('followed', { events, written: items.length, gone: missing.length })
      }),
    repair: ({ items, missing }) =>
      atomically(async () => {
        if (items.length > 0) await put(items)
        if (missing.length > 0) await remove(missing)
        await journal('repaired', { written: items.length, gone: missing.length })
      }),
    forgetPosition: async () => {
      await client.query('update mirror.state set cursor = null, export_key = null')
      await journal('position lost')
    },
    node: async (regionCode) => {
      const { rows } = await client.query('select digest from mirror.persons where village_code like $1', [
        `${regionCode}%`,
      ])
      return { regionCode, count: rows.length, hash: sumOfDigests(rows.map(({ digest }) => digest)) }
    },
    /** Regions below that somebody of the mirror lives in. */
    below: async (regionCode) => {
      const length = { 2: 4, 4: 6, 6: 10 }[regionCode.length]
      const { rows } = await client.query(
        'select distinct left(village_code, $2) as code from mirror.persons where village_code like $1',
        [`${regionCode}%`, length],
      )
      return rows.map(({ code }) => code)
    },
    digests: async (village) => {
      const { rows } = await client.query('select id, digest from mirror.persons where village_code = $1', [village])
      return new Map(rows.map(({ id, digest }) => [id, digest]))
    },
    close: () => client.end(),
  }
}
