import type { exports } from '@pandu-gempita/shared/exports'
import { madeExport } from '../factories/exports.ts'
import { newKey, type World } from '../world.ts'
import type { Samples } from './sample.ts'

const manager = (world: World) => world.officer('slrt_manager')

export const exportsSamples: Samples<typeof exports> = {
  listExports: async (world) => {
    const as = await manager(world)
    return { as, request: { query: { limit: 200 } }, elsewhere: { absent: (await madeExport(world, as)).id } }
  },
  getExport: async (world) => {
    const as = await manager(world)
    return { as, request: { params: { exportId: (await madeExport(world, as)).id } }, elsewhere: 'not-found' }
  },
  createExport: async (world) => ({
    as: await manager(world),
    request: {
      body: {
        kind: 'families',
        format: 'xlsx',
        regionCode: world.here.regency,
        asOf: '2025-12-31',
        purpose: 'Rapat koordinasi bulanan.',
      },
      idempotencyKey: newKey(),
    },
    elsewhere: { problem: 'outside-your-area' },
  }),
  createExportLink: async (world) => {
    const as = await manager(world)
    return {
      as,
      request: { body: { exportId: (await madeExport(world, as)).id } },
      elsewhere: { problem: 'unknown-reference' },
    }
  },
  downloadExport: async (world) => {
    const as = await manager(world)
    const { id } = await madeExport(world, as, { format: 'csv' })
    const { token } = await as.api.exports.createExportLink({ body: { exportId: id } })
    return { as, request: { params: { exportId: id }, query: { token } }, elsewhere: 'not-found' }
  },
}
