import { ppks } from '@pandu-gempita/shared/ppks'
import type { Handlers } from '../../kernel/handlers.ts'
import { stepHandlers } from '../../kernel/step.ts'
import { listTimeline } from '../timeline/public.ts'
import { registerPpks, uploadPpksPhoto } from './actions.ts'
import { ppksDoor } from './door.ts'
import { getPpksRegistration, listPpksRegistrations, listPpksTypes, locateRegistration, readPhoto } from './queries.ts'
import { ppksSteps } from './steps.ts'

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

export const handlers: Handlers<typeof ppks> = {
  ...stepHandlers(ppks, ppksDoor, ppksSteps),
  listPpksTypes: async (context) => ({ items: await listPpksTypes(context.db) }),
  listPpksRegistrations,
  getPpksRegistration: (context, { params }) => getPpksRegistration(context, params.registrationId),
  listPpksTimeline: async (context, { params, query }) => {
    const { jurisdictionId, personId } = await locateRegistration(context, params.registrationId)
    context.recordAccess({ jurisdictionId, subjectIds: [personId], fields: ['ppks_timeline'] })
    return listTimeline(context, jurisdictionId, { subjectIds: [params.registrationId] }, query, {
      recordVisible: true,
    })
  },
  registerPpks,
  uploadPpksPhoto,
  downloadPpksPhoto: async (context, { params }) => {
    const photo = await readPhoto(context, params.registrationId)
    return { fileName: `foto.${photo.mediaType.slice(6)}`, type: photo.mediaType, bytes: single(photo.bytes) }
  },
}
