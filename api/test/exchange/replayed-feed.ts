/** A client that knows nothing but the documented feed and rows, with tables of its own in a database that was empty. */
import { randomUUID } from 'node:crypto'
import { createHash } from 'node:crypto'
import type { PersonRow } from '@pandu-gempita/shared/exchange'
import { canonicalText } from '@pandu-gempita/shared/person-digest'
import pg from 'pg'
import { withClient } from '../../src/migrate.ts'
import { ADMIN_URL_VARIABLE, databaseUrl } from '../database-url.ts'
import type { Caller } from '../harness.ts'

/** How one page is worked on: what a client may do wrong in time, and be right in the end. */
export interface PageOrder {
  readonly limit: number
  /** Works on the page so often before it goes on, the events turned round in between. */
  readonly repeats: number
  /** Killed when the rows are written and the position is not; it begins again from the position that it has kept. */
  readonly killed: boolean
}

export interface ReplayedFeed {
  /** @returns whether there is more */
  readPage(order: PageOrder): Promise<boolean>
  rows(): Promise<PersonRow[]>
  digests(): Promise<string[]>
  close(): Promise<void>
}

export const digestOf = (row: PersonRow): string =>
  createHash('sha256').update(canonicalText(row)).digest('hex').slice(0, 32)

export async function replayFeed(reader: Caller, region: string): Promise<ReplayedFeed> {
  const adminUrl = process.env[ADMIN_URL_VARIABLE] ?? ''
  const name = `pandu_replay_${randomUUID().replaceAll('-', '')}`
  await withClient(adminUrl, (client) => client.query(`create database ${name} template template0`))
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: databaseUrl(adminUrl, name) })
    await client.connect()
    return client
  }
  let own = await connect()
  await own.query(
    'create table persons (id uuid primary key, row jsonb not null); create table position (cursor text not null)',
  )

  const keep = async (ids: readonly string[]): Promise<void> => {
    for (let from = 0; from < ids.length; from += 500) {
      const { items, missing } = await reader.api.exchange.getPersonRows({
        body: { ids: ids.slice(from, from + 500), identifiers: 'full' },
      })
      await own.query(
        `insert into persons select (r ->> 'id')::uuid, r from jsonb_array_elements($1::jsonb) r on conflict (id) do update set row = excluded.row`,
        [JSON.stringify(items)],
      )
      await own.query('delete from persons where id = any($1::uuid[])', [missing])
    }
  }
  const rows = async (): Promise<PersonRow[]> =>
    (await own.query<{ row: PersonRow }>('select row from persons order by id')).rows.map(({ row }) => row)

  return {
    rows,
    digests: async () => (await rows()).map(digestOf),
    readPage: async ({ limit, repeats, killed }) => {
      const kept = await own.query<{ cursor: string }>('select cursor from position')
      const at = kept.rows[0]?.cursor
      const page = await reader.api.exchange.listChanges({ query: { region, limit, ...(at && { cursor: at }) } })
      const ids = [
        ...new Set(page.items.flatMap(({ data }) => (data.subjectType === 'person' ? [data.subjectId] : []))),
      ]
      for (let turn = 0; turn < repeats; turn++) await keep(turn % 2 ? [...ids].reverse() : ids)
      if (killed) {
        await own.end()
        own = await connect()
        return true
      }
      await own.query('begin; delete from position')
      await own.query('insert into position values ($1)', [page.cursor])
      await own.query('commit')
      return page.more
    },
    close: async () => {
      await own.end()
      await withClient(adminUrl, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}
