import type { persons } from '@pandu-gempita/shared/persons'
import type { Handlers } from '../../kernel/handlers.ts'
import { sql } from 'drizzle-orm'
import { listAccess, listTimeline } from '../timeline/public.ts'
import { correctPerson, createPerson } from './actions.ts'
import { getPerson, locatePerson, revealPerson } from './queries.ts'
import { searchPersons } from './search.ts'

export const handlers: Handlers<typeof persons> = {
  searchPersons,
  getPerson: (context, { params, query }) => getPerson(context, params.personId, query.asOf),
  createPerson,
  correctPerson,
  revealPerson,
  listPersonTimeline: async (context, { params, query }) => {
    const shard = await locatePerson(context, params.personId, 'person.read')
    context.recordAccess({ jurisdictionId: shard, subjectIds: [params.personId], fields: ['timeline'] })
    return listTimeline(context, shard, { aboutIds: [params.personId], subjectIds: [params.personId] }, query)
  },
  listPersonAccess: async (context, { params, query }) =>
    listAccess(
      context,
      {
        jurisdictionId: await locatePerson(context, params.personId, 'access-log.read'),
        subjectId: params.personId,
        region: sql`(select p.region_code from persons p where p.jurisdiction_id = l.jurisdiction_id and p.id = l.subject_id)`,
      },
      query,
    ),
}
