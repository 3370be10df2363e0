import type { jobs } from '@pandu-gempita/shared/jobs'
import { queuedJob } from '../factories/jobs.ts'
import type { Samples } from './sample.ts'

const unknown = { problem: 'unknown-reference' } as const

export const jobsSamples: Samples<typeof jobs> = {
  getWorker: async (world) => ({ as: await world.officer('system_admin'), request: {}, elsewhere: 'everyone' }),
  listJobs: async (world) => {
    const { id } = await queuedJob(world)
    return {
      as: await world.officer('system_admin'),
      request: { query: { limit: 200 } },
      elsewhere: { absent: id },
    }
  },
  listRetention: async (world) => ({ as: await world.officer('system_admin'), request: {}, elsewhere: 'everyone' }),
  retryJob: async (world) => {
    const { id } = await queuedJob(world)
    return { as: await world.officer('system_admin'), request: { body: { jobId: id } }, elsewhere: unknown }
  },
  giveUpJob: async (world) => {
    const { id } = await queuedJob(world)
    return { as: await world.officer('system_admin'), request: { body: { jobId: id } }, elsewhere: unknown }
  },
}
