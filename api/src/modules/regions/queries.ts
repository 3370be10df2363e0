import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { Jurisdiction, Region, regions } from '@pandu-gempita/shared/regions'
import { sql } from 'drizzle-orm'
import { firstRow, rows, type Queryable } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'

type Operations = (typeof regions)['operations']

const COLUMNS = sql`r.code, r.level, r.kind, r.name, r.path, r.parent_code as "parentCode"`

/** Exact code first, then names that start with the text, then names that hold it; villages after the places they are in. */
export async function searchRegions(
  db: Queryable,
  { query }: InputOf<Operations['searchRegions']>,
): Promise<{ items: Region[] }> {
  const text = query.query.trim().toLowerCase()
  const code = text.replaceAll('.', '')
  const pattern = text.replace(/[\\%_]/g, '\\$&')
  const match = /^[1-9][0-9]{1,9}$/.test(code)
    ? sql`r.code like ${`${code}%`}`
    : sql`lower(r.name) like ${`%${pattern}%`}`
  const items = await rows<Region>(
    db,
    sql`select ${COLUMNS} from regions r
        where ${match} and r.valid_to is null
          and ${query.within ? sql`r.code like ${`${query.within}%`}` : sql`true`}
          and ${query.level ? sql`r.level = ${query.level}` : sql`true`}
        order by (lower(r.name) = ${text}) desc, (lower(r.name) like ${`${pattern}%`}) desc, r.level, length(r.name), r.code
        limit ${query.limit ?? 20}`,
  )
  return { items }
}

export async function listChildRegions(db: Queryable, parent: string | undefined): Promise<{ items: Region[] }> {
  return {
    items: await rows<Region>(
      db,
      sql`select ${COLUMNS} from regions r where ${parent ? sql`r.parent_code = ${parent}` : sql`r.parent_code is null`} and r.valid_to is null order by r.name, r.code`,
    ),
  }
}

export async function getRegion(db: Queryable, code: string): Promise<Region> {
  const region = await firstRow<Region>(db, sql`select ${COLUMNS} from regions r where r.code = ${code}`)
  if (!region) throw problem('not-found')
  return region
}

export async function listJurisdictions(db: Queryable): Promise<{ items: Jurisdiction[] }> {
  return {
    items: await rows<Jurisdiction>(
      db,
      sql`select id, kind, region_code as "regionCode", name, time_zone as "timeZone" from jurisdictions order by id`,
    ),
  }
}
