import type { exports } from '@pandu-gempita/shared/exports'
import type { Handlers } from '../../kernel/handlers.ts'
import { createExport, createExportLink } from './actions.ts'
import { downloadExport, getExport, listExports } from './queries.ts'

export const handlers: Handlers<typeof exports> = {
  listExports,
  getExport: (context, { params }) => getExport(context, params.exportId),
  createExport,
  createExportLink,
  downloadExport,
}
