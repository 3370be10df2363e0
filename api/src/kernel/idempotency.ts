/**
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07). The row is inserted in the same
 * transaction as the work: a concurrent twin waits on the unique index, then replays. A key used for
 * another request is refused. Replies are kept 48 hours, encrypted.
 */
import { createHash } from 'node:crypto'
import { sql, type SQL } from 'drizzle-orm'
import { firstRow, rows, type Queryable } from './db.ts'
import type { Secrets } from './digest.ts'
import { kept } from './kept-plans.ts'
import { problem } from './problem-error.ts'
import { sqlState, type UnitOfWork } from './unit-of-work.ts'

export interface KeptReply {
  readonly result: unknown
}

const canonical = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(canonical)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, item]) => [key, canonical(item)]),
        )
      : value

export const requestHash = (parts: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(canonical(parts)))
    .digest('base64url')

/** A structured-field string, or bare for clients that forget the quotes. */
export function parseKey(header: string | string[] | undefined): string {
  const text = typeof header === 'string' ? header.trim() : ''
  const key = text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text
  if (!/^[\x21-\x7e]{20,200}$/.test(key))
    throw problem('idempotency-key-required', {
      errors: [
        {
          pointer: '/header/idempotency-key',
          code: 'minLength',
          message: 'must have 20 to 200 visible characters',
          limit: 20,
        },
      ],
    })
  return key
}

interface KeyRow {
  operation: string
  request_hash: string
  reply: Uint8Array | null
}

const replay = (row: KeyRow, operation: string, hash: string, secrets: Secrets): KeptReply => {
  if (row.operation !== operation || row.request_hash !== hash) throw problem('key-reused')
  if (!row.reply) throw problem('request-in-progress', { retryAfterSeconds: 1 })
  return JSON.parse(secrets.open(row.reply)) as KeptReply
}

const readKey = (db: Queryable, actorId: string, key: string) =>
  firstRow<KeyRow>(
    db,
    sql`select operation, request_hash, reply from idempotency_keys where actor_id = ${actorId} and key = ${key}`,
  )

export async function findReply(
  db: Queryable,
  secrets: Secrets,
  actorId: string,
  key: string,
  operation: string,
  hash: string,
): Promise<KeptReply | undefined> {
  const row = await readKey(db, actorId, key)
  return row && replay(row, operation, hash, secrets)
}

/** Runs the work once for a key; a replay gets the kept reply, and writes nothing. */
export async function onceForKey(
  uow: UnitOfWork,
  key: string,
  hash: string,
  work: () => Promise<unknown>,
): Promise<{ reply: KeptReply; replayed: boolean }> {
  try {
    const mine = await rows(
      uow.tx,
      kept(sql`insert into idempotency_keys (actor_id, key, operation, request_hash)
        select ${uow.actor.id}::uuid, ${key}::text, ${uow.operation}::text, ${hash}::text
        from (select set_config('lock_timeout', '5s', true) offset 0) waits on conflict do nothing returning 1`),
    )
    if (mine.length === 0) {
      const row = await readKey(uow.tx, uow.actor.id, key)
      if (!row) throw problem('request-in-progress', { retryAfterSeconds: 1 })
      return { reply: replay(row, uow.operation, hash, uow.secrets), replayed: true }
    }
  } catch (error) {
    if (sqlState(error) === '55P03') throw problem('request-in-progress', { retryAfterSeconds: 1 })
    throw error
  }
  const reply: KeptReply = { result: await work() }
  await uow.tx.execute(
    kept(
      sql`update idempotency_keys set reply = ${uow.secrets.seal(JSON.stringify(reply))} where actor_id = ${uow.actor.id} and key = ${key}`,
    ),
  )
  return { reply, replayed: false }
}

/** Removes replies that nobody repeats any more. */
export const repliesBefore = (moment: SQL): SQL => sql`delete from idempotency_keys where created_at < ${moment}`
