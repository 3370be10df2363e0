import type { Session } from '@pandu-gempita/shared/identity'
import { sql } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { effective } from './effective-grants.ts'

/** What the screens need to know of the caller. Grants are read afresh, so a change shows at once. */
export async function readSession(db: Queryable, actor: Actor): Promise<Session> {
  const session = await firstRow<Session>(
    db,
    sql`select a.id as "accountId", a.kind, a.user_name as "userName", a.display_name as "displayName", a.must_change_password as "mustChangePassword",
          json_build_object('id', j.id, 'kind', j.kind, 'regionCode', j.region_code, 'name', j.name, 'timeZone', j.time_zone) as jurisdiction,
          coalesce((select json_agg(json_build_object('role', g.role_code, 'scope', g.scope, 'regionCode', g.region_code, 'institutionId', g.institution_id,
              'scopeName', coalesce(r.path, i.name, 'Nasional')) order by g.created_at)
            from grants g left join regions r on r.code = g.region_code left join institutions i on i.id = g.institution_id and i.jurisdiction_id = g.jurisdiction_id
            where g.account_id = a.id and g.jurisdiction_id = a.jurisdiction_id and ${effective}), '[]') as roles,
          coalesce((select json_agg(distinct coalesce(g.permission, rp.permission)) from grants g left join role_permissions rp on rp.role_code = g.role_code
            where g.account_id = a.id and g.jurisdiction_id = a.jurisdiction_id and ${effective} and (s.scope is null or coalesce(g.permission, rp.permission) = any(s.scope))), '[]') as permissions,
          iso(s.expires_at) as "expiresAt"
        from accounts a join jurisdictions j on j.id = a.jurisdiction_id join sessions s on s.token_hash = ${actor.sessionHash}
        where a.jurisdiction_id = ${actor.jurisdictionId} and a.id = ${actor.id}`,
  )
  if (!session) throw problem('not-signed-in')
  return session
}

/** An officer by the id of his account, to say whom a case is kept from. */
export const findAccount = (context: ReadContext, id: string): Promise<{ name: string } | undefined> =>
  firstRow<{ name: string }>(
    context.db,
    sql`select display_name as name from accounts where id = ${id} and kind = 'officer'`,
  )
