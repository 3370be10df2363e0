import type { regions } from '@pandu-gempita/shared/regions'
import type { Samples } from './sample.ts'

export const regionsSamples: Samples<typeof regions> = {
  searchRegions: async ({ stranger }) => ({
    as: stranger,
    request: { query: { query: 'sragen', limit: 5 } },
    elsewhere: 'everyone',
  }),
  listChildRegions: async ({ stranger, here }) => ({
    as: stranger,
    request: { query: { parent: here.district } },
    elsewhere: 'everyone',
  }),
  getRegion: async ({ stranger, here }) => ({
    as: stranger,
    request: { params: { regionCode: here.village } },
    elsewhere: 'everyone',
  }),
  listJurisdictions: async ({ stranger }) => ({ as: stranger, request: {}, elsewhere: 'everyone' }),
}
