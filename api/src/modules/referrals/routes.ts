import type { referrals } from '@pandu-gempita/shared/referrals'
import type { Handlers } from '../../kernel/handlers.ts'
import { listTimeline } from '../audit/public.ts'
import {
  acceptReferral,
  approveReferral,
  cancelReferral,
  completeReferral,
  declineReferral,
  referComplaint,
  refuseReferral,
  sendReferral,
  startReferral,
} from './actions.ts'
import { getReferral, listReferrals, locateReferral } from './queries.ts'

export const handlers: Handlers<typeof referrals> = {
  referComplaint,
  listReferrals,
  getReferral: (context, { params }) => getReferral(context, params.referralId),
  listReferralTimeline: async (context, { params, query }) => {
    const jurisdictionId = await locateReferral(context, params.referralId)
    context.recordAccess({ jurisdictionId, subjectIds: [params.referralId], fields: ['timeline'] })
    return listTimeline(context, jurisdictionId, { subjectIds: [params.referralId] }, query, { recordVisible: true })
  },
  approveReferral,
  sendReferral,
  acceptReferral,
  declineReferral,
  startReferral,
  completeReferral,
  cancelReferral,
  refuseReferral,
}
