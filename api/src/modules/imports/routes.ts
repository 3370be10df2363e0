import type { imports } from '@pandu-gempita/shared/imports'
import type { Handlers } from '../../kernel/handlers.ts'
import { cancelImport, refuseImport, reviewImport, uploadImport } from './actions.ts'
import { downloadImportCorrections, downloadImportRejects } from './corrections.ts'
import { getImportMapping, mapImport } from './mapping.ts'
import {
  getImport,
  listImportAreaDifferences,
  listImportDifferences,
  listImportRejects,
  listImports,
  streamImportProgress,
} from './queries.ts'

export const handlers: Handlers<typeof imports> = {
  uploadImport,
  listImports,
  getImport: (context, { params }) => getImport(context, params.importId),
  streamImportProgress: (context, { params }) => streamImportProgress(context, params.importId),
  listImportRejects,
  downloadImportRejects,
  downloadImportCorrections,
  getImportMapping,
  mapImport,
  listImportDifferences,
  listImportAreaDifferences,
  reviewImport,
  refuseImport,
  cancelImport,
}
