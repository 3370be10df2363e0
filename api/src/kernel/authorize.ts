/**
 * Authorization is a permission plus an area, checked in the statement itself (docs/adr/0005).
 * Every query has `visibleTo(actor, permission, columns)` in its WHERE; a step asks `covers` of a row that it has locked
 * (record.ts). So there is no moment between a check and its use. Several grants are OR; there is no deny.
 */
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor, ActorGrant } from './actor.ts'
import { atHome } from './home.ts'
import { problem } from './problem-error.ts'

/** The columns that say where a row belongs. A column that a table lacks gives no access by that scope. */
export interface ScopeColumns {
  readonly jurisdiction: SQL
  readonly region?: SQL
  readonly institution?: SQL
  /** Who recorded it, for grants that reach only one's own. */
  readonly owner?: SQL
}

/** Columns of a table under its alias, by the house's names. */
export const scopeOf = (alias: string, options: { institution?: boolean; owner?: boolean } = {}): ScopeColumns => ({
  jurisdiction: sql.raw(`${alias}.jurisdiction_id`),
  region: sql.raw(`${alias}.region_code`),
  ...(options.institution && { institution: sql.raw(`${alias}.institution_id`) }),
  ...(options.owner && { owner: sql.raw(`${alias}.created_by`) }),
})

const inShards = (column: SQL, ids: readonly number[]): SQL =>
  // A single shard is written out, so that all others are left out when the plan is made; of an array they are, but later.
  ids.length === 1 && ids[0] !== undefined
    ? sql`${column} = ${atHome(ids[0])}`
    : sql`${column} = any(${sql.param(ids)}::int[])`

/** A desa or kelurahan, which has nothing below it (two, two, two and four digits; Permendagri 137/2017). */
export const VILLAGE_LENGTH = 10

/**
 * Rows of a region and below. A village by equality: of a prefix the planner believes that it leaves almost
 * nobody, and then reads all of the village where a birth date would have led to two.
 */
export const within = (column: SQL, regionCode: string): SQL =>
  regionCode.length === VILLAGE_LENGTH
    ? sql`${column} = ${regionCode}`
    : // Region codes are digits only (CHECK on every table), so a LIKE pattern cannot be smuggled in.
      sql`${column} like ${`${regionCode}%`}`

function grantCovers(actor: Actor, grant: ActorGrant, columns: ScopeColumns): SQL | undefined {
  const own = grant.ownOnly ? (columns.owner ? sql` and ${columns.owner} = ${actor.id}` : undefined) : sql``
  if (own === undefined) return undefined
  if (grant.scope === 'national') return sql`(true${own})`
  if (grant.scope === 'institution')
    return columns.institution && grant.institutionId
      ? sql`(${columns.institution} = ${grant.institutionId}${own})`
      : undefined
  if (!columns.region || !grant.regionCode || grant.jurisdictionIds.length === 0) return undefined
  return sql`(${inShards(columns.jurisdiction, grant.jurisdictionIds)} and ${within(columns.region, grant.regionCode)}${own})`
}

/** The SQL predicate "this row is covered by one of the actor's grants of this permission". */
export function visibleTo(actor: Actor, permission: PermissionCode, columns: ScopeColumns): SQL {
  const parts = actor.grants
    .filter((grant) => grant.permission === permission)
    .map((grant) => grantCovers(actor, grant, columns))
    .filter((part) => part !== undefined)
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`
}

/** The values of a row that say where it belongs. */
export interface RowScope {
  readonly jurisdictionId: number
  readonly regionCode?: string | null
  readonly institutionId?: string | null
  readonly createdBy?: string | null
}

/** `visibleTo` for a row in hand; a property test holds the two together. */
export const covers = (actor: Actor, permission: PermissionCode, columns: ScopeColumns, row: RowScope): boolean =>
  actor.grants.some((grant) => {
    if (grant.permission !== permission) return false
    if (grant.ownOnly && !(columns.owner && row.createdBy === actor.id)) return false
    if (grant.scope === 'national') return true
    if (grant.scope === 'institution')
      return Boolean(columns.institution && grant.institutionId && row.institutionId === grant.institutionId)
    return Boolean(
      columns.region &&
      grant.regionCode &&
      grant.jurisdictionIds.includes(row.jurisdictionId) &&
      row.regionCode?.startsWith(grant.regionCode),
    )
  })

/** Does an area grant of this permission cover the region? For rows that do not exist yet. */
export const coversRegion = (actor: Actor, permission: PermissionCode, regionCode: string): boolean =>
  actor.grants.some(
    (grant) =>
      grant.permission === permission &&
      (grant.scope === 'national' ||
        (grant.scope === 'area' && grant.regionCode !== null && regionCode.startsWith(grant.regionCode))),
  )

export function ensureHolds(actor: Actor, permission: PermissionCode): void {
  if (!actor.grants.some((grant) => grant.permission === permission))
    throw problem('permission-missing', { permission })
}
