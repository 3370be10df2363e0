import type { institutions } from '@pandu-gempita/shared/institutions'
import { createInstitution, newInstitution } from '../factories/institutions.ts'
import { newKey } from '../world.ts'
import type { Samples } from './sample.ts'

export const institutionsSamples: Samples<typeof institutions> = {
  listInstitutions: async (world) => {
    const institution = await createInstitution(world)
    return {
      as: await world.officer('puskesos_front_office'),
      request: { query: { name: institution.name, kind: 'lks' } },
      elsewhere: { absent: institution.id },
    }
  },
  getInstitution: async (world) => ({
    as: await world.officer('puskesos_front_office'),
    request: { params: { institutionId: (await createInstitution(world)).id } },
    elsewhere: 'not-found',
  }),
  createInstitution: async (world) => ({
    as: await world.officer('dinsos_verifier'),
    request: { body: newInstitution(world.here.village), idempotencyKey: newKey() },
    elsewhere: { problem: 'outside-your-area' },
  }),
}
