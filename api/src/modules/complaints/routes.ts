import type { complaints } from '@pandu-gempita/shared/complaints'
import type { Handlers } from '../../kernel/handlers.ts'
import { listTimeline } from '../audit/public.ts'
import {
  categoriseComplaint,
  closeComplaint,
  createComplaint,
  determineOutcome,
  escalateComplaint,
  markComplaintDuplicate,
  receiveDocuments,
  recordFieldVisit,
  registerComplaint,
  rejectComplaint,
  reopenComplaint,
  requestDocuments,
  requestFieldVisit,
  returnToOfficer,
  screenComplaint,
  startHandling,
  submitForDetermination,
  takeOverComplaint,
  withdrawComplaint,
} from './actions.ts'
import { getComplaint, getPublicComplaintStatus, listComplaints, locateComplaint } from './queries.ts'

export const handlers: Handlers<typeof complaints> = {
  listComplaints,
  createComplaint,
  getComplaint: (context, { params }) => getComplaint(context, params.complaintId),
  listComplaintTimeline: async (context, { params, query }) => {
    const { jurisdictionId, referralIds } = await locateComplaint(context, params.complaintId)
    context.recordAccess({ jurisdictionId, subjectIds: [params.complaintId], fields: ['timeline'] })
    return listTimeline(context, jurisdictionId, { subjectIds: [params.complaintId, ...referralIds] }, query, {
      recordVisible: true,
    })
  },
  registerComplaint,
  screenComplaint,
  categoriseComplaint,
  startHandling,
  requestFieldVisit,
  recordFieldVisit,
  requestDocuments,
  receiveDocuments,
  escalateComplaint,
  takeOverComplaint,
  submitForDetermination,
  returnToOfficer,
  determineOutcome,
  closeComplaint,
  reopenComplaint,
  rejectComplaint,
  withdrawComplaint,
  markComplaintDuplicate,
  getPublicComplaintStatus,
}
