import { accessReleaseRecord } from '@pandu-gempita/shared/access'
import type { access, AccessRelease } from '@pandu-gempita/shared/access'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { personalPermissions, type PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql } from 'drizzle-orm'
import { firstRow, rows } from '../../kernel/db.ts'
import { newestFirst, readPage } from '../../kernel/page.ts'
import { problem } from '../../kernel/problem-error.ts'
import { allowedActions, scopedRead, statesIn } from '../../kernel/record.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { notOver } from '../identity/public.ts'
import { regionPath } from '../regions/public.ts'
import { releaseDoor } from './doors.ts'
import { holdsAll, type Reach } from './rules.ts'

type Operations = (typeof access)['operations']
export interface ReleaseRow extends Omit<AccessRelease, 'allowedActions' | 'permissions'> {
  jurisdictionId: number
  createdBy: string
  reaches: Reach[]
}

/** Grants that reach personal data, by permission, with the area that they open. Aliases `g`, `rp`, `i`. */
const personalGrants = sql`grants g left join role_permissions rp on rp.role_code = g.role_code
  left join institutions i on i.jurisdiction_id = g.jurisdiction_id and i.id = g.institution_id
  cross join lateral (select coalesce(g.permission, rp.permission) as permission, coalesce(g.region_code, i.region_code, '') as region_code) x`
const isPersonal = sql`x.permission = any(${sql.param(personalPermissions)}::text[])`
/** Not over: it has effect, or will have it. */
const released = sql`g.released_at is not null and ${notOver}`

/** What gives all that the account has, not only a grant of its own: somebody else could sit at it now. */
export const RENEWING = ['password', 'secret', 'reactivation'] as const

/** What a release opens: its own grants, or, where it renews, all that the account has. */
const opened = sql`g.jurisdiction_id = t.jurisdiction_id and g.account_id = t.account_id
  and (g.release_id = t.id or (t.kind = any(${sql.param(RENEWING)}::text[]) and ${released}))`

const columns = sql`t.jurisdiction_id as "jurisdictionId", t.id, t.kind, t.status, t.account_id as "accountId", a.kind as "accountKind", a.user_name as "userName",
  a.display_name as "displayName", t.region_code as "regionCode", case when t.region_code = '' then 'Indonesia' else ${regionPath('t.region_code')} end as "regionPath",
  coalesce((select json_agg(distinct g.role_code) from grants g where ${opened} and g.role_code is not null), '[]') as roles,
  coalesce((select json_agg(distinct jsonb_build_object('permission', x.permission, 'regionCode', x.region_code)) from ${personalGrants} where ${opened} and ${isPersonal}), '[]') as reaches,
  t.created_by as "requestedById", t.created_by as "createdBy", (select m.display_name from accounts m where m.id = t.created_by) as "requestedByName", iso(t.created_at) as "requestedAt",
  (select d.display_name from accounts d where d.id = t.decided_by) as "decidedByName", t.refusal_reason as "refusalReason", t.version`
const FROM = sql`from access_releases t join accounts a on a.jurisdiction_id = t.jurisdiction_id and a.id = t.account_id`

function toRelease(context: ReadContext, row: ReleaseRow): AccessRelease {
  const { jurisdictionId: _j, createdBy: _c, reaches, ...release } = row
  const mayGive = holdsAll(context.actor.grants, reaches)
  return {
    ...release,
    permissions: personalPermissions.filter((code) => reaches.some(({ permission }) => permission === code)),
    // Who releases holds all that is released, over all of the area.
    allowedActions: allowedActions(context, releaseDoor, row).map((one) =>
      one.action === 'releaseAccess' && one.allowed && !mayGive
        ? { action: one.action, allowed: false, reason: 'permission' as const }
        : one,
    ),
  }
}

export async function listAccessReleases(context: ReadContext, { query }: InputOf<Operations['listAccessReleases']>) {
  const { limit: _l, cursor: _c, ...filters } = query
  const page = await readPage<ReleaseRow>(
    context.db,
    query,
    [context.actor.id, filters],
    newestFirst('t'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select ${columns}, ${cursorColumns} ${FROM} where ${scopedRead(releaseDoor, context.actor)}
        and ${query.status ? sql`t.status = ${query.status}` : sql`true`} and ${after} order by ${orderBy} ${limit}`,
  )
  return { items: page.items.map((row) => toRelease(context, row)), nextCursor: page.nextCursor }
}

export async function findRelease(context: ReadContext, id: string): Promise<ReleaseRow> {
  const row = await firstRow<ReleaseRow>(
    context.db,
    sql`select ${columns} ${FROM} where t.id = ${id} and ${scopedRead(releaseDoor, context.actor)}`,
  )
  if (!row) throw problem('not-found')
  return row
}

export const getRelease = async (context: ReadContext, id: string): Promise<AccessRelease> =>
  toRelease(context, await findRelease(context, id))

/** Does the account reach personal data now, by whatever has been released? */
export const hasPersonalAccess = async (
  context: ReadContext,
  account: { readonly jurisdiction_id: number; readonly id: string },
): Promise<boolean> => {
  const found = await rows(
    context.db,
    sql`select 1 from ${personalGrants} where g.jurisdiction_id = ${account.jurisdiction_id} and g.account_id = ${account.id} and ${released} and ${isPersonal} limit 1`,
  )
  return found.length > 0
}

/** What the account holds, will hold, or may be given by what still waits; by permission. */
export const permissionsHeld = async (
  context: ReadContext,
  account: { readonly jurisdiction_id: number; readonly id: string },
): Promise<PermissionCode[]> => {
  const found = await rows<{ permission: PermissionCode }>(
    context.db,
    sql`select distinct x.permission from ${personalGrants} where g.jurisdiction_id = ${account.jurisdiction_id} and g.account_id = ${account.id} and ${notOver} order by 1`,
  )
  return found.map(({ permission }) => permission)
}

/** Does anything of the account wait for a second person? */
export const isWaiting = async (
  context: ReadContext,
  account: { readonly jurisdiction_id: number; readonly id: string },
): Promise<boolean> => {
  const found = await rows(
    context.db,
    sql`select 1 from access_releases w where w.jurisdiction_id = ${account.jurisdiction_id} and w.account_id = ${account.id} and w.status in ${statesIn(accessReleaseRecord, 'pending')} limit 1`,
  )
  return found.length > 0
}
