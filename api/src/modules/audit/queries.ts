import type { AuditEntry, audit } from '@pandu-gempita/shared/audit'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { sql } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { readPage } from '../../kernel/page.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { mayAudit } from '../matters/public.ts'
import { latest } from '../timeline/public.ts'

type Operations = (typeof audit)['operations']

/** Entries without a region belong to the whole jurisdiction: seen by those whose grant covers all of it. */
export async function listAuditEntries(context: ReadContext, { query }: InputOf<Operations['listAuditEntries']>) {
  const { limit: _l, cursor: _c, ...filters } = query
  const scope = {
    ...scopeOf('e'),
    region: sql`coalesce(e.region_code, (select j.region_code from jurisdictions j where j.id = e.jurisdiction_id), '')`,
  }
  return readPage<AuditEntry>(
    context.db,
    query,
    [context.actor.id, filters],
    latest('e'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select e.id, iso(e.at) as at, e.actor_id as "actorId", e.actor_name as "actorName", e.actor_kind as "actorKind", e.operation,
        e.subject_type as "subjectType", e.subject_id as "subjectId", e.region_code as "regionCode", e.changes, e.request_id as "requestId", ${cursorColumns}
      from audit_entries e
      where ${visibleTo(context.actor, 'audit.read', scope)}
        and (e.matter_id is null or ${mayAudit(context.actor, { home: sql`e.jurisdiction_id`, matter: sql`e.matter_id`, people: [], scope })})
        and ${query.operation ? sql`e.operation = ${query.operation}` : sql`true`}
        and ${query.subjectId ? sql`e.subject_id = ${query.subjectId}` : sql`true`}
        and ${query.actorId ? sql`e.actor_id = ${query.actorId}` : sql`true`}
        and ${query.from ? sql`e.at >= ${query.from}` : sql`true`}
        and ${query.until ? sql`e.at < ${query.until}` : sql`true`}
        and ${after}
      order by ${orderBy} ${limit}`,
  )
}
