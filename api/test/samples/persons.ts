import type { persons } from '@pandu-gempita/shared/persons'
import { createPerson, nextNik } from '../factories/people.ts'
import { newKey, type World } from '../world.ts'
import type { Samples } from './sample.ts'

const officer = (world: World) => world.officer('puskesos_back_office')

export const personsSamples: Samples<typeof persons> = {
  searchPersons: async (world) => {
    const person = await createPerson(world, 'here', 'Waginem')
    return {
      as: await officer(world),
      request: { body: { name: 'Waginem', regionCode: world.here.village, birthDate: '1980-06-15', limit: 50 } },
      elsewhere: { absent: person.id },
    }
  },
  getPerson: async (world) => ({
    as: await officer(world),
    request: { params: { personId: (await createPerson(world)).id } },
    elsewhere: 'not-found',
  }),
  createPerson: async (world) => ({
    as: await officer(world),
    request: {
      body: {
        identityStatus: 'complete',
        name: 'Sukarti',
        nik: nextNik(),
        sex: 'female',
        birthDate: '1980-06-15',
        villageCode: world.here.village,
        street: 'Jalan Mawar',
        rt: '001',
        rw: '002',
      },
      idempotencyKey: newKey(),
    },
    elsewhere: { problem: 'outside-your-area' },
  }),
  correctPerson: async (world) => {
    const person = await createPerson(world)
    return {
      as: await officer(world),
      request: {
        params: { personId: person.id },
        body: {
          name: 'Sutinah binti Karto',
          nik: nextNik(),
          domicile: { villageCode: world.here.village, street: 'Jalan Melati' },
          reason: 'Sesuai KTP yang ditunjukkan.',
        },
        ifMatch: person.version,
        idempotencyKey: newKey(),
      },
      elsewhere: 'not-found',
    }
  },
  markUnsafePlace: async (world) => {
    const person = await createPerson(world)
    return {
      as: await world.officer('slrt_back_office'),
      request: {
        params: { personId: person.id },
        body: { regionCode: world.here.village, reason: 'Suami yang memukulnya tinggal di sana.' },
        ifMatch: person.version,
      },
      elsewhere: 'not-found',
    }
  },
  recordDeath: async (world) => {
    const person = await createPerson(world)
    return {
      as: await officer(world),
      request: {
        params: { personId: person.id },
        body: { diedOn: '2025-06-15', place: 'RSUD', certificateNumber: '3314-KM-15062025-0001', reportedBy: 'Anak' },
        ifMatch: person.version,
      },
      elsewhere: 'not-found',
    }
  },
  withdrawDeath: async (world) => {
    const person = await createPerson(world)
    const dead = await (
      await officer(world)
    ).api.persons.recordDeath({
      params: { personId: person.id },
      body: { reportedBy: 'Anak' },
      ifMatch: person.version,
    })
    return {
      as: await world.officer('puskesos_back_office', 'second'),
      request: {
        params: { personId: person.id },
        body: { reason: 'Ternyata orang lain.' },
        ifMatch: dead.version,
      },
      elsewhere: 'not-found',
    }
  },
  revealPerson: async (world) => ({
    as: await officer(world),
    request: {
      params: { personId: (await createPerson(world)).id },
      body: { reason: 'Mencocokkan dengan KTP.' },
    },
    elsewhere: 'not-found',
  }),
  listPersonTimeline: async (world) => ({
    as: await officer(world),
    request: { params: { personId: (await createPerson(world)).id }, query: { limit: 10 } },
    elsewhere: 'not-found',
  }),
  listPersonAccess: async (world) => ({
    as: await world.officer('puskesos_coordinator'),
    request: { params: { personId: (await createPerson(world)).id }, query: { limit: 10 } },
    elsewhere: 'not-found',
  }),
}
