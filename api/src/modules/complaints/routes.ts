import { complaints } from '@pandu-gempita/shared/complaints'
import type { Handlers } from '../../kernel/handlers.ts'
import { stepHandlers } from '../../kernel/step.ts'
import { listTimeline } from '../timeline/public.ts'
import { createComplaint, registerComplaint, renewComplaintSecret } from './actions.ts'
import { complaintDoor } from './door.ts'
import {
  confirmComplaintEnding,
  declineComplaintEnding,
  markComplaintDuplicate,
  objectToComplaint,
  rejectComplaint,
  upholdRejection,
  withdrawComplaint,
} from './endings.ts'
import { markComplaintConfidential, nameAccused } from './protection.ts'
import { getComplaint, getPublicComplaintStatus, listComplaints, locateComplaint, revealReporter } from './queries.ts'
import { complaintSteps } from './steps.ts'

export const handlers: Handlers<typeof complaints> = {
  ...stepHandlers(complaints, complaintDoor, complaintSteps),
  registerComplaint,
  renewComplaintSecret,
  listComplaints,
  createComplaint,
  getComplaint: (context, { params }) => getComplaint(context, params.complaintId),
  listComplaintTimeline: async (context, { params, query }) => {
    const { jurisdictionId, referralIds } = await locateComplaint(context, params.complaintId)
    context.recordAccess({
      jurisdictionId,
      subjectIds: [params.complaintId],
      fields: ['timeline'],
      matterId: params.complaintId,
    })
    return listTimeline(context, jurisdictionId, { subjectIds: [params.complaintId, ...referralIds] }, query, {
      recordVisible: true,
    })
  },
  rejectComplaint,
  withdrawComplaint,
  markComplaintDuplicate,
  confirmComplaintEnding,
  declineComplaintEnding,
  upholdRejection,
  objectToComplaint,
  markComplaintConfidential,
  nameAccused,
  revealReporter,
  getPublicComplaintStatus,
}
