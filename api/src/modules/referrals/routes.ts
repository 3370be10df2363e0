import { referrals } from '@pandu-gempita/shared/referrals'
import type { Handlers } from '../../kernel/handlers.ts'
import { stepHandlers } from '../../kernel/step.ts'
import { listTimeline } from '../timeline/public.ts'
import { referComplaint } from './actions.ts'
import { referralDoor } from './door.ts'
import { getReferral, listReferrals, locateReferral } from './queries.ts'
import { referralSteps } from './steps.ts'

export const handlers: Handlers<typeof referrals> = {
  ...stepHandlers(referrals, referralDoor, referralSteps),
  referComplaint,
  listReferrals,
  getReferral: (context, { params }) => getReferral(context, params.referralId),
  listReferralTimeline: async (context, { params, query }) => {
    const jurisdictionId = await locateReferral(context, params.referralId)
    context.recordAccess({ jurisdictionId, subjectIds: [params.referralId], fields: ['timeline'] })
    return listTimeline(context, jurisdictionId, { subjectIds: [params.referralId] }, query, { recordVisible: true })
  },
}
