import type { uploads } from '@pandu-gempita/shared/uploads'
import type { Handlers } from '../../kernel/handlers.ts'
import { appendUpload, createUpload, deleteUpload } from './actions.ts'
import { getUpload, listUploads } from './queries.ts'

export const handlers: Handlers<typeof uploads> = {
  createUpload,
  listUploads,
  getUpload: (context, { params }) => getUpload(context, params.uploadId),
  appendUpload,
  deleteUpload,
}
