import { accessReleaseRecord } from '@pandu-gempita/shared/access'
import { statesIn } from '../../kernel/record.ts'
import type { access, Account, MachineClient } from '@pandu-gempita/shared/access'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { sql } from 'drizzle-orm'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import type { Actor } from '../../kernel/actor.ts'
import { visibleTo } from '../../kernel/authorize.ts'
import { firstRow } from '../../kernel/db.ts'
import { newestFirst, readPage } from '../../kernel/page.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { notOver } from '../identity/public.ts'
import { regionPath } from '../regions/public.ts'
import { accountScope } from './doors.ts'

type Operations = (typeof access)['operations']

/**
 * Who reaches further than the administrator is not his to change: a village's administrator must not
 * become the head of the dinas by a new password for him.
 */
export function withinReach(actor: Actor, permission: PermissionCode, alias: string) {
  const areas = actor.grants.filter((grant) => grant.permission === permission)
  if (areas.some((grant) => grant.scope === 'national')) return sql`true`
  const inside = sql.join(
    areas.flatMap((grant) =>
      grant.regionCode ? [sql`coalesce(g.region_code, i.region_code, '') like ${`${grant.regionCode}%`}`] : [],
    ),
    sql` or `,
  )
  return sql`not exists (select 1 from grants g left join institutions i on i.jurisdiction_id = g.jurisdiction_id and i.id = g.institution_id
    where g.jurisdiction_id = ${sql.raw(alias)}.jurisdiction_id and g.account_id = ${sql.raw(alias)}.id and ${notOver} and not (${inside}))`
}

/** Of a grant `g`: what reaches no personal data was never in the queue. */
const RELEASE_STATUS = sql`coalesce((select w.status from access_releases w where w.jurisdiction_id = g.jurisdiction_id and w.id = g.release_id), 'released')`

const ACCOUNT = sql`a.id, a.user_name as "userName", a.display_name as "displayName", a.status,
  coalesce((select json_agg(json_build_object('id', g.id, 'role', g.role_code, 'permission', g.permission, 'scope', g.scope, 'regionCode', g.region_code,
      'institutionId', g.institution_id, 'validFrom', g.valid_from, 'validTo', g.valid_to, 'releaseStatus', ${RELEASE_STATUS}) order by g.created_at, g.id)
    from grants g where g.jurisdiction_id = a.jurisdiction_id and g.account_id = a.id), '[]') as grants,
  exists (select 1 from access_releases w where w.jurisdiction_id = a.jurisdiction_id and w.account_id = a.id and w.status in ${statesIn(accessReleaseRecord, 'pending')}) as "awaitsRelease",
  a.password_hash is null as "awaitsActivation",
  iso(a.last_sign_in_at) as "lastSignInAt", iso(a.created_at) as "createdAt", a.version`

export async function searchAccounts(context: ReadContext, { body }: InputOf<Operations['searchAccounts']>) {
  const { name } = body
  return readPage<Account>(
    context.db,
    body,
    [context.actor.id, name],
    newestFirst('a'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select ${ACCOUNT}, ${cursorColumns} from accounts a
      where a.kind = 'officer' and ${visibleTo(context.actor, 'account.read', accountScope('a'))}
        and ${name ? sql`(position(lower(${name}) in lower(a.display_name)) > 0 or position(lower(${name}) in a.user_name) > 0)` : sql`true`}
        and ${after} order by ${orderBy} ${limit}`,
  )
}

export async function getAccount(context: ReadContext, id: string): Promise<Account> {
  const account = await firstRow<Account>(
    context.db,
    sql`select ${ACCOUNT} from accounts a where a.kind = 'officer' and a.id = ${id} and ${visibleTo(context.actor, 'account.read', accountScope('a'))}`,
  )
  if (!account) throw problem('not-found')
  return account
}

const CLIENT = sql`a.id, a.user_name as "clientId", a.display_name as name, a.region_code as "regionCode", ${regionPath('a.region_code')} as "regionPath",
  coalesce((select json_agg(g.permission order by g.permission) from grants g where g.jurisdiction_id = a.jurisdiction_id and g.account_id = a.id and g.permission is not null), '[]') as permissions,
  coalesce((select w.status from access_releases w where w.jurisdiction_id = a.jurisdiction_id and w.account_id = a.id order by w.created_at desc, w.id desc limit 1), 'released') as "releaseStatus",
  a.client_secret_hash is null as "awaitsActivation", iso(a.revoked_at) as "revokedAt", iso(a.last_sign_in_at) as "lastUsedAt", iso(a.created_at) as "createdAt", a.version`

export async function listMachineClients(context: ReadContext, { query }: InputOf<Operations['listMachineClients']>) {
  return readPage<MachineClient>(
    context.db,
    query,
    [context.actor.id],
    newestFirst('a'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select ${CLIENT}, ${cursorColumns} from accounts a
      where a.kind = 'machine' and ${visibleTo(context.actor, 'client.manage', accountScope('a'))} and ${after} order by ${orderBy} ${limit}`,
  )
}

export async function getMachineClient(db: ReadContext['db'], actor: Actor, id: string): Promise<MachineClient> {
  const client = await firstRow<MachineClient>(
    db,
    sql`select ${CLIENT} from accounts a where a.kind = 'machine' and a.id = ${id} and ${visibleTo(actor, 'client.manage', accountScope('a'))}`,
  )
  if (!client) throw problem('not-found')
  return client
}
