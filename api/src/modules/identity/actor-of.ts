import { accountRecord } from '@pandu-gempita/shared/access'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { statesIn } from '../../kernel/record.ts'
import { sql } from 'drizzle-orm'
import type { Actor, ActorGrant } from '../../kernel/actor.ts'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { GRANTS } from './effective-grants.ts'

export type Scope = readonly PermissionCode[] | null
/** What is left of grants when a token was narrowed (RFC 6749 3.3); null: it was not. */
export const narrowedTo = (scope: Scope, grants: readonly ActorGrant[]): readonly ActorGrant[] =>
  scope === null ? grants : grants.filter(({ permission }) => scope.includes(permission))

/** What the token in use was narrowed to, for what is to go on when it has ended. */
export const scopeOfToken = async (db: Queryable, { sessionHash }: Actor): Promise<Scope> =>
  (
    await firstRow<{ scope: PermissionCode[] | null }>(
      db,
      sql`select scope from sessions where token_hash = ${sessionHash}`,
    )
  )?.scope ?? null

/**
 * The account with what it may do now, for work that goes on without a request of it; undefined when it may do nothing any
 * more. Made by a narrowed token, it does no more than that token could.
 */
export async function actorOf(
  db: Queryable,
  jurisdictionId: number,
  accountId: string,
  scope: Scope,
): Promise<Actor | undefined> {
  const row = await firstRow<{ kind: 'officer' | 'machine'; display_name: string; grants: ActorGrant[] | null }>(
    db,
    sql`select a.kind, a.display_name, (${GRANTS}) as grants from accounts a
        where a.jurisdiction_id = ${jurisdictionId} and a.id = ${accountId} and a.status in ${statesIn(accountRecord, 'active')} and a.revoked_at is null`,
  )
  if (!row) return undefined
  return {
    id: accountId,
    kind: row.kind,
    name: row.display_name,
    jurisdictionId,
    grants: narrowedTo(scope, row.grants ?? []),
    sessionHash: null,
    mustChangePassword: false,
  }
}
