/** Uploads in pieces, as a client makes them. */
import { createHash } from 'node:crypto'
import { PIECE_TYPE, type NewUpload, type Upload } from '@pandu-gempita/shared/uploads'
import type { Caller } from '../harness.ts'
import { newKey } from '../world.ts'
import { CUT_OFF } from './imports.ts'

export const announced = (bytes: Uint8Array, changed: Partial<NewUpload> = {}): NewUpload => ({
  fileName: 'dtks sragen.csv',
  mediaType: 'text/csv',
  fileBytes: bytes.length,
  fileSha256: createHash('sha256').update(bytes).digest('hex'),
  releaseName: 'DTKS Juli 2025',
  cutOffOn: CUT_OFF,
  ...changed,
})

export const beginUpload = ({ api }: Caller, bytes: Uint8Array, changed?: Partial<NewUpload>): Promise<Upload> =>
  api.uploads.createUpload({ body: announced(bytes, changed), idempotencyKey: newKey() })

export const append = ({ api }: Caller, uploadId: string, offset: number, bytes: Uint8Array): Promise<Upload> =>
  api.uploads.appendUpload({ params: { uploadId }, query: { offset }, upload: { type: PIECE_TYPE, bytes } })
