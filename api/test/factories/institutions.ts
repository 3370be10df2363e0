import type { Institution } from '@pandu-gempita/shared/institutions'
import { newKey, type World } from '../world.ts'

let number = 0
export const newInstitution = (regionCode: string) => ({
  name: `LKS Kasih ${++number}`,
  kind: 'lks' as const,
  sectors: ['social_economy' as const],
  regionCode,
})

export const createInstitution = async (world: World): Promise<Institution> =>
  (await world.officer('dinsos_verifier')).api.institutions.createInstitution({
    body: newInstitution(world.here.village),
    idempotencyKey: newKey(),
  })
