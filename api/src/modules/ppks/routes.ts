import type { ppks } from '@pandu-gempita/shared/ppks'
import type { Handlers } from '../../kernel/handlers.ts'
import { listTimeline } from '../audit/public.ts'
import {
  activatePpks,
  determinePpks,
  recordPpksDied,
  recordPpksHandled,
  recordPpksLeft,
  recordPpksMoved,
  registerPpks,
  resubmitPpks,
  resumePpks,
  returnPpks,
  uploadPpksPhoto,
  validatePpks,
  verifyPpks,
} from './actions.ts'
import { getPpksRegistration, listPpksRegistrations, listPpksTypes, locateRegistration, readPhoto } from './queries.ts'

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

export const handlers: Handlers<typeof ppks> = {
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
  verifyPpks,
  validatePpks,
  determinePpks,
  returnPpks,
  resubmitPpks,
  activatePpks,
  recordPpksHandled,
  resumePpks,
  recordPpksLeft,
  recordPpksDied,
  recordPpksMoved,
}
