/** What is still open for one person: asked when somebody has died or moved, so that no case waits for who is not there. */
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { ppksRecord } from '@pandu-gempita/shared/ppks'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import type { work } from '@pandu-gempita/shared/work'
import { sql } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { rows } from '../../kernel/db.ts'
import { atHome } from '../../kernel/home.ts'
import { statesIn } from '../../kernel/record.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { knownComplaint, tellsReporter } from '../complaints/public.ts'
import { locatePerson } from '../persons/public.ts'
import { readableRegistration } from '../ppks/public.ts'
import { knownReferral } from '../referrals/public.ts'

type Operations = (typeof work)['operations']
type Result = ResultOf<Operations['listOpenWorkOfPerson']>

export async function listOpenWorkOfPerson(
  context: ReadContext,
  { params: { personId } }: InputOf<Operations['listOpenWorkOfPerson']>,
): Promise<Result> {
  const { actor, db } = context
  const { jurisdictionId } = await locatePerson(context, personId, 'person.read')
  const home = atHome(jurisdictionId)
  const mine = scopeOf('t', { owner: true })
  // Of a case that tells its reporter she is not the subject for whom it is listed: as in the list of cases.
  const about = (alias: string) => {
    const a = sql.raw(alias)
    return sql`(${a}.subject_person_id = ${personId} and not ${tellsReporter(alias)} or ${a}.subject_person_id is null and ${a}.reporter_person_id = ${personId} and ${a}.confidential is null)`
  }
  const items = await rows<Result['items'][number]>(
    db,
    sql`select 'complaint' as kind, t.id, t.status, t.topic, t.ticket, null as "institutionName" from complaints t
          where t.jurisdiction_id = ${home} and ${about('t')} and t.status in ${statesIn(complaintRecord, 'running')} and ${visibleTo(actor, 'complaint.read', mine)} and ${knownComplaint(actor, home)}
        union all select 'referral', t.id, t.status, c.topic, c.ticket, t.institution_name from referrals t join complaints c on c.jurisdiction_id = ${home} and c.id = t.complaint_id
          where t.jurisdiction_id = ${home} and ${about('c')} and t.status in ${statesIn(referralRecord, 'open')} and ${visibleTo(actor, 'referral.read', scopeOf('t', { owner: true }))} and ${knownReferral(actor, home)}
        union all select 'ppks', t.id, t.status, t.type_code, null, null from ppks_registrations t
          where t.jurisdiction_id = ${home} and t.person_id = ${personId} and t.status not in ${statesIn(ppksRecord, 'ended')} and ${visibleTo(actor, 'ppks.read', mine)} and ${readableRegistration(actor)}
        order by 1, 2`,
  )
  context.recordAccess({
    jurisdictionId,
    subjectIds: [personId, ...items.map(({ id }) => id)],
    fields: ['open_work'],
  })
  return { items }
}
