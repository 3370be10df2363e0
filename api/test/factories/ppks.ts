/** PPKS registrations in any state, made by the steps and the officers that lead there. */
import { ppksRecord, type PpksRegistration } from '@pandu-gempita/shared/ppks'
import { newKey, stepsBetween, type World } from '../world.ts'
import { createPerson } from './people.ts'

export type PpksState = (typeof ppksRecord.states)[number]
export type PpksTransition = keyof typeof ppksRecord.steps & string

/** Fakir miskin: an ordinary type. Its criteria are read from the reference data. */
export const ORDINARY_TYPE = 'FM'

export async function newRegistration(world: World, { personId }: { readonly personId?: string } = {}) {
  const { rows } = await world.owner.query<{ code: string }>(
    'select code from ppks_criteria where type_code = $1 order by ordinal',
    [ORDINARY_TYPE],
  )
  return {
    personId: personId ?? (await createPerson(world)).id,
    typeCode: ORDINARY_TYPE,
    criteria: rows.map(({ code }, index) => ({ code, met: index === 0 })),
    note: 'Ditemui di rumah.',
  }
}

export async function createRegistration(
  world: World,
  options: { readonly personId?: string } = {},
): Promise<PpksRegistration> {
  const { api } = await world.officer('puskesos_front_office')
  return api.ppks.registerPpks({ body: await newRegistration(world, options), idempotencyKey: newKey() })
}

export async function stepRegistration(
  world: World,
  registration: PpksRegistration,
  transition: PpksTransition,
): Promise<PpksRegistration> {
  const at = { params: { registrationId: registration.id }, ifMatch: registration.version }
  const by = async (role: Parameters<World['officer']>[0]) => (await world.officer(role)).api.ppks
  const reason = { reason: 'Sesuai kunjungan.' }
  const steps: Readonly<Record<PpksTransition, () => Promise<PpksRegistration>>> = {
    verify: async () => (await by('puskesos_coordinator')).verifyPpks({ ...at, body: {} }),
    validate: async () => (await by('supervisor')).validatePpks({ ...at, body: {} }),
    determine: async () => (await by('dinsos_verifier')).determinePpks({ ...at, body: {} }),
    return: async () => (await by('puskesos_coordinator')).returnPpks({ ...at, body: reason }),
    resubmit: async () =>
      (await by('puskesos_front_office')).resubmitPpks({
        ...at,
        body: { criteria: registration.criteria.map(({ code, met }) => ({ code, met })) },
      }),
    activate: async () => (await by('puskesos_back_office')).activatePpks({ ...at, body: {} }),
    recordHandled: async () => (await by('puskesos_back_office')).recordPpksHandled({ ...at, body: {} }),
    resume: async () => (await by('puskesos_back_office')).resumePpks({ ...at, body: {} }),
    recordLeft: async () => (await by('puskesos_back_office')).recordPpksLeft({ ...at, body: reason }),
    recordDied: async () => (await by('puskesos_back_office')).recordPpksDied({ ...at, body: reason }),
    recordMoved: async () => (await by('puskesos_back_office')).recordPpksMoved({ ...at, body: reason }),
  }
  return steps[transition]()
}

export async function registrationIn(world: World, state: PpksState): Promise<PpksRegistration> {
  let registration = await createRegistration(world)
  for (const transition of stepsBetween(ppksRecord, registration.status, state))
    registration = await stepRegistration(world, registration, transition)
  return registration
}

/** One pixel, as a real PNG. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
