/** Whom an entry of the audit log is about: one word for all that happens to a machine client, another for officers. */
import type { AuditEntry } from '../../kernel/unit-of-work.ts'

export const auditSubjectOf = (account: {
  readonly jurisdiction_id: number
  readonly id: string | null
  readonly kind: 'officer' | 'machine'
  readonly region_code: string | null
}): Omit<AuditEntry, 'changes'> => ({
  jurisdictionId: account.jurisdiction_id,
  subjectType: account.kind === 'machine' ? 'machine_client' : 'account',
  subjectId: account.id,
  regionCode: account.region_code,
})
