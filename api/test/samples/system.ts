import type { system } from '@pandu-gempita/shared/system'
import type { Samples } from './sample.ts'

export const systemSamples: Samples<typeof system> = {
  getLiveness: async ({ stranger }) => ({ as: stranger, request: {}, elsewhere: 'everyone' }),
  getReadiness: async ({ stranger }) => ({ as: stranger, request: {}, elsewhere: 'everyone' }),
}
