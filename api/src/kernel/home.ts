/**
 * The id of a record says its home: the twelve bits after the version hold the number of its jurisdiction, which never
 * changes (docs/adr/0013, 0035). So whoever is given an id knows the shard before any statement is made, and every statement
 * about one record reads one shard, however many kabupaten are enrolled.
 */
import { sql, type SQL } from 'drizzle-orm'
import { keepsItsPlan } from './kept-plans.ts'

/**
 * Time-ordered as version 7, with a home, and therefore version 8 of RFC 9562: of that the bits are the maker's to define.
 * Twelve bits are enough for 514 kabupaten and kota, 38 provinces and the nation.
 */
const WITH_HOME = /^[0-9a-f]{8}-[0-9a-f]{4}-8([0-9a-f]{3})-/i

/** @returns undefined for an id that was made before ids said it */
function homeOf(id: string): number | undefined {
  const digits = WITH_HOME.exec(id)?.[1]
  return digits === undefined ? undefined : Number.parseInt(digits, 16)
}

/** The same shape for ids that are not made by the database (new_id): the version and the home. */
export const homeDigits = (home: number): string => `8${home.toString(16).padStart(3, '0')}`

/**
 * The home of the row `alias` with this id, for every table of a statement. Written out, not as a parameter: a plan that is
 * kept can then leave out all other shards. An old id says nothing, and then it is the row's own column: right, but slow.
 */
export const homeIn = (id: string, alias: string): SQL => {
  const home = homeOf(id)
  return home === undefined ? rowHome(alias) : atHome(home)
}
export const atHome = (jurisdictionId: number): SQL => sql.raw(String(Math.trunc(jurisdictionId)))
/** For statements about rows of many homes, as lists are. */
export const rowHome = (alias: string): SQL => sql.raw(`${alias}.jurisdiction_id`)

/** The row itself: `where ${isRow(id, 't')}`. A statement that says so is about one record, and its plan is kept. */
export const isRow = (id: string, alias: string): SQL =>
  sql`${homeOf(id) === undefined ? sql`` : keepsItsPlan}${rowHome(alias)} = ${homeIn(id, alias)} and ${sql.raw(`${alias}.id`)} = ${id}`
/** The same where the home is known from the row. */
export const isRowAt = (jurisdictionId: number, id: string, alias: string): SQL =>
  sql`${keepsItsPlan}${rowHome(alias)} = ${atHome(jurisdictionId)} and ${sql.raw(`${alias}.id`)} = ${id}`
