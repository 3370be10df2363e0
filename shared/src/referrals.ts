/** Referrals (rujukan): legs of a complaint to the programme owner, from creation to result. */
import { Type, type Static } from 'typebox'
import { AllowedAction } from './allowed-action.ts'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { defineRecord, stepOperations } from './contract/record.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { TimelinePage } from './audit.ts'
import { complaintKinds, complaintTopics, urgencies } from './complaint-record.ts'
import { sectors } from './institutions.ts'
import { sexes } from './persons.ts'
import { Id, Instant, object, RegionCode, text, Version } from './scalars.ts'

/** A waiting list is not among them: nothing in the system keeps one yet. */
export const referralResults = ['served', 'not_eligible'] as const
export const declineReasons = [
  'not_our_authority',
  'incomplete_documents',
  'outside_service_area',
  'already_served',
  'no_capacity',
  'other',
] as const

const Note = named('ReferralNote', object({ note: Type.Optional(text(2000)) }))
const AcceptReferral = named(
  'AcceptReferral',
  object({
    startNow: Type.Optional(Type.Boolean({ default: false, description: 'Accept and start in one step' })),
    note: Type.Optional(text(2000)),
  }),
)
export const DeclineReferral = named('DeclineReferral', object({ reason: oneOf(declineReasons), note: text(2000) }))
export const CompleteReferral = named('CompleteReferral', object({ result: oneOf(referralResults), note: text(2000) }))
export const ApproveReferral = named(
  'ApproveReferral',
  object({
    sendNow: Type.Optional(Type.Boolean({ default: true, description: 'Approve and send in one step' })),
    note: Type.Optional(text(2000)),
  }),
)

export const referralRecord = defineRecord({
  name: 'referral',
  states: ['created', 'approved', 'sent', 'accepted', 'declined', 'in_progress', 'completed', 'cancelled'],
  initial: 'created',
  groups: {
    /** The office still thinks about it; the institution sees nothing. */
    inside: ['created', 'approved'],
    /** In the hands of the institution. */
    withInstitution: ['sent', 'accepted', 'in_progress'],
    open: ['created', 'approved', 'sent', 'accepted', 'in_progress'],
    /** Those who help see the person and the story. */
    inHand: ['sent', 'accepted', 'in_progress', 'completed'],
    /** The institution has it in work. */
    inWork: ['accepted', 'in_progress'],
    arrived: ['sent'],
    completed: ['completed'],
    declined: ['declined'],
    cancelled: ['cancelled'],
    /** The institution has it no longer, and is told no more about the person. */
    offHands: ['declined', 'cancelled'],
    ended: ['declined', 'completed', 'cancelled'],
  },
  clocks: {
    created: 'referral_approval',
    approved: 'referral_approval',
    sent: 'referral_acceptance',
    accepted: 'referral_result',
    in_progress: 'referral_result',
  },
  steps: {
    approve: {
      from: ['created'],
      to: 'approved',
      permission: 'referral.approve',
      operation: 'approveReferral',
      path: 'approve',
      summary: 'Approve, and send unless told otherwise; not by who created it',
      body: ApproveReferral,
      rules: ['separation-of-duties'],
    },
    send: {
      from: ['approved'],
      to: 'sent',
      permission: 'referral.approve',
      operation: 'sendReferral',
      path: 'send',
      summary: 'Send an approved referral',
      body: Note,
    },
    accept: {
      from: ['sent'],
      to: 'accepted',
      permission: 'referral.answer',
      operation: 'acceptReferral',
      path: 'accept',
      summary: 'The institution accepts, and starts at once if it says so',
      body: AcceptReferral,
      rules: ['separation-of-duties'],
    },
    decline: {
      from: ['sent', 'accepted'],
      to: 'declined',
      permission: 'referral.answer',
      operation: 'declineReferral',
      path: 'decline',
      summary: 'The institution declines, with a reason; the complaint comes back',
      body: DeclineReferral,
      rules: ['separation-of-duties'],
    },
    start: {
      from: ['accepted'],
      to: 'in_progress',
      permission: 'referral.answer',
      operation: 'startReferral',
      path: 'start',
      summary: 'The institution starts',
      body: Note,
      rules: ['separation-of-duties'],
    },
    complete: {
      from: ['in_progress'],
      to: 'completed',
      permission: 'referral.answer',
      operation: 'completeReferral',
      path: 'complete',
      summary: 'The institution records the result',
      body: CompleteReferral,
      rules: ['separation-of-duties'],
    },
    cancel: {
      from: ['created', 'approved', 'sent', 'accepted', 'in_progress'],
      to: 'cancelled',
      permission: 'referral.create',
      operation: 'cancelReferral',
      path: 'cancel',
      summary: 'Take a referral back, with a reason; an institution that has it already is told',
      body: named('CancelReferral', object({ reason: text(2000) })),
    },
    refuse: {
      from: ['created', 'approved'],
      to: 'cancelled',
      permission: 'referral.approve',
      operation: 'refuseReferral',
      path: 'refuse',
      summary: 'Who approves gives it back to the officer instead, with a reason; the complaint comes back',
      body: named('RefuseReferral', object({ reason: text(2000) })),
    },
  },
})

const summary = {
  id: Id,
  complaintId: Id,
  ticket: Type.String({ description: 'Ticket of the complaint' }),
  status: oneOf(referralRecord.states),
  institutionId: Id,
  institutionName: Type.String(),
  regionCode: RegionCode,
  regionPath: Type.String(),
  personName: nullable(
    Type.String({
      description: 'Whom it is for; null while unknown, and once the referral is off an institution’s hands',
    }),
  ),
  kind: nullable(oneOf(complaintKinds)),
  sector: nullable(oneOf(sectors)),
  topic: nullable(oneOf(complaintTopics)),
  urgency: oneOf(urgencies),
  programmeCode: nullable(Type.String()),
  dueAt: nullable(Instant),
  createdAt: Instant,
  updatedAt: Instant,
  createdById: Id,
  createdByName: Type.String(),
  version: Version,
}
export const ReferralSummary = named('ReferralSummary', object(summary))
export type ReferralSummary = Static<typeof ReferralSummary>
export const Referral = named(
  'Referral',
  object({
    ...summary,
    request: Type.String({ description: 'What the institution is asked to do' }),
    story: nullable(
      Type.String({
        description: 'The citizen’s own words; for an institution only while the referral is in its hands',
      }),
    ),
    subject: nullable(
      named(
        'ReferralSubject',
        object({
          name: nullable(Type.String()),
          sex: nullable(oneOf(sexes)),
          age: nullable(Type.Integer()),
          deceased: Type.Boolean(),
          nik: nullable(Type.String({ description: 'Masked' })),
          phone: nullable(Type.String()),
          address: nullable(
            named(
              'ReferralAddress',
              object(
                {
                  kind: oneOf(['card', 'domicile']),
                  street: nullable(Type.String()),
                  hamlet: nullable(Type.String()),
                  rt: nullable(Type.String()),
                  rw: nullable(Type.String()),
                  regionPath: Type.String(),
                },
                { description: 'The domicile, or the address on the card where that is all there is' },
              ),
            ),
          ),
        }),
      ),
    ),
    contact: nullable(
      named(
        'ReferralContact',
        object(
          { name: nullable(Type.String()), phone: nullable(Type.String()) },
          { description: 'Who reported it for the person, when that is somebody else' },
        ),
      ),
    ),
    declineReason: nullable(oneOf(declineReasons)),
    statusReason: nullable(Type.String()),
    result: nullable(oneOf(referralResults)),
    resultNote: nullable(Type.String()),
    allowedActions: Type.Array(AllowedAction),
  }),
)
export type Referral = Static<typeof Referral>

export const NewReferral = named(
  'NewReferral',
  object({ institutionId: Id, request: text(2000), programmeCode: Type.Optional(Type.String({ maxLength: 30 })) }),
)
const referral = { referralId: Id }
export const referrals = defineContract('Referrals', {
  referComplaint: post('/v1/complaints/:complaintId/referrals', {
    summary: 'Refer a complaint to an institution',
    access: { permission: 'referral.create' },
    params: { complaintId: Id },
    body: NewReferral,
    concurrency: 'if-match',
    idempotency: 'key',
    transition: ['complaint', 'refer'],
    success: { status: 201, body: Referral },
    problems: ['transition-not-allowed', 'unknown-reference', 'leg-open-there'],
  }),
  listReferrals: get('/v1/referrals', {
    summary: 'Referrals: the inbox of my institution, or the outbox of my area',
    access: { permission: 'referral.read' },
    query: object({
      ...pageQuery,
      order: Type.Optional(
        oneOf(['newest', 'urgent'], { description: 'newest first, or urgent ones first and then by due time' }),
      ),
      box: Type.Optional(oneOf(['inbox', 'outbox'])),
      status: Type.Optional(Type.Array(oneOf(referralRecord.states), { maxItems: 8 })),
      institutionId: Type.Optional(Id),
      complaintId: Type.Optional(Id),
    }),
    success: { status: 200, body: pageOf('ReferralPage', ReferralSummary) },
  }),
  getReferral: get('/v1/referrals/:referralId', {
    summary: 'One referral',
    access: { permission: 'referral.read' },
    params: referral,
    success: { status: 200, body: Referral },
    problems: ['not-found'],
  }),
  listReferralTimeline: get('/v1/referrals/:referralId/timeline', {
    summary: 'What happened to this referral, newest first',
    access: { permission: 'referral.read' },
    params: referral,
    query: object({ ...pageQuery }),
    success: { status: 200, body: TimelinePage },
    problems: ['not-found'],
  }),
  ...stepOperations(referralRecord, {
    path: '/v1/referrals/:referralId',
    params: referral,
    success: { status: 200, body: Referral },
  }),
})
