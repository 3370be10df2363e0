/** What referrals may ask of complaints: the parent's steps that a leg causes. */
import { referralRecord } from '@pandu-gempita/shared/referrals'
import type { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import type { StepOf } from '@pandu-gempita/shared/contract/record'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { atHome, isRowAt } from '../../kernel/home.ts'
import { keepsItsPlan } from '../../kernel/kept-plans.ts'
import { scopedRead, statesIn, type Opened, type RowOf } from '../../kernel/record.ts'
import { makeStep, openForStep } from '../../kernel/step.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { complaintDoor, openReferrals, type ComplaintFacts } from './door.ts'
import { clockOf } from './service-time.ts'
import { complaints } from './tables.ts'

export { endingWaits, knownComplaint, tellsReporter } from './door.ts'
export { legsAreTakenBackBy } from './legs.ts'
export { clockOf } from './service-time.ts'

/** Complaint `t`, if its page opens to this actor. */
export const readableComplaint = (actor: Actor, home: SQL): SQL => scopedRead(complaintDoor, actor, home)

type ComplaintRow = RowOf<typeof complaints>
/** The person that a complaint is about. */
export const complaintAbout = (row: ComplaintRow): string | null => complaintDoor.about?.(row) ?? null

const move = (
  uow: UnitOfWork,
  row: ComplaintRow,
  step: StepOf<typeof complaintRecord>,
  statusReason: string | null,
): Promise<ComplaintRow> =>
  makeStep(uow, complaintDoor, step, row, {
    sets: {
      statusReason,
      ...clockOf(complaintDoor.record, complaintDoor.record.steps[step].to, row.urgency, uow.now),
    },
  })

/** The complaint, opened for the officer's step `refer`, which `markReferred` then makes. */
export const openForReferral = async (
  uow: UnitOfWork,
  id: string,
  ifMatch: number,
): Promise<Opened<typeof complaints, ComplaintFacts>> =>
  (await openForStep(uow, complaintDoor, 'refer', { id, ifMatch })).row
export const markReferred = (uow: UnitOfWork, row: ComplaintRow): Promise<ComplaintRow> => move(uow, row, 'refer', null)

/**
 * A leg has ended: while another is open the complaint stays referred; else it comes back to the officer
 * (declined, cancelled) or goes to the manager (result).
 */
export async function afterReferralEnded(
  uow: UnitOfWork,
  leg: { readonly jurisdictionId: number; readonly complaintId: string },
  how: 'receiveDeclined' | 'receiveCancelled' | 'receiveResult',
  reason: string,
): Promise<void> {
  const home = atHome(leg.jurisdictionId)
  const [parent] = await uow.tx
    .select()
    .from(complaints)
    .where(sql`${keepsItsPlan}${complaints.jurisdictionId} = ${home} and ${complaints.id} = ${leg.complaintId}`)
    .for('update')
  const [legs] = await uow.tx
    .select({
      open: openReferrals(home),
      completed: sql<number>`(select count(*)::int from referrals r where r.jurisdiction_id = ${home} and r.complaint_id = t.id and r.status in ${statesIn(referralRecord, 'completed')})`,
    })
    .from(sql`complaints t`)
    .where(isRowAt(leg.jurisdictionId, leg.complaintId, 't'))
  if (parent?.status !== complaintDoor.record.steps[how].from[0] || !legs || legs.open > 0) return
  // The last open leg was declined, but another one has a result: the manager decides on that.
  await move(uow, parent, legs.completed > 0 ? 'receiveResult' : how, reason)
}
