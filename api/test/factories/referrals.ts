/** Referrals in any state, made by the steps and the officers that lead there. */
import type { Complaint } from '@pandu-gempita/shared/complaints'
import { referralRecord, type Referral } from '@pandu-gempita/shared/referrals'
import { newKey, stepsBetween, type World } from '../world.ts'
import { complaintIn } from './complaints.ts'

export type ReferralState = (typeof referralRecord.states)[number]
export type ReferralTransition = keyof typeof referralRecord.steps & string

export const newReferral = (world: World) => ({
  institutionId: world.institutionId,
  request: 'Mohon reaktivasi kepesertaan.',
})

export const createReferral = async (world: World, complaint: Complaint): Promise<Referral> =>
  (await world.officer('puskesos_back_office')).api.referrals.referComplaint({
    params: { complaintId: complaint.id },
    body: newReferral(world),
    ifMatch: complaint.version,
    idempotencyKey: newKey(),
  })

export async function stepReferral(
  world: World,
  referral: Referral,
  transition: ReferralTransition,
): Promise<Referral> {
  const at = { params: { referralId: referral.id }, ifMatch: referral.version }
  const manager = (await world.officer('slrt_manager')).api.referrals
  const institution = (await world.officer('institution_officer')).api.referrals
  const back = (await world.officer('puskesos_back_office')).api.referrals
  const steps: Readonly<Record<ReferralTransition, () => Promise<Referral>>> = {
    approve: () => manager.approveReferral({ ...at, body: { sendNow: false } }),
    send: () => manager.sendReferral({ ...at, body: {} }),
    accept: () => institution.acceptReferral({ ...at, body: {} }),
    decline: () => institution.declineReferral({ ...at, body: { reason: 'no_capacity', note: 'Kuota penuh.' } }),
    start: () => institution.startReferral({ ...at, body: {} }),
    complete: () => institution.completeReferral({ ...at, body: { result: 'served', note: 'Kartu sudah aktif.' } }),
    cancel: () => back.cancelReferral({ ...at, body: { reason: 'Warga menarik permohonan.' } }),
    refuse: () => manager.refuseReferral({ ...at, body: { reason: 'Lembaga ini tidak tepat.' } }),
  }
  return steps[transition]()
}

export async function moveReferral(world: World, referralId: string, state: ReferralState): Promise<Referral> {
  const { api } = await world.officer('slrt_manager')
  let referral = await api.referrals.getReferral({ params: { referralId } })
  for (const transition of stepsBetween(referralRecord, referral.status, state))
    referral = await stepReferral(world, referral, transition)
  return referral
}

export async function referralIn(world: World, state: ReferralState): Promise<Referral> {
  const created = await createReferral(world, await complaintIn(world, 'categorised'))
  return moveReferral(world, created.id, state)
}
