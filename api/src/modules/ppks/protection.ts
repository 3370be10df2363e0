/** What follows when a registration is protected: its events, and the cases of the person, are kept from all others too. */
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { guardMatter } from '../matters/public.ts'

const CIRCLE = [{ permission: 'ppks.read-restricted' }] as const

export async function keepFromOthers(
  uow: UnitOfWork,
  jurisdictionId: number,
  registrationId: string,
  personId: string,
): Promise<void> {
  await guardMatter(uow, { jurisdictionId, matterId: registrationId }, CIRCLE)
  await guardMatter(uow, { jurisdictionId, matterId: personId, ofPerson: true }, CIRCLE)
}
