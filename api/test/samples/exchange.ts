import type { exchange } from '@pandu-gempita/shared/exchange'
import { settled } from '../exchange/settled.ts'
import { createPerson } from '../factories/people.ts'
import type { World } from '../world.ts'
import type { Samples } from './sample.ts'

const manager = (world: World) => world.officer('slrt_manager')

export const exchangeSamples: Samples<typeof exchange> = {
  listChanges: async (world) => {
    const person = await createPerson(world)
    await settled(world)
    const as = await manager(world)
    const { items } = await as.api.exchange.listChanges({ query: { type: ['person.registered'], limit: 1000 } })
    const event = items.find(({ data }) => data.subjectId === person.id)
    return {
      as,
      request: { query: { type: ['person.registered'], limit: 1000 } },
      elsewhere: { absent: event?.id ?? 'it was not told' },
    }
  },
  // The position is the caller's own: for whoever sees something else it is void.
  streamChanges: async (world) => {
    const as = await manager(world)
    const { cursor } = await as.api.exchange.listChanges({ query: { start: 'now' } })
    await createPerson(world)
    await settled(world)
    return { as, request: { query: { cursor } }, elsewhere: { problem: 'snapshot-needed' } }
  },
  getProof: async (world) => ({
    as: await manager(world),
    request: { query: { region: world.here.regency } },
    elsewhere: { problem: 'outside-your-area' },
  }),
  compareProof: async (world) => {
    await createPerson(world)
    const nodes = [{ regionCode: world.here.village, count: 0, hash: '0'.repeat(32) }]
    return { as: await manager(world), request: { body: { nodes } }, elsewhere: { problem: 'outside-your-area' } }
  },
  getPersonRows: async (world) => {
    const person = await createPerson(world)
    return { as: await manager(world), request: { body: { ids: [person.id] } }, elsewhere: { absent: person.id } }
  },
}
