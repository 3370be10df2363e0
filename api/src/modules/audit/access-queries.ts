/** "Who has looked" across persons, for who investigates: by account and time. */
import { mostAccessRows, type AccessLogEntry, type audit } from '@pandu-gempita/shared/audit'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { sql } from 'drizzle-orm'
import { visibleTo } from '../../kernel/authorize.ts'
import { csvCell } from '../../kernel/csv.ts'
import { officeToday } from '../../kernel/office-day.ts'
import { readPage, type PageRequest } from '../../kernel/page.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { officeZone } from '../regions/public.ts'
import { mayAudit } from '../matters/public.ts'
import { ACCESS_HEADER, accessLine } from './access-words.ts'
import { latest } from '../timeline/public.ts'

type Operations = (typeof audit)['operations']
type Filters = InputOf<Operations['downloadAccessLog']>['body']

/** An entry belongs where its person lives; what is no person belongs to the whole jurisdiction. */
const PERSON = sql`(select p.region_code from persons p where p.jurisdiction_id = l.jurisdiction_id and p.id = l.subject_id)`
const scope = {
  jurisdiction: sql`l.jurisdiction_id`,
  region: sql`coalesce(${PERSON}, (select j.region_code from jurisdictions j where j.id = l.jurisdiction_id), '')`,
}

const read = (context: ReadContext, filters: Filters, page: PageRequest) =>
  readPage<AccessLogEntry>(
    context.db,
    page,
    [context.actor.id, filters],
    latest('l'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select l.id, iso(l.at) as at, l.actor_id as "actorId", l.actor_name as "actorName", l.operation, l.subject_id as "subjectId",
        case when ${PERSON} is null then 'other' else 'person' end as "subjectKind", l.fields, l.reason, l.request_id as "requestId", ${cursorColumns}
      from access_log l
      where ${visibleTo(context.actor, 'access-log.read', scope)}
        and (l.matter_id is null or ${mayAudit(context.actor, { home: sql`l.jurisdiction_id`, matter: sql`l.matter_id`, people: [], scope })})
        and ${filters.accountId ? sql`l.actor_id = ${filters.accountId}` : sql`true`}
        and ${filters.actorName ? sql`position(lower(${filters.actorName}) in lower(l.actor_name)) > 0` : sql`true`}
        and ${filters.personId ? sql`l.subject_id = ${filters.personId}` : sql`true`}
        and ${filters.from ? sql`l.at >= ${filters.from}` : sql`true`}
        and ${filters.until ? sql`l.at < ${filters.until}` : sql`true`}
        and ${after}
      order by ${orderBy} ${limit}`,
  )

export const searchAccessLog = (
  context: ReadContext,
  { body: { limit, cursor, ...filters } }: InputOf<Operations['searchAccessLog']>,
) => read(context, filters, { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) })

export async function downloadAccessLog(context: ReadContext, { body }: InputOf<Operations['downloadAccessLog']>) {
  const first = await read(context, body, { limit: 1_000 })
  const line = accessLine(await officeZone(context.db, context.actor.jurisdictionId))
  async function* lines(): AsyncGenerator<string> {
    // A byte order mark, so that spreadsheets read UTF-8.
    yield `\ufeff${ACCESS_HEADER.join(';')}\r\n`
    let told = 0
    for (let page = first; ;) {
      yield page.items.map((row) => `${line(row).map(csvCell).join(';')}\r\n`).join('')
      told += page.items.length
      if (page.nextCursor === null || told >= mostAccessRows) return
      page = await read(context, body, { limit: 1_000, cursor: page.nextCursor })
    }
  }
  const today = await officeToday(context, context.actor.jurisdictionId)
  return { fileName: `siapa-melihat-apa-${today}.csv`, bytes: lines() }
}
