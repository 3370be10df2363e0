import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { Referral, referrals, ReferralSummary } from '@pandu-gempita/shared/referrals'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { firstRow } from '../../kernel/db.ts'
import { homeIn, isRow, rowHome } from '../../kernel/home.ts'
import { newestFirst, readPage, type Keyset } from '../../kernel/page.ts'
import { todayIn } from '../../kernel/office-day.ts'
import { problem } from '../../kernel/problem-error.ts'
import { allowedActions, scopedRead } from '../../kernel/record.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { tellsReporter } from '../complaints/public.ts'
import { isUnsafeFor } from '../matters/public.ts'
import { isDead } from '../persons/public.ts'
import { regionPath } from '../regions/public.ts'
import { byArea, inHand, mySteps, referralDoor } from './door.ts'

type Operations = (typeof referrals)['operations']
const PERSON_ID = sql`coalesce(c.subject_person_id, c.reporter_person_id)`
/** Whoever reported it is the person it is for. */
const SAME_PERSON = sql`(c.subject_person_id is null or c.subject_person_id is not distinct from c.reporter_person_id)`
const SHOWN = sql`not ${tellsReporter('c')}`
const SUMMARY = (
  actor: Actor,
): SQL => sql`t.jurisdiction_id as "jurisdictionId", case when ${SHOWN} then ${PERSON_ID} end as "aboutId", ${inHand(actor)} as "inHand",
  case when ${inHand(actor)} and ${SHOWN} then case when ${PERSON_ID} is null then c.reporter_name else p.name end end as "personName", c.kind, t.id, t.complaint_id as "complaintId", c.ticket, t.status, t.institution_id as "institutionId", t.institution_name as "institutionName", t.region_code as "regionCode",
  ${regionPath('t.region_code')} as "regionPath", c.sector, c.topic, c.urgency, t.programme_code as "programmeCode", iso(t.due_at) as "dueAt", iso(t.created_at) as "createdAt", iso(t.updated_at) as "updatedAt",
  t.created_by as "createdById", t.created_by_name as "createdByName", t.version`
const from = (
  home: SQL,
): SQL => sql`from referrals t join complaints c on c.jurisdiction_id = ${home} and c.id = t.complaint_id
  left join persons p on p.jurisdiction_id = ${home} and p.id = ${PERSON_ID}`

interface Hidden {
  jurisdictionId: number
  aboutId: string | null
  inHand: boolean
}

const urgentFirst: Keyset = {
  keys: [
    { expression: sql`case c.urgency when 'urgent' then 0 else 1 end`, cast: 'int' },
    { expression: sql`coalesce(t.due_at, timestamptz '9999-12-31 00:00:00+00')`, cast: 'timestamptz' },
    { expression: sql`t.id`, cast: 'uuid' },
  ],
  direction: 'asc',
}

export async function listReferrals(context: ReadContext, { query }: InputOf<Operations['listReferrals']>) {
  const { limit: _l, cursor: _c, ...filters } = query
  const institutions = context.actor.grants.flatMap((grant) =>
    grant.scope === 'institution' && grant.permission === 'referral.read' && grant.institutionId
      ? [grant.institutionId]
      : [],
  )
  const mine = sql`t.institution_id = any(${sql.param(institutions)}::uuid[])`
  const page = await readPage<ReferralSummary & Hidden>(
    context.db,
    query,
    [context.actor.id, filters],
    query.order === 'urgent' ? urgentFirst : newestFirst('t'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select ${SUMMARY(context.actor)}, ${cursorColumns} ${from(rowHome('t'))}
      where ${scopedRead(referralDoor, context.actor)}
        and ${query.box === 'inbox' ? mine : query.box === 'outbox' ? byArea(context.actor) : sql`true`}
        and ${query.status && query.status.length > 0 ? sql`t.status = any(${sql.param(query.status)}::text[])` : sql`true`}
        and ${query.institutionId ? sql`t.institution_id = ${query.institutionId}` : sql`true`}
        and ${query.complaintId ? sql`t.complaint_id = ${query.complaintId}` : sql`true`}
        and ${after} order by ${orderBy} ${limit}`,
  )
  for (const shard of new Set(page.items.map((item) => item.jurisdictionId)))
    context.recordAccess({
      jurisdictionId: shard,
      subjectIds: [...new Set(page.items.filter((item) => item.jurisdictionId === shard).flatMap(shownIds))],
      fields: ['referral_summary'],
    })
  return { items: page.items.map(withoutHidden), nextCursor: page.nextCursor }
}

/** The referral, and the person where the answer tells who that is. */
const shownIds = ({ id, inHand: told, aboutId }: Hidden & { id: string }): string[] =>
  told && aboutId ? [id, aboutId] : [id]
const withoutHidden = <T extends Hidden>({ jurisdictionId: _j, aboutId: _a, inHand: _h, ...shown }: T) => shown

type ReferralRow = Omit<Referral, 'allowedActions'> &
  Hidden & { reporterPersonId: string | null; createdBy: string; mySteps: string[] }

const address = (
  home: SQL,
): SQL => sql`(select json_build_object('kind', a.kind, 'street', a.street, 'hamlet', a.hamlet, 'rt', a.rt, 'rw', a.rw, 'regionPath', ${regionPath('a.region_code')})
  from person_addresses a where a.jurisdiction_id = ${home} and a.person_id = p.id and upper_inf(a.valid) order by (a.kind = 'domicile') desc, a.recorded_at desc limit 1)`

async function findRow(context: ReadContext, id: string): Promise<ReferralRow> {
  const home = homeIn(id, 't')
  const row = await firstRow<ReferralRow>(
    context.db,
    sql`select ${SUMMARY(context.actor)}, case when c.confidential is null then c.reporter_person_id end as "reporterPersonId", t.created_by as "createdBy", ${mySteps(context.actor, home)} as "mySteps", t.request, case when ${inHand(context.actor)} then c.story end as story,
          case when not (${inHand(context.actor)} and ${SHOWN}) then null
            when p.id is not null then json_build_object('name', p.name, 'sex', p.sex, 'age', age_in_years(p.birth_date, p.birth_year_estimated, ${todayIn(home, context.now)}), 'deceased', ${isDead(sql`p.id`, home)},
              'nik', (select mask_identifier(i.value) from person_identifiers i where i.jurisdiction_id = ${home} and i.person_id = p.id and i.type = 'nik' and upper_inf(i.valid) order by i.recorded_at desc limit 1),
              'phone', case when ${isUnsafeFor(context.actor, home, sql`p.id`)} then null when ${SAME_PERSON} then coalesce(c.reporter_phone, p.phone) else p.phone end, 'address', case when not ${isUnsafeFor(context.actor, home, sql`p.id`)} then ${address(home)} end)
            when c.reporter_name is not null then json_build_object('name', c.reporter_name, 'sex', c.reporter_sex, 'age', null, 'deceased', false, 'nik', null, 'phone', c.reporter_phone, 'address', null) end as subject,
          case when ${inHand(context.actor)} and p.id is not null and not ${SAME_PERSON} and c.reporter_kind <> 'anonymous' and c.confidential is null
            then json_build_object('name', coalesce(c.reporter_name, r.name), 'phone', coalesce(c.reporter_phone, r.phone)) end as contact,
          t.decline_reason as "declineReason", t.status_reason as "statusReason", t.result, t.result_note as "resultNote"
        ${from(home)} left join persons r on r.jurisdiction_id = ${home} and r.id = c.reporter_person_id
        where ${isRow(id, 't')} and ${scopedRead(referralDoor, context.actor, home)}`,
  )
  if (!row) throw problem('not-found')
  return row
}

export async function getReferral(context: ReadContext, id: string): Promise<Referral> {
  const row = await findRow(context, id)
  const { reporterPersonId, createdBy: _c, mySteps: _m, ...referral } = withoutHidden(row)
  context.recordAccess({
    jurisdictionId: row.jurisdictionId,
    subjectIds: referral.contact && reporterPersonId ? [...shownIds(row), reporterPersonId] : shownIds(row),
    fields: row.inHand ? ['referral', 'address', 'phone', 'story'] : ['referral'],
    matterId: referral.complaintId,
  })
  return { ...referral, allowedActions: allowedActions(context, referralDoor, row) }
}

/** Shard of a referral that the actor may see, or 404. */
export const locateReferral = async (context: ReadContext, id: string): Promise<number> =>
  (await findRow(context, id)).jurisdictionId
