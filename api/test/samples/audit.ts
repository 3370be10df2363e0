import type { audit } from '@pandu-gempita/shared/audit'
import { createComplaint } from '../factories/complaints.ts'
import { createPerson } from '../factories/people.ts'
import type { World } from '../world.ts'
import type { Samples } from './sample.ts'

/** Somebody has looked at a person of village A. */
async function look(world: World): Promise<{ personId: string; entry: string }> {
  const { id: personId } = await createPerson(world)
  await (await world.officer('slrt_manager')).api.persons.getPerson({ params: { personId } })
  const { rows } = await world.owner.query<{ id: string }>(
    'select id from access_log where subject_id = $1 order by at desc limit 1',
    [personId],
  )
  return { personId, entry: rows[0]?.id ?? 'no entry' }
}

/** Something has been done to a complaint of village A. */
async function done(world: World): Promise<{ subjectId: string; entry: string }> {
  const { complaint } = await createComplaint(world)
  const { rows } = await world.owner.query<{ id: string }>('select id from audit_entries where subject_id = $1', [
    complaint.id,
  ])
  return { subjectId: complaint.id, entry: rows[0]?.id ?? 'no audit entry' }
}

export const auditSamples: Samples<typeof audit> = {
  searchAccessLog: async (world) => {
    const { personId, entry } = await look(world)
    return {
      as: await world.officer('auditor'),
      request: { body: { personId } },
      elsewhere: { absent: entry },
    }
  },
  downloadAccessLog: async (world) => ({
    as: await world.officer('auditor'),
    request: { body: { personId: (await look(world)).personId } },
    elsewhere: 'everyone',
  }),
  listAuditEntries: async (world) => {
    const { subjectId, entry } = await done(world)
    return {
      as: await world.officer('slrt_manager'),
      request: { query: { subjectId } },
      elsewhere: { absent: entry },
    }
  },
  searchAuditEntries: async (world) => {
    const { subjectId, entry } = await done(world)
    return {
      as: await world.officer('auditor'),
      request: { body: { subjectId } },
      elsewhere: { absent: entry },
    }
  },
  downloadAuditEntries: async (world) => ({
    as: await world.officer('auditor'),
    request: { body: { subjectId: (await done(world)).subjectId } },
    elsewhere: 'everyone',
  }),
}
