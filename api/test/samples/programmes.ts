import type { programmes } from '@pandu-gempita/shared/programmes'
import type { Samples } from './sample.ts'

export const programmesSamples: Samples<typeof programmes> = {
  listProgrammes: async (world) => ({
    as: await world.officer('puskesos_front_office'),
    request: {},
    elsewhere: 'everyone',
  }),
}
