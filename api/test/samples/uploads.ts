import { PIECE_TYPE, type uploads } from '@pandu-gempita/shared/uploads'
import { fileOf } from '../factories/imports.ts'
import { announced, beginUpload } from '../factories/uploads.ts'
import { newKey, type World } from '../world.ts'
import type { Samples } from './sample.ts'

const elsewhere = 'not-found'
const file = fileOf()
/** An officer of its own each time: nobody may have many unfinished ones. */
let number = 0
async function begun(world: World) {
  const as = await world.officer('slrt_back_office', `upload ${++number}`)
  return { as, upload: await beginUpload(as, file) }
}

export const uploadsSamples: Samples<typeof uploads> = {
  createUpload: async (world) => ({
    as: await world.officer('slrt_back_office', `upload ${++number}`),
    request: { body: announced(file), idempotencyKey: newKey() },
    elsewhere: 'everyone',
  }),
  listUploads: async (world) => {
    const { as, upload } = await begun(world)
    return { as, request: { query: { limit: 200 } }, elsewhere: { absent: upload.id } }
  },
  getUpload: async (world) => {
    const { as, upload } = await begun(world)
    return { as, request: { params: { uploadId: upload.id } }, elsewhere }
  },
  appendUpload: async (world) => {
    const { as, upload } = await begun(world)
    return {
      as,
      request: {
        params: { uploadId: upload.id },
        query: { offset: 0 },
        upload: { type: PIECE_TYPE, bytes: file.subarray(0, 500) },
      },
      elsewhere,
    }
  },
  deleteUpload: async (world) => {
    const { as, upload } = await begun(world)
    return { as, request: { params: { uploadId: upload.id }, ifMatch: upload.version }, elsewhere }
  },
}
