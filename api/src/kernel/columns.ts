/** Column shapes that every table shares, so that keys and clocks look the same everywhere. */
import { sql } from 'drizzle-orm'
import { customType, integer, timestamp, uuid } from 'drizzle-orm/pg-core'

/** Leads every key of tenant data: one jurisdiction is one shard (docs/adr/0013). */
export const jurisdictionId = () => integer('jurisdiction_id').notNull()
export const id = () =>
  uuid('id')
    .notNull()
    .default(sql`uuidv7()`)
/** Of a record that has an address: `new_id(home)` makes it, and it says its home (home.ts). No default, so nobody forgets. */
export const recordId = () => uuid('id').notNull()
/** Milliseconds, as JavaScript keeps them: with microseconds a keyset cursor would skip or repeat rows. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
export const createdAt = () =>
  instant('created_at')
    .notNull()
    .default(sql`now()`)
export const updatedAt = () =>
  instant('updated_at')
    .notNull()
    .default(sql`now()`)
export const version = () => integer('version').notNull().default(1)

export const daterange = customType<{ data: string }>({ dataType: () => 'daterange' })
/**
 * Last in a unique index over a fact's key: the current row is unique, and rows whose period has ended are not,
 * because NULL differs from NULL. One index serves that and the look-up by person; a partial one would need a second.
 */
export const current = sql`(case when upper_inf(valid) then 0 end)`
export const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })
export const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' })
/** CHECK list of codes. A house test compares it with the shared contract. */
export const inList = (column: string, codes: readonly string[]) =>
  sql.raw(`${column} in (${codes.map((code) => `'${code}'`).join(', ')})`)
