/** Referrals (rujukan): legs of a complaint to the programme owner, from creation to result. */
import { Type, type Static } from 'typebox'
import { AllowedAction, defineLifecycle } from './contract/lifecycle.ts'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { TimelinePage } from './audit.ts'
import { complaintKinds, complaintTopics, urgencies } from './complaints.ts'
import { sectors } from './institutions.ts'
import { sexes } from './persons.ts'
import { Id, Instant, object, RegionCode, text, Version } from './scalars.ts'

export const referralResults = ['served', 'not_eligible', 'waiting_quota'] as const
export const declineReasons = [
  'not_our_authority',
  'incomplete_documents',
  'outside_service_area',
  'already_served',
  'no_capacity',
  'other',
] as const

export const referralLifecycle = defineLifecycle({
  name: 'referral',
  states: ['created', 'approved', 'sent', 'accepted', 'declined', 'in_progress', 'completed', 'cancelled'],
  initial: 'created',
  final: ['declined', 'completed', 'cancelled'],
  transitions: {
    approve: { from: ['created'], to: 'approved', permission: 'referral.approve' },
    send: { from: ['approved'], to: 'sent', permission: 'referral.approve' },
    accept: { from: ['sent'], to: 'accepted', permission: 'referral.answer' },
    decline: { from: ['sent', 'accepted'], to: 'declined', permission: 'referral.answer' },
    start: { from: ['accepted'], to: 'in_progress', permission: 'referral.answer' },
    complete: { from: ['in_progress'], to: 'completed', permission: 'referral.answer' },
    cancel: { from: ['created', 'approved', 'sent'], to: 'cancelled', permission: 'referral.create' },
    refuse: { from: ['created', 'approved'], to: 'cancelled', permission: 'referral.approve' },
  },
})

const summary = {
  id: Id,
  complaintId: Id,
  ticket: Type.String({ description: 'Ticket of the complaint' }),
  status: oneOf(referralLifecycle.states),
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

const Note = named('ReferralNote', object({ note: Type.Optional(text(2000)) }))
export const NewReferral = named(
  'NewReferral',
  object({ institutionId: Id, request: text(2000), programmeCode: Type.Optional(Type.String({ maxLength: 30 })) }),
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

const referral = { referralId: Id }
const step = { params: referral, concurrency: 'if-match', success: { status: 200, body: Referral } } as const

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
    problems: ['transition-not-allowed', 'unknown-reference'],
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
      status: Type.Optional(Type.Array(oneOf(referralLifecycle.states), { maxItems: 8 })),
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
  approveReferral: post('/v1/referrals/:referralId/approve', {
    ...step,
    summary: 'Approve, and send unless told otherwise; not by who created it',
    access: { permission: 'referral.approve' },
    body: ApproveReferral,
    transition: ['referral', 'approve'],
    problems: ['transition-not-allowed', 'separation-of-duties'],
  }),
  sendReferral: post('/v1/referrals/:referralId/send', {
    ...step,
    summary: 'Send an approved referral',
    access: { permission: 'referral.approve' },
    body: Note,
    transition: ['referral', 'send'],
    problems: ['transition-not-allowed'],
  }),
  acceptReferral: post('/v1/referrals/:referralId/accept', {
    ...step,
    summary: 'The institution accepts',
    access: { permission: 'referral.answer' },
    body: Note,
    transition: ['referral', 'accept'],
    problems: ['transition-not-allowed', 'separation-of-duties'],
  }),
  declineReferral: post('/v1/referrals/:referralId/decline', {
    ...step,
    summary: 'The institution declines, with a reason; the complaint comes back',
    access: { permission: 'referral.answer' },
    body: DeclineReferral,
    transition: ['referral', 'decline'],
    problems: ['transition-not-allowed', 'separation-of-duties'],
  }),
  startReferral: post('/v1/referrals/:referralId/start', {
    ...step,
    summary: 'The institution starts',
    access: { permission: 'referral.answer' },
    body: Note,
    transition: ['referral', 'start'],
    problems: ['transition-not-allowed', 'separation-of-duties'],
  }),
  completeReferral: post('/v1/referrals/:referralId/complete', {
    ...step,
    summary: 'The institution records the result',
    access: { permission: 'referral.answer' },
    body: CompleteReferral,
    transition: ['referral', 'complete'],
    problems: ['transition-not-allowed', 'separation-of-duties'],
  }),
  cancelReferral: post('/v1/referrals/:referralId/cancel', {
    ...step,
    summary: 'Take a referral back before it is accepted',
    access: { permission: 'referral.create' },
    body: named('CancelReferral', object({ reason: text(2000) })),
    transition: ['referral', 'cancel'],
    problems: ['transition-not-allowed'],
  }),
  refuseReferral: post('/v1/referrals/:referralId/refuse', {
    ...step,
    summary: 'Who approves gives it back to the officer instead, with a reason; the complaint comes back',
    access: { permission: 'referral.approve' },
    body: named('RefuseReferral', object({ reason: text(2000) })),
    transition: ['referral', 'refuse'],
    problems: ['transition-not-allowed'],
  }),
})
