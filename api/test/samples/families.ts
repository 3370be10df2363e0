import type { families } from '@pandu-gempita/shared/families'
import { createFamily, createPerson } from '../factories/people.ts'
import type { World } from '../world.ts'
import type { Samples } from './sample.ts'

const familyOf = async (world: World) => createFamily(world, await createPerson(world))

export const familiesSamples: Samples<typeof families> = {
  getFamily: async (world) => ({
    as: await world.officer('puskesos_front_office'),
    request: { params: { familyId: (await familyOf(world)).id } },
    elsewhere: 'not-found',
  }),
  listFamilyChanges: async (world) => ({
    as: await world.officer('puskesos_front_office'),
    request: { params: { familyId: (await familyOf(world)).id } },
    elsewhere: 'not-found',
  }),
  listFamilyTimeline: async (world) => ({
    as: await world.officer('puskesos_front_office'),
    request: { params: { familyId: (await familyOf(world)).id }, query: { limit: 10 } },
    elsewhere: 'not-found',
  }),
}
