import { accountRecord } from '@pandu-gempita/shared/access'
import { statesIn } from '../../kernel/record.ts'
import { sql } from 'drizzle-orm'
import type { Actor, ActorGrant } from '../../kernel/actor.ts'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { GRANTS } from './effective-grants.ts'

/** The account with what it may do now, for work that goes on without a request of it; undefined when it may do nothing any more. */
export async function actorOf(db: Queryable, jurisdictionId: number, accountId: string): Promise<Actor | undefined> {
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
    grants: row.grants ?? [],
    sessionHash: null,
    mustChangePassword: false,
  }
}
