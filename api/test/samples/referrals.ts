import type { referrals } from '@pandu-gempita/shared/referrals'
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import { complaintIn } from '../factories/complaints.ts'
import { newReferral, referralIn, type ReferralState } from '../factories/referrals.ts'
import { newKey, type World } from '../world.ts'
import type { Samples } from './sample.ts'

const elsewhere = 'not-found'
const step =
  <B>(state: ReferralState, role: RoleCode, body: B) =>
  async (world: World) => {
    const referral = await referralIn(world, state)
    return {
      as: await world.officer(role),
      request: { params: { referralId: referral.id }, body, ifMatch: referral.version },
      elsewhere,
    } as const
  }
const institution: RoleCode = 'institution_officer'
const note = { note: 'Diterima di loket.' }

export const referralsSamples: Samples<typeof referrals> = {
  referComplaint: async (world) => {
    const complaint = await complaintIn(world, 'categorised')
    return {
      as: await world.officer('puskesos_back_office'),
      request: {
        params: { complaintId: complaint.id },
        body: { ...newReferral(world), programmeCode: 'PBI-JK' },
        ifMatch: complaint.version,
        idempotencyKey: newKey(),
      },
      elsewhere,
    }
  },
  listReferrals: async (world) => {
    const referral = await referralIn(world, 'sent')
    return {
      as: await world.officer(institution),
      request: { query: { box: 'inbox', status: ['sent'], limit: 200 } },
      elsewhere: { absent: referral.id },
    }
  },
  getReferral: async (world) => ({
    as: await world.officer(institution),
    request: { params: { referralId: (await referralIn(world, 'sent')).id } },
    elsewhere,
  }),
  listReferralTimeline: async (world) => ({
    as: await world.officer('puskesos_back_office'),
    request: { params: { referralId: (await referralIn(world, 'created')).id }, query: { limit: 5 } },
    elsewhere,
  }),
  approveReferral: step('created', 'slrt_manager', { sendNow: true, note: 'Setuju.' }),
  sendReferral: step('approved', 'slrt_manager', note),
  acceptReferral: step('sent', institution, note),
  declineReferral: step('sent', institution, { reason: 'no_capacity' as const, note: 'Kuota penuh.' }),
  startReferral: step('accepted', institution, note),
  completeReferral: step('in_progress', institution, { result: 'served' as const, note: 'Kartu sudah aktif.' }),
  cancelReferral: step('created', 'puskesos_back_office', { reason: 'Warga menarik permohonan.' }),
  refuseReferral: step('created', 'slrt_manager', { reason: 'Lembaga ini tidak tepat.' }),
}
