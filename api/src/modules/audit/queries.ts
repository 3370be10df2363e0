import { mostLogRows, type AuditEntry, type audit } from '@pandu-gempita/shared/audit'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { sql, type SQL } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import type { UploadContext } from '../../kernel/handlers.ts'
import { readPage, type PageRequest } from '../../kernel/page.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { mayAudit } from '../matters/public.ts'
import { latest } from '../timeline/public.ts'
import { countRows, filesOf, tellTaken } from './taken.ts'

type Operations = (typeof audit)['operations']
type Filters = InputOf<Operations['downloadAuditEntries']>['body']

/** Entries without a region belong to the whole jurisdiction: seen by those whose grant covers all of it. */
const scope = {
  ...scopeOf('e'),
  region: sql`coalesce(e.region_code, (select j.region_code from jurisdictions j where j.id = e.jurisdiction_id), '')`,
}

const matching = (context: ReadContext, filters: Filters): SQL => sql`
  ${visibleTo(context.actor, 'audit.read', scope)}
  and (e.matter_id is null or ${mayAudit(context.actor, { home: sql`e.jurisdiction_id`, matter: sql`e.matter_id`, people: [], scope })})
  and ${filters.operation ? sql`e.operation = ${filters.operation}` : sql`true`}
  and ${filters.subjectType ? sql`e.subject_type = ${filters.subjectType}` : sql`true`}
  and ${filters.subjectId ? sql`e.subject_id = ${filters.subjectId}` : sql`true`}
  and ${filters.actorId ? sql`e.actor_id = ${filters.actorId}` : sql`true`}
  and ${filters.actorName ? sql`position(lower(${filters.actorName}) in lower(e.actor_name)) > 0` : sql`true`}
  and ${filters.from ? sql`e.at >= ${filters.from}` : sql`true`}
  and ${filters.until ? sql`e.at < ${filters.until}` : sql`true`}`

const read = (context: ReadContext, filters: Filters, page: PageRequest) =>
  readPage<AuditEntry>(
    context.db,
    page,
    [context.actor.id, filters],
    latest('e'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select e.id, iso(e.at) as at, e.actor_id as "actorId", e.actor_name as "actorName", e.actor_kind as "actorKind", e.operation,
        e.subject_type as "subjectType", e.subject_id as "subjectId", e.region_code as "regionCode", e.changes, e.request_id as "requestId", ${cursorColumns}
      from audit_entries e
      where ${matching(context, filters)} and ${after}
      order by ${orderBy} ${limit}`,
  )

const search = (context: ReadContext, { limit, cursor, ...filters }: Filters & PageRequest) =>
  read(context, filters, { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) })

export const listAuditEntries = (context: ReadContext, { query }: InputOf<Operations['listAuditEntries']>) =>
  search(context, query)
export const searchAuditEntries = (context: ReadContext, { body }: InputOf<Operations['searchAuditEntries']>) =>
  search(context, body)

/** Told in the log that it is taken from before the first byte leaves; that entry is not in the file. */
export async function downloadAuditEntries(
  context: UploadContext,
  { body }: InputOf<Operations['downloadAuditEntries']>,
) {
  const first = await read(context, body, filesOf.firstPage)
  const count = await countRows(context.db, sql`audit_entries e where ${matching(context, body)}`)
  await tellTaken(context, 'audit_log', body, { count, subjectPersonId: null })
  async function* lines(): AsyncGenerator<string> {
    for await (const page of filesOf.pages(first, mostLogRows, (request) => read(context, body, request)))
      yield page.map((entry) => `${JSON.stringify(entry)}\n`).join('')
  }
  return lines()
}
