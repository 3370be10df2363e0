import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { referralLifecycle, referrals, type Referral, type ReferralSummary } from '@pandu-gempita/shared/referrals'
import { sql } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow } from '../../kernel/db.ts'
import { allowedActions, scopedRead, type Aggregate } from '../../kernel/lifecycle.ts'
import { newestFirst, readPage } from '../../kernel/page.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { nowDate } from '../persons/public.ts'
import { regionPath } from '../regions/public.ts'

type Operations = (typeof referrals)['operations']
type ReferralState = (typeof referralLifecycle.states)[number]
export type ReferralTransition = keyof typeof referralLifecycle.transitions & string

const scope = scopeOf('t', { institution: true, owner: true })
/** An institution sees a referral from the moment it is sent, not while the office still thinks about it. */
const areaOnly = (actor: Actor): Actor => ({
  ...actor,
  grants: actor.grants.filter((grant) => grant.scope !== 'institution'),
})

export const referralAggregate: Aggregate<ReferralState, ReferralTransition> = {
  lifecycle: referralLifecycle,
  table: 'referrals',
  scope,
  readPermission: 'referral.read',
  readable: (actor) =>
    sql`(t.status not in ('created', 'approved') or ${visibleTo(areaOnly(actor), 'referral.read', scope)})`,
}

const SUMMARY = sql`t.id, t.complaint_id as "complaintId", c.ticket, t.status, t.institution_id as "institutionId", t.institution_name as "institutionName", t.region_code as "regionCode",
  ${regionPath('t.region_code')} as "regionPath", c.sector, c.topic, c.urgency, t.programme_code as "programmeCode", iso(t.due_at) as "dueAt", iso(t.created_at) as "createdAt", iso(t.updated_at) as "updatedAt",
  t.created_by as "createdById", t.created_by_name as "createdByName", t.version`
const FROM = sql`from referrals t join complaints c on c.jurisdiction_id = t.jurisdiction_id and c.id = t.complaint_id`

export async function listReferrals(context: ReadContext, { query }: InputOf<Operations['listReferrals']>) {
  const { limit: _l, cursor: _c, ...filters } = query
  const institutions = context.actor.grants.flatMap((grant) =>
    grant.scope === 'institution' && grant.permission === 'referral.read' && grant.institutionId
      ? [grant.institutionId]
      : [],
  )
  const mine = sql`t.institution_id = any(${sql.param(institutions)}::uuid[])`
  return readPage<ReferralSummary>(
    context.db,
    query,
    [context.actor.id, filters],
    newestFirst('t'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select ${SUMMARY}, ${cursorColumns} ${FROM}
      where ${scopedRead(referralAggregate, context.actor)}
        and ${query.box === 'inbox' ? mine : query.box === 'outbox' ? visibleTo(areaOnly(context.actor), 'referral.read', scope) : sql`true`}
        and ${query.status && query.status.length > 0 ? sql`t.status = any(${sql.param(query.status)}::text[])` : sql`true`}
        and ${query.institutionId ? sql`t.institution_id = ${query.institutionId}` : sql`true`}
        and ${query.complaintId ? sql`t.complaint_id = ${query.complaintId}` : sql`true`}
        and ${after} order by ${orderBy} ${limit}`,
  )
}

interface ReferralRow extends Omit<Referral, 'allowedActions'> {
  jurisdictionId: number
  subjectPersonId: string | null
}

async function findRow(context: ReadContext, id: string): Promise<ReferralRow> {
  const row = await firstRow<ReferralRow>(
    context.db,
    sql`select t.jurisdiction_id as "jurisdictionId", coalesce(c.subject_person_id, c.reporter_person_id) as "subjectPersonId", ${SUMMARY}, t.request,
          case when p.id is not null then json_build_object('name', p.name, 'sex', p.sex, 'age', age_in_years(p.birth_date, p.birth_year_estimated, ${nowDate(context.now)}),
              'nik', (select mask_identifier(i.value) from person_identifiers i where i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id and i.type = 'nik' and upper_inf(i.valid) order by i.recorded_at desc limit 1),
              'phone', coalesce(c.reporter_phone, p.phone))
            when c.reporter_name is not null then json_build_object('name', c.reporter_name, 'sex', c.reporter_sex, 'age', null, 'nik', null, 'phone', c.reporter_phone) end as subject,
          t.decline_reason as "declineReason", t.status_reason as "statusReason", t.result, t.result_note as "resultNote"
        ${FROM} left join persons p on p.jurisdiction_id = c.jurisdiction_id and p.id = coalesce(c.subject_person_id, c.reporter_person_id)
        where t.id = ${id} and ${scopedRead(referralAggregate, context.actor)}`,
  )
  if (!row) throw problem('not-found')
  return row
}

export async function getReferral(context: ReadContext, id: string): Promise<Referral> {
  const { jurisdictionId, subjectPersonId, ...referral } = await findRow(context, id)
  context.recordAccess({
    jurisdictionId,
    subjectIds: subjectPersonId ? [id, subjectPersonId] : [id],
    fields: ['referral'],
  })
  const mine = referral.createdById === context.actor.id
  return {
    ...referral,
    allowedActions: allowedActions(
      referralLifecycle,
      referrals.operations,
      referral.status,
      context.actor,
      (transition) => (mine && transition === 'approve' ? 'separation_of_duties' : undefined),
    ),
  }
}

/** Shard of a referral that the actor may see, or 404. */
export const locateReferral = async (context: ReadContext, id: string): Promise<number> =>
  (await findRow(context, id)).jurisdictionId
