/**
 * Typed lists for hand-written SELECTs (docs/adr/0037). What a statement gives is named once, beside the columns that make it:
 *
 *     const PLACE = columns<Place>()({ id: r.id, path: regionPath('r.code'), since: iso(r.createdAt) })
 *     const places = await rowsOf(db, PLACE, sql`from regions r where …`)
 *
 * The rows are of the list's type and of no other. A field without its column, a column without its field, a column that the
 * table does not have, and one of another type or that may be null do not compile. `columns<T>()` stands in a call of its own
 * because TypeScript infers all type arguments of a call or none: with the fields' type known, `sql` without a type would
 * take whatever is expected of it, and nothing would be checked.
 *
 * What the compiler cannot see: that the FROM has the alias of the column, and what an `sql<string | null>` of one's own
 * really gives. Those the batteries find, which run every statement.
 */
import { sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { firstRow, rows, type Queryable } from './db.ts'

type Cell = SQL | PgColumn
type Cells = Readonly<Record<string, Cell>>

type OrNull<C extends PgColumn, V> = C['_']['notNull'] extends true ? V : V | null
/**
 * What the driver gives for a column where drizzle does not map it: times and bigints come as texts, in formats that no contract
 * has. They are selected as `iso(t.dueAt)` or with a cast.
 */
type Raw<C extends PgColumn> = C['_']['columnType'] extends 'PgTimestamp' | 'PgBigInt53' | 'PgBigInt64'
  ? Unmapped
  : OrNull<C, C['_']['data']>
type Unmapped = 'the driver gives a text for it: select iso(…) or a cast'

type ValueOf<C> = C extends PgColumn ? Raw<C> : C extends SQL<infer V> ? V : never
/** The cell itself where it fits; else what was expected, so that the compiler's message says it. */
type Fitting<C, V> = unknown extends V
  ? C
  : unknown extends ValueOf<C>
    ? 'say the type of what it gives: sql<…>'
    : [ValueOf<C>] extends [V]
      ? C
      : ValueOf<C> extends Unmapped
        ? Unmapped
        : SQL<V>
/** For every field of T one cell that fits, and nothing for what T does not have. */
type Checked<L, T> = { readonly [K in keyof T]-?: K extends keyof L ? Fitting<L[K], T[K]> : SQL<T[K]> } & {
  readonly [K in Exclude<keyof L, keyof T>]: 'no such field'
}

declare const row: unique symbol
/** `expression as "field", …`, and the type of the rows that it gives. */
export interface SelectList<T> {
  readonly sql: SQL
  /** For the compiler only. */
  readonly [row]: T
}

/** The list for rows of type T. One that does not depend on the request is made once, when the module is loaded. */
export const columns =
  <T>() =>
  <L extends Cells>(list: L & Checked<L, T>): SelectList<T> =>
    ({
      sql: sql.join(
        Object.entries<Cell>(list).map(([field, cell]) => sql`${cell} as ${sql.identifier(field)}`),
        sql`, `,
      ),
    }) as SelectList<T>

/** An object inside of a row, as JSON: checked as a list is. */
export const object =
  <T>() =>
  <L extends Cells>(list: L & Checked<L, T>): SQL<T> =>
    sql<T>`json_build_object(${sql.join(
      Object.entries<Cell>(list).map(([field, cell]) => sql`${sql.raw(`'${field}'`)}, ${cell}`),
      sql`, `,
    )})`

/** A list inside of a row, empty where there is nothing: `listed(object<Leg>()({ … }), sql`r.created_at`, sql`from referrals r where …`)`. */
export const listed = <V>(one: SQL<V>, order: SQL, from: SQL): SQL<V[]> =>
  sql<V[]>`coalesce((select json_agg(${one} order by ${order}) ${from}), '[]')`

type InstantColumn = PgColumn & { readonly _: { readonly columnType: 'PgTimestamp' } }
/** A time as contracts write it. */
export const iso = <C extends InstantColumn>(column: C): SQL<OrNull<C, string>> =>
  sql<OrNull<C, string>>`iso(${column})`

/** @param rest all that follows the list: `from … where … order by …` */
export const rowsOf = <T>(db: Queryable, list: SelectList<T>, rest: SQL): Promise<T[]> =>
  rows<T>(db, sql`select ${list.sql} ${rest}`)
export const firstOf = <T>(db: Queryable, list: SelectList<T>, rest: SQL): Promise<T | undefined> =>
  firstRow<T>(db, sql`select ${list.sql} ${rest}`)
