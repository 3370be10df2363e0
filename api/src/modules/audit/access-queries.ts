/** "Who has looked" across persons, for who investigates: by account, person, case and time. */
import { mostLogRows, type AccessLogEntry, type audit } from '@pandu-gempita/shared/audit'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { csvCell } from '@pandu-gempita/shared/csv'
import { sql, type SQL } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { rows } from '../../kernel/db.ts'
import type { UploadContext } from '../../kernel/handlers.ts'
import { officeToday } from '../../kernel/office-day.ts'
import { readPage, type PageRequest } from '../../kernel/page.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { mayAudit } from '../matters/public.ts'
import { bearersOf } from '../persons/public.ts'
import { officeZone } from '../regions/public.ts'
import { latest } from '../timeline/public.ts'
import { ACCESS_HEADER, accessLine } from './access-words.ts'
import { countRows, filesOf, tellTaken } from './taken.ts'

type Operations = (typeof audit)['operations']
type Filters = InputOf<Operations['downloadAccessLog']>['body']

/** An entry belongs where its person lives; what is no person belongs to the whole jurisdiction. */
const PERSON = sql`(select p.region_code from persons p where p.jurisdiction_id = l.jurisdiction_id and p.id = l.subject_id)`
const scope = {
  jurisdiction: sql`l.jurisdiction_id`,
  region: sql`coalesce(${PERSON}, (select j.region_code from jurisdictions j where j.id = l.jurisdiction_id), '')`,
}

/** A case, its referrals, whom it is about and who reported: whoever looked at one of them has seen something of it. */
async function partsOfCase(context: ReadContext, ticket: string): Promise<string[]> {
  const of = {
    home: sql`c.jurisdiction_id`,
    matter: sql`c.id`,
    people: [sql`c.subject_person_id`, sql`c.reporter_person_id`],
    scope: scopeOf('c'),
  }
  // The people of a confidential case are not found by its ticket: they would be named by that.
  const open = sql`c.confidential is null`
  const visible = sql`${visibleTo(context.actor, 'access-log.read', of.scope)} and ${mayAudit(context.actor, of)}`
  const found = await rows<{ id: string | null }>(
    context.db,
    sql`with c as (select c.jurisdiction_id, c.id, case when ${open} then c.reporter_person_id end as reporter_person_id, case when ${open} then c.subject_person_id end as subject_person_id from complaints c where c.ticket = ${ticket.trim().toUpperCase()} and ${visible})
      select unnest(array[c.id, c.reporter_person_id, c.subject_person_id]) as id from c
      union select r.id from c join referrals r on r.jurisdiction_id = c.jurisdiction_id and r.complaint_id = c.id`,
  )
  return found.flatMap(({ id }) => (id === null ? [] : [id]))
}

interface Question {
  readonly filters: Filters
  /** Whose entries are asked for; undefined for everybody's. */
  readonly subjects: readonly string[] | undefined
  readonly bearer: string | null
}

/** The numbers of the question become ids once, not in every page. */
async function asked(context: ReadContext, filters: Filters): Promise<Question> {
  const bearers = filters.nik === undefined ? undefined : await bearersOf(context, 'access-log.read', filters.nik)
  const parts = filters.ticket === undefined ? undefined : await partsOfCase(context, filters.ticket)
  const lists = [bearers, parts, filters.personId === undefined ? undefined : [filters.personId]].filter(
    (list) => list !== undefined,
  )
  const [first, ...others] = lists
  const subjects = first?.filter((id) => others.every((list) => list.includes(id)))
  return { filters, subjects, bearer: bearers?.[0] ?? filters.personId ?? null }
}

const matching = (context: ReadContext, { filters, subjects }: Question): SQL => sql`
  ${visibleTo(context.actor, 'access-log.read', scope)}
  and (l.matter_id is null or ${mayAudit(context.actor, { home: sql`l.jurisdiction_id`, matter: sql`l.matter_id`, people: [], scope })})
  and ${filters.accountId ? sql`l.actor_id = ${filters.accountId}` : sql`true`}
  and ${filters.actorName ? sql`position(lower(${filters.actorName}) in lower(l.actor_name)) > 0` : sql`true`}
  and ${subjects ? sql`l.subject_id = any(${sql.param(subjects)}::uuid[])` : sql`true`}
  and ${filters.from ? sql`l.at >= ${filters.from}` : sql`true`}
  and ${filters.until ? sql`l.at < ${filters.until}` : sql`true`}`

const read = (context: ReadContext, question: Question, page: PageRequest) =>
  readPage<AccessLogEntry>(
    context.db,
    page,
    [context.actor.id, question.filters],
    latest('l'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select l.id, iso(l.at) as at, l.actor_id as "actorId", l.actor_name as "actorName", l.operation, l.subject_id as "subjectId",
        case when ${PERSON} is null then 'other' else 'person' end as "subjectKind", l.fields, l.reason, l.request_id as "requestId", ${cursorColumns}
      from access_log l
      where ${matching(context, question)} and ${after}
      order by ${orderBy} ${limit}`,
  )

export const searchAccessLog = async (
  context: ReadContext,
  { body: { limit, cursor, ...filters } }: InputOf<Operations['searchAccessLog']>,
) =>
  read(context, await asked(context, filters), {
    ...(limit !== undefined && { limit }),
    ...(cursor !== undefined && { cursor }),
  })

export async function downloadAccessLog(context: UploadContext, { body }: InputOf<Operations['downloadAccessLog']>) {
  const question = await asked(context, body)
  const first = await read(context, question, filesOf.firstPage)
  const line = accessLine(await officeZone(context.db, context.actor.jurisdictionId))
  const count = await countRows(context.db, sql`access_log l where ${matching(context, question)}`)
  await tellTaken(context, 'access_log', body, { count, subjectPersonId: question.bearer })
  async function* lines(): AsyncGenerator<string> {
    // A byte order mark, so that spreadsheets read UTF-8.
    yield `\ufeff${ACCESS_HEADER.join(';')}\r\n`
    for await (const page of filesOf.pages(first, mostLogRows, (request) => read(context, question, request)))
      yield page.map((row) => `${line(row).map(csvCell).join(';')}\r\n`).join('')
  }
  const today = await officeToday(context, context.actor.jurisdictionId)
  return { fileName: `siapa-melihat-data-${today}.csv`, bytes: lines() }
}
