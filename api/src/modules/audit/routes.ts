import type { audit } from '@pandu-gempita/shared/audit'
import type { Handlers } from '../../kernel/handlers.ts'
import { downloadAccessLog, searchAccessLog } from './access-queries.ts'
import { downloadAuditEntries, listAuditEntries, searchAuditEntries } from './queries.ts'

export const handlers: Handlers<typeof audit> = {
  searchAccessLog,
  downloadAccessLog,
  listAuditEntries,
  searchAuditEntries,
  downloadAuditEntries,
}
