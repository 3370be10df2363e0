import type { ppks } from '@pandu-gempita/shared/ppks'
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import { createRegistration, newRegistration, PNG, registrationIn, type PpksState } from '../factories/ppks.ts'
import { newKey, type World } from '../world.ts'
import type { Samples } from './sample.ts'

const elsewhere = 'not-found'

/** A step on a registration in the state that allows it, by a role that may. */
const step =
  <B>(state: PpksState, role: RoleCode, body: B) =>
  async (world: World) => {
    const registration = await registrationIn(world, state)
    return {
      as: await world.officer(role),
      request: { params: { registrationId: registration.id }, body, ifMatch: registration.version },
      elsewhere,
    } as const
  }
const read = (role: RoleCode) => async (world: World) =>
  ({
    as: await world.officer(role),
    request: { params: { registrationId: (await createRegistration(world)).id } },
    elsewhere,
  }) as const
const reason = { reason: 'Sesuai kunjungan.' }
const note = { note: 'Sudah diperiksa.' }

export const ppksSamples: Samples<typeof ppks> = {
  listPpksTypes: async (world) => ({
    as: await world.officer('puskesos_front_office'),
    request: {},
    elsewhere: 'everyone',
  }),
  listPpksRegistrations: async (world) => {
    const registration = await createRegistration(world)
    return {
      as: await world.officer('puskesos_coordinator'),
      request: { query: { status: 'reported', personId: registration.personId } },
      elsewhere: { absent: registration.id },
    }
  },
  getPpksRegistration: read('puskesos_coordinator'),
  listPpksTimeline: read('puskesos_coordinator'),
  registerPpks: async (world) => ({
    as: await world.officer('puskesos_front_office'),
    request: { body: await newRegistration(world), idempotencyKey: newKey() },
    elsewhere: { problem: 'unknown-reference' },
  }),
  uploadPpksPhoto: async (world) => {
    const registration = await createRegistration(world)
    return {
      as: await world.officer('puskesos_front_office'),
      request: {
        params: { registrationId: registration.id },
        upload: { type: 'image/png', name: 'foto rumah.png', bytes: PNG },
        ifMatch: registration.version,
      },
      elsewhere,
    }
  },
  downloadPpksPhoto: async (world) => {
    const registration = await createRegistration(world)
    const params = { registrationId: registration.id }
    await (
      await world.officer('puskesos_front_office')
    ).api.ppks.uploadPpksPhoto({
      params,
      upload: { type: 'image/png', bytes: PNG },
      ifMatch: registration.version,
    })
    return { as: await world.officer('puskesos_coordinator'), request: { params }, elsewhere }
  },
  verifyPpks: step('reported', 'puskesos_coordinator', note),
  validatePpks: step('verified', 'supervisor', note),
  determinePpks: step('validated', 'dinsos_verifier', note),
  returnPpks: step('reported', 'puskesos_coordinator', reason),
  resubmitPpks: async (world) => {
    const registration = await registrationIn(world, 'returned')
    return {
      as: await world.officer('puskesos_front_office'),
      request: {
        params: { registrationId: registration.id },
        body: { criteria: registration.criteria.map(({ code }) => ({ code, met: true })) },
        ifMatch: registration.version,
      },
      elsewhere,
    }
  },
  activatePpks: step('determined', 'puskesos_back_office', note),
  recordPpksHandled: step('active', 'puskesos_back_office', note),
  resumePpks: step('handled', 'puskesos_back_office', note),
  recordPpksLeft: step('active', 'puskesos_back_office', { ...reason, on: '2025-06-01' }),
  recordPpksDied: step('reported', 'puskesos_back_office', reason),
  recordPpksMoved: step('reported', 'puskesos_back_office', reason),
}
