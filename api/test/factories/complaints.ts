/** Complaints in any state, made by the steps and the officers that lead there. */
import type { Complaint } from '@pandu-gempita/shared/complaints'
import { complaintRecord, type ConfidentialReason } from '@pandu-gempita/shared/complaint-record'
import { newKey, stepsBetween, type World } from '../world.ts'
import { createPerson } from './people.ts'
import { createReferral, moveReferral } from './referrals.ts'

export type ComplaintState = (typeof complaintRecord.states)[number]
type Transition = keyof typeof complaintRecord.steps & string

export interface NewComplaintOptions {
  readonly draft?: boolean
  readonly urgent?: boolean
  readonly confidential?: ConfidentialReason
  readonly reporter?: 'listed' | 'unlisted' | 'anonymous'
}

export async function newComplaintBody(
  world: World,
  { draft, urgent, confidential, reporter = 'unlisted' }: NewComplaintOptions = {},
) {
  return {
    reporter:
      reporter === 'listed'
        ? { kind: 'listed' as const, personId: (await createPerson(world)).id }
        : reporter === 'unlisted'
          ? { kind: 'unlisted' as const, name: 'Paijo', phone: '081298765432' }
          : { kind: 'anonymous' as const },
    regionCode: world.here.village,
    channel: 'puskesos_visit' as const,
    story: 'Kartu KIS tidak aktif ketika berobat.',
    urgency: urgent ? ('urgent' as const) : ('normal' as const),
    ...(confidential && { confidential }),
    ...(draft && { draft: true }),
  }
}

/** Recorded by the front office of village A. */
export async function createComplaint(world: World, options: NewComplaintOptions = {}) {
  const { api } = await world.officer('puskesos_front_office')
  return api.complaints.createComplaint({ body: await newComplaintBody(world, options), idempotencyKey: newKey() })
}

/** That it is the citizen's wish. */
export const SIGNED = { statementSignedOn: '2025-06-15', statementWitness: 'Ketua RT 04' }

/** One step by an officer who may: the same table serves the walk of the lifecycle property. */
export async function stepComplaint(world: World, complaint: Complaint, transition: Transition): Promise<Complaint> {
  const at = { params: { complaintId: complaint.id }, ifMatch: complaint.version }
  const back = (await world.officer('puskesos_back_office')).api.complaints
  const manager = (await world.officer('slrt_manager')).api.complaints
  const front = (await world.officer('puskesos_front_office')).api.complaints
  const reason = { reason: 'Sesuai keterangan warga.' }
  /** By a second officer of the kabupaten. */
  const confirmed = async ({ version }: Complaint) =>
    (await world.officer('dinsos_verifier')).api.complaints.confirmComplaintEnding({
      params: at.params,
      ifMatch: version,
    })
  const afterReferral = async (state: 'declined' | 'cancelled' | 'completed'): Promise<Complaint> => {
    const leg = complaint.referrals.at(-1)
    if (!leg) throw new Error('the complaint has no referral')
    await moveReferral(world, leg.id, state)
    return manager.getComplaint({ params: at.params })
  }
  const steps: Readonly<Record<Transition, () => Promise<Complaint>>> = {
    register: async () => (await front.registerComplaint({ ...at, idempotencyKey: newKey() })).complaint,
    screen: () => back.screenComplaint({ ...at, body: { result: 'not_listed' } }),
    categorise: () =>
      back.categoriseComplaint({
        ...at,
        body: { kind: 'programme_need', sector: 'health', topic: 'medical_cost', programmeOwner: 'regency' },
      }),
    startHandling: () => back.startHandling({ ...at, body: {} }),
    requestFieldVisit: () => back.requestFieldVisit({ ...at, body: reason }),
    recordFieldVisit: () => back.recordFieldVisit({ ...at, body: reason }),
    requestDocuments: () => back.requestDocuments({ ...at, body: reason }),
    receiveDocuments: () => back.receiveDocuments({ ...at, body: {} }),
    escalate: () => back.escalateComplaint({ ...at, body: reason }),
    takeOver: () => manager.takeOverComplaint({ ...at, body: {} }),
    refer: async () => {
      await createReferral(world, complaint)
      return back.getComplaint({ params: at.params })
    },
    receiveDeclined: () => afterReferral('declined'),
    receiveCancelled: () => afterReferral('cancelled'),
    receiveResult: () => afterReferral('completed'),
    submitForDetermination: () =>
      back.submitForDetermination({
        ...at,
        body: { ...reason, delivered: 'Paket sembako', deliveredOn: '2025-06-15' },
      }),
    recordSubjectGone: () => back.recordSubjectGone({ ...at, body: { why: 'moved', ...reason } }),
    returnToOfficer: () => manager.returnToOfficer({ ...at, body: reason }),
    determine: () =>
      manager.determineOutcome({
        ...at,
        body: {
          outcome: complaint.possibleOutcomes.includes('served') ? 'served' : 'informed',
          note: 'Sudah dilayani.',
        },
      }),
    close: () => manager.closeComplaint({ ...at, body: { told: 'phone' } }),
    reopen: () => back.reopenComplaint({ ...at, body: reason }),
    reject: async () => confirmed(await manager.rejectComplaint({ ...at, body: reason })),
    withdraw: async () => {
      const asked = await front.withdrawComplaint({ ...at, body: { ...reason, ...SIGNED } })
      return asked.status === 'withdrawn' ? asked : confirmed(asked)
    },
    markDuplicate: async () =>
      confirmed(
        await back.markComplaintDuplicate({
          ...at,
          body: { ...reason, duplicateOfId: (await createComplaint(world)).complaint.id },
        }),
      ),
    overturnRejection: async () =>
      (await world.officer('inspectorate_officer')).api.complaints.overturnRejection({ ...at, body: reason }),
  }
  return steps[transition]()
}

export async function complaintIn(
  world: World,
  state: ComplaintState,
  options: NewComplaintOptions = {},
): Promise<Complaint> {
  const { complaint } = await createComplaint(world, { ...options, draft: state === 'draft' })
  return moveComplaint(world, complaint, state)
}

export async function moveComplaint(world: World, made: Complaint, state: ComplaintState): Promise<Complaint> {
  let complaint = made
  for (const transition of stepsBetween(complaintRecord, complaint.status, state))
    complaint = await stepComplaint(world, complaint, transition)
  if (complaint.status !== state) throw new Error(`the complaint is ${complaint.status}, not ${state}`)
  return complaint
}
