import type { work } from '@pandu-gempita/shared/work'
import { createComplaint } from '../factories/complaints.ts'
import { createPerson } from '../factories/people.ts'
import type { Samples } from './sample.ts'

export const workSamples: Samples<typeof work> = {
  getMyWork: async (world) => {
    const { complaint } = await createComplaint(world, { urgent: true })
    return {
      as: await world.officer('puskesos_back_office'),
      request: {},
      elsewhere: { absent: complaint.id },
    }
  },
  listOpenWorkOfPerson: async (world) => ({
    as: await world.officer('puskesos_back_office'),
    request: { params: { personId: (await createPerson(world)).id } },
    elsewhere: 'not-found',
  }),
  getAreaSummary: async (world) => ({
    as: await world.officer('slrt_manager'),
    request: {},
    elsewhere: 'everyone',
  }),
}
