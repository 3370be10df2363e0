/** Keyset pages. A cursor holds the sort values and id of the last row and a digest of the filters it belongs to. */
import { createHash } from 'node:crypto'
import { sql, type SQL } from 'drizzle-orm'
import { rows, type Queryable } from './db.ts'
import { problem } from './problem-error.ts'
import type { SelectList } from './select.ts'
import { sqlState } from './unit-of-work.ts'

export interface Keyset {
  /** Sort expressions, most significant first; the last one makes the order total. Texts for the cursor. */
  readonly keys: readonly { readonly expression: SQL; readonly cast: 'timestamptz' | 'uuid' | 'text' | 'int' }[]
  readonly direction: 'asc' | 'desc'
}

export interface PageRequest {
  readonly limit?: number
  readonly cursor?: string
}

const filterDigest = (filters: unknown): string =>
  createHash('sha256').update(JSON.stringify(filters)).digest('base64url').slice(0, 12)

const encode = (filters: unknown, values: readonly string[]): string =>
  Buffer.from(JSON.stringify([filterDigest(filters), ...values])).toString('base64url')

const SHAPES = {
  timestamptz: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?[+-]\d{2}(:\d{2})?$/,
  uuid: /^[0-9a-f-]{36}$/,
  int: /^-?\d{1,15}$/,
  // A NUL cannot be stored, so it cannot be in a cursor of ours.
  text: /^[^\u0000]{0,300}$/,
} as const

function decode(cursor: string, filters: unknown, keyset: Keyset): string[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw problem('invalid-cursor')
  }
  if (!Array.isArray(parsed) || parsed.length !== keyset.keys.length + 1 || parsed[0] !== filterDigest(filters))
    throw problem('invalid-cursor')
  const values: unknown[] = parsed.slice(1)
  return values.map((value, index) => {
    const key = keyset.keys[index]
    if (!key || typeof value !== 'string' || !SHAPES[key.cast].test(value)) throw problem('invalid-cursor')
    return value
  })
}

/**
 * Reads one page. `select` gets the WHERE and ORDER parts to put in, and must select the columns of its item.
 * @param filters everything that the cursor is bound to: the actor and the filters of the request
 */
export async function readPage<T>(
  db: Queryable,
  request: PageRequest & object,
  filters: unknown,
  keyset: Keyset,
  select: (parts: { after: SQL; orderBy: SQL; limit: SQL; cursorColumns: SQL }) => SQL,
): Promise<{ items: T[]; nextCursor: string | null }> {
  const limit = request.limit ?? 50
  const comparison = keyset.direction === 'asc' ? sql`>` : sql`<`
  const left = sql.join(
    keyset.keys.map((key) => key.expression),
    sql`, `,
  )
  const after = request.cursor
    ? sql`(${left}) ${comparison} (${sql.join(
        decode(request.cursor, filters, keyset).map(
          (value, index) => sql`${value}::${sql.raw(keyset.keys[index]?.cast ?? 'text')}`,
        ),
        sql`, `,
      )})`
    : sql`true`
  const orderBy = sql.join(
    keyset.keys.map((key) => sql`${key.expression} ${sql.raw(keyset.direction)}`),
    sql`, `,
  )
  const cursorColumns = sql.join(
    keyset.keys.map((key, index) => sql`(${key.expression})::text as ${sql.raw(`__k${index}`)}`),
    sql`, `,
  )
  const found = await rows<Record<string, unknown>>(
    db,
    select({ after, orderBy, limit: sql`limit ${limit + 1}`, cursorColumns }),
  ).catch((error: unknown) => {
    // Of the right shape, but no such moment, number or id (class 22): somebody made the cursor up.
    if (request.cursor && sqlState(error)?.startsWith('22')) throw problem('invalid-cursor')
    throw error
  })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const nextCursor =
    found.length > limit && last
      ? encode(
          filters,
          keyset.keys.map((_, index) => String(last[`__k${index}`])),
        )
      : null
  for (const row of page) for (const index of keyset.keys.keys()) delete row[`__k${index}`]
  return { items: page as T[], nextCursor }
}

/** Reads one page of rows that a typed list gives. `rest` makes all that follows the list. */
export const readPageOf = <T>(
  db: Queryable,
  request: PageRequest & object,
  filters: unknown,
  keyset: Keyset,
  list: SelectList<T>,
  rest: (parts: { after: SQL; orderBy: SQL; limit: SQL }) => SQL,
): Promise<{ items: T[]; nextCursor: string | null }> =>
  readPage<T>(
    db,
    request,
    filters,
    keyset,
    ({ cursorColumns, ...parts }) => sql`select ${list.sql}, ${cursorColumns} ${rest(parts)}`,
  )

export const newestFirst = (alias: string): Keyset => ({
  keys: [
    { expression: sql.raw(`${alias}.created_at`), cast: 'timestamptz' },
    { expression: sql.raw(`${alias}.id`), cast: 'uuid' },
  ],
  direction: 'desc',
})
