import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { referralRecord, type Referral, type referrals } from '@pandu-gempita/shared/referrals'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { ProblemError } from '../../kernel/problem-error.ts'
import { statesIn } from '../../kernel/record.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { clockOf, complaintAbout, markReferred, openForReferral } from '../complaints/public.ts'
import { ensureReferralTarget } from '../institutions/public.ts'
import { ensureProgramme } from '../programmes/public.ts'
import { getReferral } from './queries.ts'

type Operations = (typeof referrals)['operations']

/** Two legs of one case at one desk are one too many: the citizen would read the name twice, and one of them never ends. */
async function ensureNoneOpenThere(
  uow: UnitOfWork,
  { jurisdictionId, id }: { readonly jurisdictionId: number; readonly id: string },
  target: { readonly jurisdictionId: number; readonly id: string },
): Promise<void> {
  const open = await firstRow<{ id: string }>(
    uow.tx,
    sql`select t.id from referrals t where t.jurisdiction_id = ${jurisdictionId} and t.complaint_id = ${id} and t.institution_jurisdiction_id = ${target.jurisdictionId} and t.institution_id = ${target.id}
          and t.status in ${statesIn(referralRecord, 'open')} limit 1`,
  )
  if (open)
    throw new ProblemError('leg-open-there', {
      errors: [{ pointer: '/institutionId', code: 'leg_open_there', message: `has referral ${open.id} open` }],
    })
}

export async function referComplaint(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['referComplaint']>,
): Promise<Referral> {
  const complaint = await openForReferral(uow, params.complaintId, ifMatch)
  const target = await ensureReferralTarget(uow, body.institutionId, '/institutionId')
  await ensureProgramme(uow.tx, body.programmeCode, '/programmeCode')
  await ensureNoneOpenThere(uow, complaint, target)
  await markReferred(uow, complaint)
  const { dueAt } = clockOf(referralRecord, referralRecord.initial, complaint.urgency, uow.now)
  const made = await firstRow<{ id: string }>(
    uow.tx,
    sql`insert into referrals (jurisdiction_id, id, complaint_id, institution_jurisdiction_id, institution_id, institution_name, region_code, request, programme_code, due_at, created_by, created_by_name)
        values (${complaint.jurisdictionId}, new_id(${complaint.jurisdictionId}), ${complaint.id}, ${target.jurisdictionId}, ${target.id}, ${target.name}, ${complaint.regionCode}, ${body.request}, ${body.programmeCode ?? null},
          ${dueAt}, ${uow.actor.id}, ${uow.actor.name}) returning id`,
  )
  if (!made) throw new Error('insert gave no row')
  const subject = {
    jurisdictionId: complaint.jurisdictionId,
    subjectType: 'referral' as const,
    subjectId: made.id,
    regionCode: complaint.regionCode,
  }
  uow.audit({
    ...subject,
    changes: [{ field: 'status', before: null, after: referralRecord.initial }],
    matterId: complaint.id,
  })
  uow.emit({
    ...subject,
    type: `referral.${referralRecord.initial}`,
    aboutId: complaintAbout(complaint),
    matterId: complaint.id,
    details: { ticket: complaint.ticket, institution: target.name, step: 'create' },
  })
  return getReferral(uow, made.id)
}
