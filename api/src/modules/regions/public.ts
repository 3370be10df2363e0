/** What other modules may ask of regions. */
import { nationalTimeZone } from '@pandu-gempita/shared/time-zones'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import type { OfficeContact } from '@pandu-gempita/shared/regions'
import { sql } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { coversRegion } from '../../kernel/authorize.ts'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { atHome } from '../../kernel/home.ts'
import { fieldProblem } from '../../kernel/problem-error.ts'

export interface Placed {
  readonly jurisdictionId: number
  readonly regionCode: string
  readonly regionPath: string
}

/**
 * Where a new row belongs: the region must exist (422 unknown-region) and lie in an area that the
 * actor holds the permission for (422 outside-your-area). Gives the shard that the region is in.
 */
export async function placeIn(
  db: Queryable,
  actor: Actor,
  permission: PermissionCode,
  regionCode: string,
  pointer: string,
  levels: readonly number[] = [4],
): Promise<Placed> {
  const found = await firstRow<{ level: number; path: string; jurisdiction_id: number | null }>(
    db,
    sql`select r.level, r.path, (select j.id from jurisdictions j where j.region_code is not null and r.code like j.region_code || '%' order by length(j.region_code) desc limit 1) as jurisdiction_id
        from regions r where r.code = ${regionCode} and r.valid_to is null`,
  )
  if (!found || !levels.includes(found.level)) throw fieldProblem('unknown-region', pointer)
  if (found.jurisdiction_id === null || !coversRegion(actor, permission, regionCode))
    throw fieldProblem('outside-your-area', pointer)
  return { jurisdictionId: found.jurisdiction_id, regionCode, regionPath: found.path }
}

/** A region of today, wherever it is. */
export const findRegion = (db: Queryable, code: string): Promise<{ path: string } | undefined> =>
  firstRow<{ path: string }>(db, sql`select path from regions where code = ${code} and valid_to is null`)

/** Names from the region up to its province, as a scalar subquery. */
export const regionPath = (column: string) =>
  sql<string>`coalesce((select rp.path from regions rp where rp.code = ${sql.raw(column)}), ${sql.raw(column)})`

/** The clock of an office. */
export async function officeZone(db: Queryable, jurisdictionId: number): Promise<string> {
  const found = await firstRow<{ zone: string }>(
    db,
    sql`select time_zone as zone from jurisdictions where id = ${jurisdictionId}`,
  )
  return found?.zone ?? nationalTimeZone
}

/** The office that a citizen of a region turns to: that of the village, else the next one above it that has said how. */
export const officeOf = async (
  db: Queryable,
  jurisdictionId: number,
  regionCode: string,
): Promise<OfficeContact | null> =>
  (await firstRow<OfficeContact>(
    db,
    sql`select o.region_code as "regionCode", ${regionPath('o.region_code')} as "regionPath", o.name, o.phone, o.hours, o.address from office_contacts o
        where o.jurisdiction_id = ${atHome(jurisdictionId)} and ${regionCode} like o.region_code || '%' order by length(o.region_code) desc limit 1`,
  )) ?? null
