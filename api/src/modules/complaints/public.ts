/** What referrals may ask of complaints: the parent's steps that a leg causes. */
import { firstRow } from '../../kernel/db.ts'
import { applyTransition, lockAggregate, type AggregateRow } from '../../kernel/lifecycle.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { sql } from 'drizzle-orm'
import { complaintAbout } from './actions.ts'
import { complaintAggregate } from './queries.ts'
import { OPEN_REFERRAL_STATES, stepOf } from './rules.ts'
import { dueAt } from './service-time.ts'

export { complaintAbout } from './actions.ts'
export { dueAt } from './service-time.ts'

export const lockComplaint = (uow: UnitOfWork, complaintId: string): Promise<AggregateRow> =>
  lockAggregate(uow, complaintAggregate, complaintId)

/** The step `refer`, by the officer: state, version, permission and area are checked. */
export const markReferred = (uow: UnitOfWork, complaint: AggregateRow, ifMatch: number): Promise<AggregateRow> =>
  applyTransition(uow, complaintAggregate, 'refer', complaint.id, ifMatch, {
    set: {
      status_reason: null,
      due_step: stepOf('referred'),
      due_at: dueAt('referral_result', complaint['urgency'] as 'normal' | 'urgent', uow.now),
    },
    aboutId: complaintAbout,
  })

/**
 * A leg has ended: while another is open the complaint stays referred; else it comes back to the officer
 * (declined, cancelled) or goes to the manager (result).
 */
export async function afterReferralEnded(
  uow: UnitOfWork,
  jurisdictionId: number,
  complaintId: string,
  how: 'receiveDeclined' | 'receiveCancelled' | 'receiveResult',
  reason: string,
): Promise<void> {
  const complaint = await firstRow<AggregateRow>(
    uow.tx,
    sql`select * from complaints where jurisdiction_id = ${jurisdictionId} and id = ${complaintId} for update`,
  )
  const open = await firstRow<{ open: number; completed: number }>(
    uow.tx,
    sql`select count(*) filter (where status = any(${sql.param(OPEN_REFERRAL_STATES)}::text[]))::int as open, count(*) filter (where status = 'completed')::int as completed
        from referrals where jurisdiction_id = ${jurisdictionId} and complaint_id = ${complaintId}`,
  )
  if (complaint?.status !== 'referred' || !open || open.open > 0) return
  // The last open leg was declined, but another one has a result: the manager decides on that.
  const transition = open.completed > 0 ? 'receiveResult' : how
  const step = stepOf(transition === 'receiveResult' ? 'determination' : 'categorised')
  await applyTransition(uow, complaintAggregate, transition, complaintId, undefined, {
    consequence: true,
    set: {
      status_reason: reason,
      due_step: step,
      due_at: step && dueAt(step, complaint['urgency'] as 'normal' | 'urgent', uow.now),
    },
    aboutId: complaintAbout,
  })
}
