import type { audit } from '@pandu-gempita/shared/audit'
import { createComplaint } from '../factories/complaints.ts'
import type { Samples } from './sample.ts'

export const auditSamples: Samples<typeof audit> = {
  listAuditEntries: async (world) => {
    const { complaint } = await createComplaint(world)
    const { rows } = await world.owner.query<{ id: string }>('select id from audit_entries where subject_id = $1', [
      complaint.id,
    ])
    return {
      as: await world.officer('slrt_manager'),
      request: { query: { subjectId: complaint.id } },
      elsewhere: { absent: rows[0]?.id ?? 'no audit entry' },
    }
  },
}
