import { complaintRecord, REOPEN_DAYS, type Outcome } from '@pandu-gempita/shared/complaint-record'
import type { complaints, Complaint, ComplaintSummary } from '@pandu-gempita/shared/complaints'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import type { StateOf } from '@pandu-gempita/shared/contract/record'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import { sql, type SQL } from 'drizzle-orm'
import { visibleTo, within } from '../../kernel/authorize.ts'
import { firstRow, rows } from '../../kernel/db.ts'
import { sha256 } from '../../kernel/digest.ts'
import { atHome, homeIn, isRow, isRowAt, rowHome } from '../../kernel/home.ts'
import { newestFirst, readPage, type Keyset } from '../../kernel/page.ts'
import { todayIn } from '../../kernel/office-day.ts'
import { problem, ProblemError } from '../../kernel/problem-error.ts'
import { allowedActions, scopedRead, statesIn } from '../../kernel/record.ts'
import type { ReadContext, UnitOfWork } from '../../kernel/unit-of-work.ts'
import { accusedJson } from '../matters/public.ts'
import { desilOf, isDead } from '../persons/public.ts'
import { regionPath } from '../regions/public.ts'
import { contactOf } from './contact.ts'
import { complaintDoor, endedBy, endingAskedBy, openReferrals, shownOf, tellsReporter } from './door.ts'
import { possibleOutcomes, ticketPattern, type Shown } from './rules.ts'

type Operations = (typeof complaints)['operations']
type ComplaintState = StateOf<typeof complaintRecord>

const reasonList = (reasons: readonly string[]): SQL =>
  sql.raw(`(${reasons.map((reason) => `'${reason}'`).join(', ')})`)
const waitsForApproval = (home: SQL): SQL =>
  sql`(t.status in ${statesIn(complaintRecord, 'away')} and not exists (select 1 from referrals r where r.jurisdiction_id = ${home} and r.complaint_id = t.id and r.status in ${statesIn(referralRecord, 'withInstitution')}))`
const summary = (
  home: SQL,
): SQL => sql`t.id, t.ticket, t.status, t.kind, t.sector, t.topic, t.programme_owner as "programmeOwner", t.channel, t.urgency, t.region_code as "regionCode",
  ${regionPath('t.region_code')} as "regionPath", t.confidential, iso(t.due_at) as "dueAt", t.due_step as "dueStep", ${waitsForApproval(home)} as "waitsForApproval", iso(t.created_at) as "createdAt", iso(t.updated_at) as "updatedAt",
  t.created_by as "createdById", t.created_by_name as "createdByName", t.version`

const stepFrom = (step: 'reopen'): SQL => reasonList(complaintRecord.steps[step].from)
const nameOfReporter = (home: SQL): SQL =>
  sql`coalesce(t.reporter_name, (select p.name from persons p where p.jurisdiction_id = ${home} and p.id = t.reporter_person_id))`
/** Who reported a confidential case is shown to nobody but by `revealReporter`. */
const reporterName = (home: SQL): SQL => sql`case when t.confidential is null then ${nameOfReporter(home)} end`
const TELLS_REPORTER = tellsReporter('t')

const byDue: Keyset = {
  keys: [
    { expression: sql`coalesce(t.due_at, timestamptz '9999-12-31 00:00:00+00')`, cast: 'timestamptz' },
    { expression: sql`t.id`, cast: 'uuid' },
  ],
  direction: 'asc',
}

interface SummaryRow extends ComplaintSummary {
  jurisdictionId: number
  reporterPersonId: string | null
}

export async function listComplaints(context: ReadContext, { query }: InputOf<Operations['listComplaints']>) {
  const { limit: _l, cursor: _c, ...filters } = query
  const page = await readPage<SummaryRow>(
    context.db,
    query,
    [context.actor.id, filters],
    query.order === 'due' ? byDue : newestFirst('t'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select t.jurisdiction_id as "jurisdictionId", ${summary(rowHome('t'))}, ${reporterName(rowHome('t'))} as "reporterName", case when t.confidential is null then t.reporter_person_id end as "reporterPersonId", ${cursorColumns} from complaints t
      where ${scopedRead(complaintDoor, context.actor)}
        and ${query.status && query.status.length > 0 ? sql`t.status = any(${sql.param(query.status)}::text[])` : sql`true`}
        and ${query.sector ? sql`t.sector = ${query.sector}` : sql`true`}
        and ${query.urgency ? sql`t.urgency = ${query.urgency}` : sql`true`}
        and ${query.regionCode ? within(sql`t.region_code`, query.regionCode) : sql`true`}
        and ${query.ticket ? sql`t.ticket = ${query.ticket.trim().toUpperCase()}` : sql`true`}
        and ${query.personId ? sql`(t.subject_person_id = ${query.personId} and not ${TELLS_REPORTER} or t.reporter_person_id = ${query.personId} and t.confidential is null)` : sql`true`}
        and ${query.overdue === undefined ? sql`true` : query.overdue ? sql`t.due_at < ${context.now.toISOString()}` : sql`(t.due_at is null or t.due_at >= ${context.now.toISOString()})`}
        and ${after} order by ${orderBy} ${limit}`,
  )
  for (const shard of new Set(page.items.map((item) => item.jurisdictionId)))
    context.recordAccess({
      jurisdictionId: shard,
      // The case, and the person whose name stands beside it.
      subjectIds: page.items
        .filter((item) => item.jurisdictionId === shard)
        .flatMap(({ id, reporterPersonId }) => (reporterPersonId === null ? [id] : [id, reporterPersonId])),
      fields: ['complaint_summary'],
    })
  return {
    items: page.items.map(({ jurisdictionId: _shard, reporterPersonId: _person, ...item }) => item),
    nextCursor: page.nextCursor,
  }
}

interface ComplaintRow extends Omit<Complaint, 'allowedActions' | 'possibleOutcomes'> {
  shown: Shown
  jurisdictionId: number
  createdBy: string
  submittedBy: string | null
  screenedBy: string | null
  registeredAt: string | null
  reviewedAt: string | null
  endingAskedBy: string | null
  endedBy: string[]
  openReferrals: number
}

async function findRow(context: ReadContext, id: string, seen = false): Promise<ComplaintRow> {
  const home = homeIn(id, 't')
  const row = await firstRow<ComplaintRow>(
    context.db,
    sql`select t.jurisdiction_id as "jurisdictionId", ${summary(home)}, t.story, t.created_by as "createdBy", t.submitted_by as "submittedBy", t.screened_by as "screenedBy", iso(t.registered_at) as "registeredAt", iso(t.reviewed_at) as "reviewedAt", ${endingAskedBy(home)} as "endingAskedBy", ${endedBy(home)} as "endedBy", ${openReferrals(home)} as "openReferrals",
          json_build_object('kind', t.reporter_kind, 'personId', case when t.confidential is null then t.reporter_person_id end, 'name', ${reporterName(home)}, 'phone', case when t.confidential is null then t.reporter_phone end,
            'masked', t.confidential is not null and t.reporter_kind <> 'anonymous', 'sex', coalesce(t.reporter_sex, (select p.sex from persons p where p.jurisdiction_id = ${home} and p.id = t.reporter_person_id))) as reporter,
          (select json_build_object('personId', p.id, 'name', p.name, 'age', age_in_years(p.birth_date, p.birth_year_estimated, ${todayIn(home, context.now)}), 'deceased', ${isDead(sql`p.id`, home)},
              'desil', ${desilOf(sql`p.id`, (alias) => sql`${rowHome(alias)} = ${home}`)})
            from persons p where p.jurisdiction_id = ${home} and p.id = t.subject_person_id and not ${TELLS_REPORTER}) as subject,
          t.programme_code as "programmeCode", ${accusedJson({ home, matter: sql`t.id` })} as accused,
          case when t.screening_result is not null then json_build_object('result', t.screening_result, 'note', t.screening_note, 'at', iso(t.screened_at)) end as screening,
          case when t.delivered is not null then json_build_object('what', t.delivered, 'on', t.delivered_on) end as delivered, t.told_how as told, ${shownOf(home)} as shown,
          t.outcome, t.outcome_note as "outcomeNote", t.status_reason as "statusReason", t.public_note as "publicNote", t.duplicate_of_id as "duplicateOfId",
          coalesce((select json_agg(json_build_object('id', r.id, 'institutionName', r.institution_name, 'status', r.status, 'result', r.result, 'resultNote', r.result_note, 'createdAt', iso(r.created_at), 'updatedAt', iso(r.updated_at), 'dueAt', iso(r.due_at)) order by r.created_at)
            from referrals r where r.jurisdiction_id = ${home} and r.complaint_id = t.id), '[]') as referrals,
          (select json_build_object('kind', e.kind, 'reason', e.reason, 'askedByName', e.asked_by_name, 'askedAt', iso(e.asked_at)) from complaint_endings e where e.jurisdiction_id = ${home} and e.complaint_id = t.id and e.decided_at is null) as ending,
          case when t.confidential is not null and (t.status in ${statesIn(complaintRecord, 'rejected')} or t.reviewed_at is not null) then json_build_object('dueAt', case when t.due_step = 'review' then iso(t.due_at) end, 'at', iso(t.reviewed_at), 'upheld', case when t.reviewed_at is not null then t.status in ${statesIn(complaintRecord, 'rejected')} end, 'note', t.review_note) end as review,
          iso(t.resolved_at) as "resolvedAt", iso(t.closed_at) as "closedAt"
        from complaints t where ${isRow(id, 't')} and ${seen ? sql`true` : scopedRead(complaintDoor, context.actor, home)}`,
  )
  if (!row) throw problem('not-found')
  return row
}

/** @param seen by a step that the caller has just taken: it may be what hides the case from him from now on */
export async function getComplaint(context: ReadContext, id: string, seen = false): Promise<Complaint> {
  const row = await findRow(context, id, seen)
  const {
    jurisdictionId,
    createdBy: _c,
    submittedBy: _s,
    screenedBy: _n,
    registeredAt: _g,
    reviewedAt: _r,
    endingAskedBy: _e,
    endedBy: _b,
    openReferrals: _o,
    shown,
    ...complaint
  } = row
  const people = [complaint.reporter.personId, complaint.subject?.personId ?? null].filter((person) => person !== null)
  context.recordAccess({
    jurisdictionId,
    subjectIds: [...new Set([id, ...people])],
    fields: ['complaint'],
    matterId: id,
  })
  return {
    ...complaint,
    possibleOutcomes: possibleOutcomes(shown),
    allowedActions: allowedActions(context, complaintDoor, row),
  }
}

/** @throws unless something on record shows the outcome */
export async function ensureShown(
  { tx }: UnitOfWork,
  { jurisdictionId, id }: { readonly jurisdictionId: number; readonly id: string },
  outcome: Outcome,
): Promise<void> {
  const found = await firstRow<{ shown: Shown }>(
    tx,
    sql`select ${shownOf(atHome(jurisdictionId))} as shown from complaints t where ${isRowAt(jurisdictionId, id, 't')}`,
  )
  const allowed = found ? possibleOutcomes(found.shown) : []
  if (!allowed.includes(outcome))
    throw new ProblemError('outcome-not-shown', {
      errors: [{ pointer: '/outcome', code: 'not_shown', message: `one of ${allowed.join(', ')}` }],
    })
}

/** Shard of a complaint that the actor may see, and its referrals, or 404. */
export async function locateComplaint(
  context: ReadContext,
  id: string,
): Promise<{ jurisdictionId: number; referralIds: string[] }> {
  const row = await findRow(context, id)
  return { jurisdictionId: row.jurisdictionId, referralIds: row.referrals.map((referral) => referral.id) }
}

export async function getPublicComplaintStatus(
  context: ReadContext,
  { body }: Pick<InputOf<Operations['getPublicComplaintStatus']>, 'body'>,
): Promise<ResultOf<Operations['getPublicComplaintStatus']>> {
  const ticket = body.ticket.trim().toUpperCase()
  const region = ticketPattern.exec(ticket)?.[1]
  if (!region) throw problem('not-found')
  const found = await firstRow<
    ResultOf<Operations['getPublicComplaintStatus']> & {
      jurisdictionId: number
      id: string
      regionCode: string
    }
  >(
    context.db,
    sql`select t.jurisdiction_id as "jurisdictionId", t.id, t.ticket, t.status, ${waitsForApproval(rowHome('t'))} as "waitsForApproval", t.urgency, iso(coalesce(t.registered_at, t.created_at)) as "receivedAt", iso(t.updated_at) as "updatedAt", iso(t.due_at) as "dueAt",
          t.outcome, t.public_note as note, t.region_code as "regionCode", j.name as "officeName",
          t.status in ${stepFrom('reopen')} and coalesce(t.closed_at, ${context.now.toISOString()}) > ${context.now.toISOString()}::timestamptz - interval '${sql.raw(String(REOPEN_DAYS))} days' as "mayObject",
          coalesce((select json_agg(distinct r.institution_name) from referrals r where r.jurisdiction_id = t.jurisdiction_id and r.complaint_id = t.id and r.status in ${statesIn(referralRecord, 'inHand')}), '[]') as "referredTo"
        from jurisdictions j join complaints t on t.jurisdiction_id = j.id
        where j.region_code = ${region} and t.ticket = ${ticket} and t.secret_hash = ${sha256(body.secret.trim().toUpperCase())} and t.status not in ${statesIn(complaintRecord, 'draft')}`,
  )
  if (!found) throw problem('not-found')
  const { jurisdictionId, id, regionCode, ...status } = found
  const office = await contactOf(context.db, { jurisdictionId, id, regionCode })
  const steps = await rows<{ status: ComplaintState; at: string }>(
    context.db,
    sql`select split_part(e.type, '.', 2) as status, iso(e.at) as at from events e where e.jurisdiction_id = ${jurisdictionId} and e.subject_id = ${id} and e.type like 'complaint.%' order by e.at, e.seq`,
  )
  const known = new Set<string>(complaintRecord.states)
  const looks = await rows<{ at: string; by: string }>(
    context.db,
    sql`select iso(l.at) as at, l.actor_name as by from access_log l where l.jurisdiction_id = ${jurisdictionId} and l.subject_id = ${id} and 'reporter' = any(l.fields) order by l.at desc limit 100`,
  )
  return { ...status, office, looks, steps: steps.filter((step) => known.has(step.status)) }
}

export async function revealReporter(
  context: ReadContext,
  { params: { complaintId: id }, body }: InputOf<Operations['revealReporter']>,
): Promise<ResultOf<Operations['revealReporter']>> {
  const home = homeIn(id, 't')
  const found = await firstRow<ResultOf<Operations['revealReporter']> & { jurisdictionId: number }>(
    context.db,
    sql`select t.jurisdiction_id as "jurisdictionId", t.reporter_person_id as "personId", ${nameOfReporter(home)} as name,
          coalesce(t.reporter_phone, (select p.phone from persons p where p.jurisdiction_id = ${home} and p.id = t.reporter_person_id)) as phone
        from complaints t where ${isRow(id, 't')} and ${scopedRead(complaintDoor, context.actor, home)} and ${visibleTo(context.actor, 'complaint.reveal-reporter', complaintDoor.scope)}`,
  )
  if (!found) throw problem('not-found')
  const { jurisdictionId, ...reporter } = found
  context.recordAccess({
    jurisdictionId,
    subjectIds: reporter.personId === null ? [id] : [id, reporter.personId],
    fields: ['reporter'],
    reason: body.reason,
    matterId: id,
  })
  return reporter
}
