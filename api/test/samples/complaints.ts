import type { complaints } from '@pandu-gempita/shared/complaints'
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import {
  complaintIn,
  createComplaint,
  moveComplaint,
  newComplaintBody,
  SIGNED,
  type ComplaintState,
} from '../factories/complaints.ts'
import { newKey, type World } from '../world.ts'
import type { Samples } from './sample.ts'

const elsewhere = 'not-found'

/** A step on a complaint in the state that allows it, by a role that may. */
const step =
  <B>(state: ComplaintState, role: RoleCode, body: B) =>
  async (world: World) => {
    const complaint = await complaintIn(world, state)
    return {
      as: await world.officer(role),
      request: { params: { complaintId: complaint.id }, body, ifMatch: complaint.version },
      elsewhere,
    } as const
  }
const back: RoleCode = 'puskesos_back_office'
const manager: RoleCode = 'slrt_manager'
const endingAsked = async (world: World) => {
  const { id, version } = await complaintIn(world, 'screened')
  return (await world.officer(manager)).api.complaints.rejectComplaint({
    params: { complaintId: id },
    ifMatch: version,
    body: reason,
  })
}
const rejectedConfidential = async (world: World) =>
  moveComplaint(world, (await createComplaint(world, { confidential: 'health' })).complaint, 'rejected')
const reason = { reason: 'Sesuai keterangan warga.' }
const note = { note: 'Sudah diberitahukan.' }

export const complaintsSamples: Samples<typeof complaints> = {
  listComplaints: async (world) => {
    const { complaint } = await createComplaint(world)
    return {
      as: await world.officer(back),
      request: { query: { status: ['registered', 'screened'], order: 'newest', limit: 200, overdue: false } },
      elsewhere: { absent: complaint.id },
    }
  },
  createComplaint: async (world) => ({
    as: await world.officer('puskesos_front_office'),
    request: { body: await newComplaintBody(world), idempotencyKey: newKey() },
    elsewhere: { problem: 'outside-your-area' },
  }),
  getComplaint: async (world) => ({
    as: await world.officer(back),
    request: { params: { complaintId: (await createComplaint(world, { reporter: 'listed' })).complaint.id } },
    elsewhere,
  }),
  listComplaintTimeline: async (world) => ({
    as: await world.officer(back),
    request: { params: { complaintId: (await createComplaint(world)).complaint.id }, query: { limit: 5 } },
    elsewhere,
  }),
  registerComplaint: async (world) => {
    const { complaint } = await createComplaint(world, { draft: true })
    return {
      as: await world.officer('puskesos_front_office'),
      request: { params: { complaintId: complaint.id }, ifMatch: complaint.version, idempotencyKey: newKey() },
      elsewhere,
    }
  },
  renewComplaintSecret: async (world) => {
    const complaint = await complaintIn(world, 'screened')
    return {
      as: await world.officer('puskesos_front_office'),
      request: {
        params: { complaintId: complaint.id },
        body: { proof: 'identity_card' as const, note: 'Kertas hilang.' },
        ifMatch: complaint.version,
        idempotencyKey: newKey(),
      },
      elsewhere,
    }
  },
  screenComplaint: step('registered', back, {
    result: 'not_listed' as const,
    note: 'Tidak ada di data.',
    category: {
      kind: 'programme_need' as const,
      sector: 'health' as const,
      topic: 'medical_cost' as const,
      programmeOwner: 'regency' as const,
    },
  }),
  categoriseComplaint: step('screened', back, {
    kind: 'programme_need' as const,
    sector: 'health' as const,
    topic: 'medical_cost' as const,
    programmeOwner: 'regency' as const,
    programmeCode: 'PBI-JK',
  }),
  startHandling: step('categorised', back, note),
  requestFieldVisit: step('categorised', back, reason),
  recordFieldVisit: step('field_visit', back, reason),
  requestDocuments: step('categorised', back, reason),
  receiveDocuments: step('awaiting_documents', back, note),
  escalateComplaint: step('categorised', back, reason),
  takeOverComplaint: step('escalated', manager, note),
  submitForDetermination: step('in_handling', back, reason),
  returnToOfficer: step('determination', manager, reason),
  determineOutcome: step('determination', manager, { outcome: 'served' as const, note: 'Sudah dilayani.' }),
  closeComplaint: step('resolved', manager, { told: 'phone' as const }),
  recordSubjectGone: step('referred', back, { why: 'moved' as const, ...reason }),
  reopenComplaint: step('resolved', back, reason),
  rejectComplaint: step('screened', manager, reason),
  withdrawComplaint: step('registered', 'puskesos_front_office', { ...reason, ...SIGNED }),
  confirmComplaintEnding: async (world) => {
    const complaint = await endingAsked(world)
    return {
      as: await world.officer('dinsos_verifier'),
      request: { params: { complaintId: complaint.id }, ifMatch: complaint.version },
      elsewhere,
    }
  },
  declineComplaintEnding: async (world) => {
    const complaint = await endingAsked(world)
    return {
      as: await world.officer('dinsos_verifier'),
      request: { params: { complaintId: complaint.id }, ifMatch: complaint.version, body: reason },
      elsewhere,
    }
  },
  upholdRejection: async (world) => {
    const complaint = await rejectedConfidential(world)
    return {
      as: await world.officer('inspectorate_officer'),
      request: { params: { complaintId: complaint.id }, ifMatch: complaint.version, body: reason },
      elsewhere,
    }
  },
  overturnRejection: async (world) => {
    const complaint = await rejectedConfidential(world)
    return {
      as: await world.officer('dinsos_head'),
      request: { params: { complaintId: complaint.id }, ifMatch: complaint.version, body: reason },
      elsewhere,
    }
  },
  objectToComplaint: async (world) => {
    const { complaint, secret } = await createComplaint(world)
    await moveComplaint(world, complaint, 'rejected')
    return {
      as: world.stranger,
      request: { body: { ticket: complaint.ticket, secret: secret ?? '', reason: 'Saya tidak setuju.' } },
      elsewhere: 'everyone',
    }
  },
  markComplaintDuplicate: async (world) => {
    const complaint = await complaintIn(world, 'registered')
    return {
      as: await world.officer(back),
      request: {
        params: { complaintId: complaint.id },
        body: { ...reason, duplicateOfId: (await createComplaint(world)).complaint.id },
        ifMatch: complaint.version,
      },
      elsewhere,
    }
  },
  markComplaintConfidential: async (world) => {
    const { complaint } = await createComplaint(world)
    return {
      as: await world.officer(back),
      request: {
        params: { complaintId: complaint.id },
        body: { reason: 'health' as const },
        ifMatch: complaint.version,
      },
      elsewhere,
    }
  },
  nameAccused: async (world) => {
    const { complaint } = await createComplaint(world)
    return {
      as: await world.officer(back),
      request: {
        params: { complaintId: complaint.id },
        body: { accused: [{ kind: 'region' as const, regionCode: world.otherVillage.village }] },
        ifMatch: complaint.version,
      },
      elsewhere,
    }
  },
  revealReporter: async (world) => {
    const { complaint } = await createComplaint(world, { confidential: 'health' })
    return {
      as: await world.officer(back),
      request: { params: { complaintId: complaint.id }, body: { reason: 'Menghubungi pelapor untuk kunjungan.' } },
      elsewhere,
    }
  },
  getPublicComplaintStatus: async (world) => {
    const { complaint, secret } = await createComplaint(world)
    return {
      as: world.stranger,
      request: { body: { ticket: complaint.ticket, secret: secret ?? '' } },
      elsewhere: 'everyone',
    }
  },
}
