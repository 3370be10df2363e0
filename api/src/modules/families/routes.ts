import type { families } from '@pandu-gempita/shared/families'
import type { Handlers } from '../../kernel/handlers.ts'
import { listTimeline } from '../timeline/public.ts'
import { listFamilyChanges } from './changes.ts'
import { getFamily, locateFamily } from './queries.ts'

export const handlers: Handlers<typeof families> = {
  getFamily: (context, { params, query }) => getFamily(context, params.familyId, query.asOf),
  listFamilyChanges: (context, { params }) => listFamilyChanges(context, params.familyId),
  listFamilyTimeline: async (context, { params, query }) => {
    const { jurisdictionId, memberIds } = await locateFamily(context, params.familyId)
    context.recordAccess({ jurisdictionId, subjectIds: [params.familyId, ...memberIds], fields: ['timeline'] })
    return listTimeline(context, jurisdictionId, { aboutIds: memberIds, subjectIds: [params.familyId] }, query)
  },
}
