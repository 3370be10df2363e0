import type { persons } from '@pandu-gempita/shared/persons'
import type { Handlers } from '../../kernel/handlers.ts'
import { listAccess, listTimeline } from '../timeline/public.ts'
import { correctPerson, createPerson } from './actions.ts'
import { recordDeath, withdrawDeath } from './deaths.ts'
import { getPerson, locatePerson, revealPerson } from './queries.ts'
import { markUnsafePlace } from './safety.ts'
import { searchPersons } from './search.ts'

export const handlers: Handlers<typeof persons> = {
  searchPersons,
  getPerson: (context, { params, query }) => getPerson(context, params.personId, query.asOf),
  createPerson,
  correctPerson,
  markUnsafePlace,
  recordDeath,
  withdrawDeath,
  revealPerson,
  listPersonTimeline: async (context, { params, query }) => {
    const { jurisdictionId } = await locatePerson(context, params.personId, 'person.read')
    context.recordAccess({ jurisdictionId, subjectIds: [params.personId], fields: ['timeline'] })
    return listTimeline(context, jurisdictionId, { aboutIds: [params.personId], subjectIds: [params.personId] }, query)
  },
  listPersonAccess: async (context, { params, query }) => {
    const home = await locatePerson(context, params.personId, 'access-log.read')
    return listAccess(context, { ...home, subjectId: params.personId }, query)
  },
}
