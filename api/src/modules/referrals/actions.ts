import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { Referral, referrals } from '@pandu-gempita/shared/referrals'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { applyTransition, lockAggregate, type AggregateRow, type ColumnSet } from '../../kernel/lifecycle.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { afterReferralEnded, complaintAbout, dueAt, lockComplaint, markReferred } from '../complaints/public.ts'
import { ensureReferralTarget } from '../institutions/public.ts'
import { ensureProgramme } from '../programmes/public.ts'
import { getReferral, mySteps, needsAnotherOfficer, referralAggregate, type ReferralTransition } from './queries.ts'

type Operations = (typeof referrals)['operations']
type Urgency = 'normal' | 'urgent'

export async function referComplaint(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['referComplaint']>,
): Promise<Referral> {
  const complaint = await lockComplaint(uow, params.complaintId)
  const target = await ensureReferralTarget(uow, body.institutionId, '/institutionId')
  await ensureProgramme(uow.tx, body.programmeCode, '/programmeCode')
  await markReferred(uow, complaint, ifMatch)
  const made = await firstRow<AggregateRow>(
    uow.tx,
    sql`insert into referrals (jurisdiction_id, complaint_id, institution_jurisdiction_id, institution_id, institution_name, region_code, request, programme_code, due_at, created_by, created_by_name)
        values (${complaint.jurisdiction_id}, ${complaint.id}, ${target.jurisdictionId}, ${target.id}, ${target.name}, ${complaint.region_code}, ${body.request}, ${body.programmeCode ?? null},
          ${dueAt('referral_approval', complaint['urgency'] as Urgency, uow.now)}, ${uow.actor.id}, ${uow.actor.name}) returning *`,
  )
  if (!made) throw new Error('insert gave no row')
  const subject = {
    jurisdictionId: made.jurisdiction_id,
    subjectType: 'referral' as const,
    subjectId: made.id,
    regionCode: made.region_code,
  }
  uow.audit({ ...subject, changes: [{ field: 'status', before: null, after: 'created' }] })
  uow.emit({
    ...subject,
    type: 'referral.created',
    aboutId: complaintAbout(complaint),
    details: { ticket: String(complaint['ticket']), institution: target.name },
  })
  return getReferral(uow, made.id, ['created'])
}

interface StepInput {
  readonly params: { readonly referralId: string }
  readonly ifMatch: number
}

/** The parent as it stands, for its urgency and the person it is about; the leg itself was found visible. */
const parentOf = (uow: UnitOfWork, row: AggregateRow) =>
  firstRow<AggregateRow>(
    uow.tx,
    sql`select * from complaints where jurisdiction_id = ${row.jurisdiction_id} and id = ${String(row['complaint_id'])}`,
  )

const CLOCK: Partial<Record<ReferralTransition, 'referral_approval' | 'referral_acceptance' | 'referral_result'>> = {
  approve: 'referral_approval',
  send: 'referral_acceptance',
  accept: 'referral_result',
  start: 'referral_result',
}

async function step(
  uow: UnitOfWork,
  input: StepInput,
  transition: ReferralTransition,
  reason: string | undefined,
  set: ColumnSet = {},
): Promise<AggregateRow> {
  const row = await lockAggregate(uow, referralAggregate, input.params.referralId)
  const mine = await mySteps(uow, { jurisdictionId: row.jurisdiction_id, id: row.id })
  if (needsAnotherOfficer(transition, mine)) throw problem('separation-of-duties')
  const parent = await parentOf(uow, row)
  const clock = CLOCK[transition]
  return applyTransition(uow, referralAggregate, transition, row.id, input.ifMatch, {
    set: {
      status_reason: reason ?? null,
      due_at: clock ? dueAt(clock, parent?.['urgency'] as Urgency, uow.now) : null,
      ...set,
    },
    aboutId: () => (parent ? complaintAbout(parent) : null),
    details: { ticket: String(parent?.['ticket'] ?? ''), institution: String(row['institution_name']) },
  })
}

export async function approveReferral(
  uow: UnitOfWork,
  input: InputOf<Operations['approveReferral']>,
): Promise<Referral> {
  const row = await lockAggregate(uow, referralAggregate, input.params.referralId)
  const approved = await step(uow, input, 'approve', input.body.note)
  if (input.body.sendNow !== false)
    await step(uow, { params: input.params, ifMatch: approved.version }, 'send', input.body.note)
  return getReferral(uow, row.id, ['approved'])
}

const plainStep =
  (transition: ReferralTransition, justMade: readonly string[] = []) =>
  async (uow: UnitOfWork, input: StepInput & { readonly body: { readonly note?: string } }): Promise<Referral> =>
    getReferral(uow, (await step(uow, input, transition, input.body.note)).id, justMade)

export const sendReferral = plainStep('send', ['sent'])
export const acceptReferral = plainStep('accept')
export const startReferral = plainStep('start')

export async function declineReferral(
  uow: UnitOfWork,
  input: InputOf<Operations['declineReferral']>,
): Promise<Referral> {
  const row = await step(uow, input, 'decline', input.body.note, { decline_reason: input.body.reason })
  await afterReferralEnded(uow, row.jurisdiction_id, String(row['complaint_id']), 'receiveDeclined', input.body.note)
  return getReferral(uow, row.id)
}

export async function completeReferral(
  uow: UnitOfWork,
  input: InputOf<Operations['completeReferral']>,
): Promise<Referral> {
  const row = await step(uow, input, 'complete', undefined, { result: input.body.result, result_note: input.body.note })
  await afterReferralEnded(uow, row.jurisdiction_id, String(row['complaint_id']), 'receiveResult', input.body.note)
  return getReferral(uow, row.id)
}

interface WithReason extends StepInput {
  readonly body: { readonly reason: string }
}
/** It ends before the institution took it on: the complaint comes back with the reason. */
const takenBack =
  (transition: 'cancel' | 'refuse') =>
  async (uow: UnitOfWork, input: WithReason): Promise<Referral> => {
    const row = await step(uow, input, transition, input.body.reason)
    const complaintId = String(row['complaint_id'])
    await afterReferralEnded(uow, row.jurisdiction_id, complaintId, 'receiveCancelled', input.body.reason)
    return getReferral(uow, row.id)
  }

export const cancelReferral = takenBack('cancel')
export const refuseReferral = takenBack('refuse')
