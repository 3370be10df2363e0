import type { releases } from '@pandu-gempita/shared/releases'
import type { Handlers } from '../../kernel/handlers.ts'
import {
  compareReleases,
  downloadReleaseComparison,
  downloadReleaseNotices,
  listReleaseDifferences,
  listReleases,
} from './queries.ts'

export const handlers: Handlers<typeof releases> = {
  listReleases,
  compareReleases,
  listReleaseDifferences,
  downloadReleaseComparison,
  downloadReleaseNotices,
}
