import type { regions } from '@pandu-gempita/shared/regions'
import { newKey } from '../world.ts'
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
  listOfficeContacts: async ({ stranger, here }) => ({
    as: stranger,
    request: { query: { regionCode: here.village } },
    elsewhere: 'everyone',
  }),
  setOfficeContact: async (world) => ({
    as: await world.officer('slrt_manager'),
    request: {
      body: {
        regionCode: world.here.village,
        name: 'Puskesos Percontohan',
        phone: '08001234567',
        hours: 'Senin–Jumat 08.00–15.00',
        address: 'Jalan Balai Desa 1',
      },
      idempotencyKey: newKey(),
    },
    elsewhere: { problem: 'outside-your-area' },
  }),
}
