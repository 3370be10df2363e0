import { ppksRecord } from '@pandu-gempita/shared/ppks'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import { importRecord } from '@pandu-gempita/shared/import-record'
import { accessReleaseRecord } from '@pandu-gempita/shared/access'
import { webhookRecord } from '@pandu-gempita/shared/webhooks'
import { statesIn } from '../../kernel/record.ts'
import type { ResultOf } from '@pandu-gempita/shared/contract/operation'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { smallestCount, type work, type WorkItem } from '@pandu-gempita/shared/work'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow, rows } from '../../kernel/db.ts'
import { rowHome } from '../../kernel/home.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { endingWaits, knownComplaint, readableComplaint } from '../complaints/public.ts'
import { readableRegistration } from '../ppks/public.ts'
import { knownReferral, readableReferral } from '../referrals/public.ts'
import { regionPath } from '../regions/public.ts'
import { readableWebhook } from '../webhooks/public.ts'
import { asInstitution, forKabupaten, hasDesks, isAbove, ownLevel } from './whose.ts'

type Operations = (typeof work)['operations']

const LIMIT = 100
/** At risk: less than a quarter of a day left, which a 24-hour step is not from its first minute. */
const dueState = (now: string) =>
  sql`case when t.due_at is null then 'none' when t.due_at < ${now}::timestamptz then 'breached' when t.due_at < ${now}::timestamptz + interval '6 hours' then 'at_risk' else 'on_track' end`

/** States in which a record waits for holders of a permission: what they do next, and whether it is a decision. */
const waiting = (actor: Actor, now: string) => {
  const complaint = scopeOf('t', { owner: true })
  const referral = scopeOf('t', { institution: true, owner: true })
  const ppks = scopeOf('t', { owner: true })
  const readable = readableRegistration(actor)
  // What does not open to somebody is nothing that he could do.
  const known = readableComplaint(actor, rowHome('t'))
  const knownLeg = readableReferral(actor, rowHome('t'))
  const common = (topic: string, ticket: string, urgency: string) =>
    sql`t.id, t.status, ${sql.raw(ticket)} as ticket, ${regionPath('t.region_code')} as "regionPath", ${sql.raw(urgency)} as urgency, ${sql.raw(topic)} as topic`
  const dated = sql`iso(t.due_at) as "dueAt", ${dueState(now)} as "dueState", iso(t.updated_at) as "updatedAt", coalesce(t.due_at, t.updated_at + interval '30 days') as pressing`
  const undated = sql`null as "dueAt", 'none' as "dueState", iso(t.updated_at) as "updatedAt", t.updated_at + interval '3 days' as pressing`
  // What only a decision of this officer lets go on goes before any pile of records, urgent ones too.
  const first = sql`null as "dueAt", 'none' as "dueState", iso(t.updated_at) as "updatedAt", '-infinity'::timestamptz as pressing`
  const held = sql`iso(t.due_at) as "dueAt", ${dueState(now)} as "dueState", iso(t.updated_at) as "updatedAt", '-infinity'::timestamptz as pressing`
  /** Who took part does not determine. */
  const apart = sql`${actor.id} not in (t.created_by, coalesce(t.submitted_by, t.created_by), coalesce(t.screened_by, t.created_by))`
  return [
    // Desk work: of who has officers for it only what he recorded himself.
    sql`select 'complaint' as kind, case when t.status_reason is not null and t.status in ${statesIn(complaintRecord, 'categorised')} then 'came_back' else 'to_do' end as "group", ${common('t.topic', 't.ticket', 't.urgency')}, ${dated}
        from complaints t where t.status in ${statesIn(complaintRecord, 'onDesk')} and ${visibleTo(actor, 'complaint.process', complaint)} and ${known} and ${hasDesks(actor) ? sql`t.created_by = ${actor.id}` : sql`true`}`,
    sql`select 'complaint', 'to_decide', ${common('t.topic', 't.ticket', 't.urgency')}, ${dated}
        from complaints t where t.status in ${statesIn(complaintRecord, 'undetermined')} and ${visibleTo(actor, 'complaint.determine', complaint)} and ${known} and ${apart}`,
    sql`select 'complaint', 'to_do', ${common('t.topic', 't.ticket', 't.urgency')}, ${dated}
        from complaints t where t.status in ${statesIn(complaintRecord, 'resolved')} and ${visibleTo(actor, 'complaint.determine', complaint)} and ${known} and ${isAbove(actor) ? sql`false` : sql`true`}`,
    // An ending that somebody else asked for; and a rejection that the Inspektorat has not reviewed yet.
    sql`select 'complaint', 'to_decide', ${common('t.topic', 't.ticket', 't.urgency')}, ${held}
        from complaints t where t.status in ${statesIn(complaintRecord, 'open')} and ${visibleTo(forKabupaten(actor), 'complaint.determine', complaint)} and ${known} and ${endingWaits(actor, rowHome('t'))}`,
    sql`select 'complaint', 'to_decide', ${common('t.topic', 't.ticket', 't.urgency')}, ${dated}
        from complaints t where t.status in ${statesIn(complaintRecord, 'rejected')} and t.confidential is not null and t.reviewed_at is null and ${visibleTo(actor, 'complaint.review', complaint)} and ${known}`,
    sql`select 'complaint', 'to_do', ${common('t.topic', 't.ticket', 't.urgency')}, ${dated}
        from complaints t where t.status in ${statesIn(complaintRecord, 'draft')} and t.created_by = ${actor.id} and ${visibleTo(actor, 'complaint.create', complaint)}`,
    sql`select 'referral', 'to_decide', ${common('c.topic', 'c.ticket', 'c.urgency')}, ${dated}
        from referrals t join complaints c on c.jurisdiction_id = t.jurisdiction_id and c.id = t.complaint_id where t.status in ${statesIn(referralRecord, 'inside')} and ${visibleTo(actor, 'referral.approve', referral)} and ${knownLeg}`,
    sql`select 'referral', 'to_do', ${common('c.topic', 'c.ticket', 'c.urgency')}, ${dated}
        from referrals t join complaints c on c.jurisdiction_id = t.jurisdiction_id and c.id = t.complaint_id where t.status in ${statesIn(referralRecord, 'withInstitution')} and ${visibleTo(asInstitution(actor), 'referral.answer', referral)} and ${knownLeg}`,
    ...ownLevel(actor).map(
      ([
        status,
        permission,
      ]) => sql`select 'ppks', 'to_decide', ${common('t.type_code', 'null::text', "'normal'")}, ${undated}
        from ppks_registrations t where t.status = ${status} and t.created_by <> ${actor.id} and ${readable} and ${visibleTo(actor, permission, ppks)}`,
    ),
    sql`select 'ppks', 'came_back', ${common('t.type_code', 'null::text', "'normal'")}, ${undated}
        from ppks_registrations t where t.status in ${statesIn(ppksRecord, 'returned')} and t.created_by = ${actor.id} and ${visibleTo(actor, 'ppks.register', ppks)}`,
    sql`select 'import', 'to_decide', ${common('null::text', 'null::text', "'normal'")}, ${undated}
        from import_batches t where t.status in ${statesIn(importRecord, 'matched')} and ${visibleTo(actor, 'import.apply', scopeOf('t'))}`,
    sql`select 'access_release', 'to_decide', ${common('t.kind', 'null::text', "'normal'")}, ${first}
        from access_releases t where t.status in ${statesIn(accessReleaseRecord, 'pending')} and t.created_by <> ${actor.id} and t.account_id <> ${actor.id} and ${visibleTo(actor, 'access.release', scopeOf('t'))}`,
    // Another system hears nothing until somebody mends it.
    sql`select 'webhook', 'came_back', ${common('t.failure', 'null::text', "'normal'")}, ${undated}
        from webhooks t where t.status in ${statesIn(webhookRecord, 'disabled')} and ${readableWebhook(actor)} and ${visibleTo(actor, 'webhook.manage', scopeOf('t'))}`,
  ]
}

export async function getMyWork(context: ReadContext): Promise<ResultOf<Operations['getMyWork']>> {
  const now = context.now.toISOString()
  const found = await rows<WorkItem & { pressing: string }>(
    context.db,
    sql`select * from (${sql.join(
      waiting(context.actor, now).map((part) => sql`(${part} order by pressing, t.id limit ${LIMIT + 1})`),
      sql` union all `,
    )}) w order by (w.kind = 'access_release') desc, (w.pressing = '-infinity') desc, (w.urgency = 'urgent') desc, w.pressing, w.id limit ${LIMIT + 1}`,
  )
  return { items: found.slice(0, LIMIT).map(({ pressing: _p, ...item }) => item), more: found.length > LIMIT }
}

/** Counts only, so that those who see no persons (province, ministry, auditor) can use it too. */
export async function getAreaSummary(context: ReadContext): Promise<ResultOf<Operations['getAreaSummary']>> {
  const { actor } = context
  const now = context.now.toISOString()
  const area = visibleTo(actor, 'report.read', scopeOf('t'))
  const grants = actor.grants.filter((candidate) => candidate.permission === 'report.read')
  // One area has a code; several are named together; the nation has none.
  const codes = grants.some((grant) => grant.scope === 'national')
    ? []
    : [...new Set(grants.flatMap((grant) => grant.regionCode ?? []))]
  const readsOthers = (permission: PermissionCode): boolean =>
    actor.grants.some((grant) => grant.permission === permission && !grant.ownOnly)
  // Who may read the records sees how many; who may not gets no count that is as good as a name.
  const counted = (permission: PermissionCode, from: SQL, name: string): SQL => {
    const exact = readsOthers(permission)
    const count = sql`(select count(*)::int ${from})`
    return sql`${exact ? count : sql`(select case when c between 1 and ${smallestCount - 1} then null else c end from (select ${count} as c) n)`} as ${sql.identifier(name)}`
  }
  // The month begins where the record is; the first bound, which holds everywhere, is there for speed.
  const thisMonth = sql`t.resolved_at > ${now}::timestamptz - interval '32 days' and t.resolved_at >= (
    select date_trunc('month', ${now}::timestamptz at time zone o.time_zone) at time zone o.time_zone from jurisdictions o where o.id = t.jurisdiction_id)`
  // Of protected registrations readers of ordinary ones hear nothing, in numbers neither.
  const readable = readsOthers('ppks.read') ? readableRegistration(actor) : sql`true`
  // Of a case that they may not know of the numbers tell nothing either.
  const known = knownComplaint(actor, rowHome('t'))
  const found = await firstRow<ResultOf<Operations['getAreaSummary']>>(
    context.db,
    sql`select ${codes.length === 1 ? codes[0] : null}::text as "regionCode",
          coalesce((select string_agg(path, '; ' order by code) from regions where code = any(${sql.param(codes)}::text[])), 'Indonesia') as "areaName",
          ${counted('complaint.read', sql`from complaints t where t.status in ${statesIn(complaintRecord, 'running')} and ${area} and ${known}`, 'openComplaints')},
          ${counted('complaint.read', sql`from complaints t where t.due_at < ${now} and t.status not in ${statesIn(complaintRecord, 'answered')} and ${area} and ${known}`, 'overdueComplaints')},
          ${counted('referral.read', sql`from referrals t where t.status in ${statesIn(referralRecord, 'open')} and ${area} and ${knownReferral(actor, rowHome('t'))}`, 'openReferrals')},
          ${counted('ppks.read', sql`from ppks_registrations t where t.status in ${statesIn(ppksRecord, 'active')} and ${readable} and ${area}`, 'activePpks')},
          ${counted('complaint.read', sql`from complaints t where ${thisMonth} and ${area} and ${known}`, 'resolvedThisMonth')}`,
  )
  if (!found) throw new Error('a count gave no row')
  return found
}
