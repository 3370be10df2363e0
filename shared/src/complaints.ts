/** Complaints and needs (keluhan): what is read and written of them. Codes and steps are in complaint-record.ts. */
import { Type, type Static } from 'typebox'
import { TimelinePage } from './audit.ts'
import {
  complaintChannels,
  complaintKinds,
  complaintRecord,
  endingKinds,
  MarkDuplicate,
  Reason,
  WithdrawComplaint,
  complaintTopics,
  accusedKinds,
  confidentialReasons,
  outcomes,
  RenewSecret,
  reporterKinds,
  screeningResults,
  tellingWays,
  urgencies,
} from './complaint-record.ts'
import { AllowedAction } from './allowed-action.ts'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { stepOperations } from './contract/record.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { sectors } from './institutions.ts'
import { ownerLevels } from './programmes.ts'
import { Id, Instant, object, Phone, RegionCode, text, Version, VillageCode } from './scalars.ts'
import { sexes } from './persons.ts'
import { OfficeContact } from './regions.ts'

export const ReporterInput = named(
  'ReporterInput',
  Type.Union([
    named('ListedReporter', object({ kind: Type.Literal('listed'), personId: Id, phone: Type.Optional(Phone) })),
    named(
      'UnlistedReporter',
      object({
        kind: Type.Literal('unlisted'),
        name: text(120),
        phone: Type.Optional(Phone),
        sex: Type.Optional(oneOf(sexes)),
      }),
    ),
    named('AnonymousReporter', object({ kind: Type.Literal('anonymous') })),
  ]),
)

/** Who is accused: never sees the case, nor do officers of the place or institution. */
export const AccusedInput = named(
  'AccusedInput',
  Type.Union([
    named(
      'AccusedRegion',
      object({
        kind: Type.Literal('region'),
        regionCode: Type.String({
          pattern: '^[1-9][0-9]{5}([0-9]{4})?$',
          description: 'Officers of this desa/kelurahan, and of its kecamatan; or of this kecamatan and all below',
        }),
      }),
    ),
    named('AccusedInstitution', object({ kind: Type.Literal('institution'), institutionId: Id })),
    named('AccusedOfficer', object({ kind: Type.Literal('officer'), accountId: Id })),
  ]),
)
export type AccusedInput = Static<typeof AccusedInput>
const Accused = named(
  'Accused',
  object({ kind: oneOf(accusedKinds), name: Type.String({ description: 'Of the place, institution or officer' }) }),
)

export const NewComplaint = named(
  'NewComplaint',
  object({
    reporter: ReporterInput,
    subjectPersonId: Type.Optional(Id),
    regionCode: VillageCode,
    channel: oneOf(complaintChannels),
    story: text(5000, { description: 'The citizen’s own words' }),
    urgency: oneOf(urgencies),
    kind: Type.Optional(oneOf(complaintKinds)),
    sector: Type.Optional(oneOf(sectors)),
    topic: Type.Optional(oneOf(complaintTopics)),
    programmeOwner: Type.Optional(oneOf(ownerLevels)),
    programmeCode: Type.Optional(Type.String({ maxLength: 30 })),
    confidential: Type.Optional(
      oneOf(confidentialReasons, {
        description: 'Kept from all but its own circle; some topics do so by themselves',
      }),
    ),
    accused: Type.Optional(Type.Array(AccusedInput, { maxItems: 5 })),
    draft: Type.Optional(Type.Boolean({ description: 'Keep as a draft; registerComplaint takes it in later' })),
  }),
)

export const ComplaintReferral = named(
  'ComplaintReferral',
  object({
    id: Id,
    institutionName: Type.String(),
    status: Type.String(),
    result: nullable(Type.String()),
    resultNote: nullable(Type.String({ description: 'What the institution said of it' })),
    createdAt: Instant,
    updatedAt: Instant,
    dueAt: nullable(Instant),
  }),
)

const summary = {
  id: Id,
  ticket: Type.String(),
  status: oneOf(complaintRecord.states),
  kind: nullable(oneOf(complaintKinds)),
  sector: nullable(oneOf(sectors)),
  topic: nullable(oneOf(complaintTopics)),
  programmeOwner: nullable(oneOf(ownerLevels)),
  channel: oneOf(complaintChannels),
  urgency: oneOf(urgencies),
  regionCode: RegionCode,
  regionPath: Type.String(),
  confidential: nullable(oneOf(confidentialReasons)),
  dueAt: nullable(Instant),
  dueStep: nullable(Type.String()),
  waitsForApproval: Type.Boolean({
    description: 'Referred, but no leg has left the office yet: the manager or coordinator approves next',
  }),
  createdAt: Instant,
  updatedAt: Instant,
  createdById: Id,
  createdByName: Type.String(),
  version: Version,
}
export const ComplaintSummary = named('ComplaintSummary', object({ ...summary, reporterName: nullable(Type.String()) }))
export type ComplaintSummary = Static<typeof ComplaintSummary>

export const Complaint = named(
  'Complaint',
  object({
    ...summary,
    story: Type.String(),
    reporter: named(
      'Reporter',
      object({
        kind: oneOf(reporterKinds),
        personId: nullable(Id),
        name: nullable(Type.String()),
        phone: nullable(Type.String()),
        sex: nullable(oneOf(sexes)),
        masked: Type.Boolean({ description: 'Name and phone are shown by revealReporter, with a reason' }),
      }),
    ),
    subject: nullable(
      named(
        'ComplaintSubject',
        object({
          personId: Id,
          name: nullable(Type.String()),
          age: nullable(Type.Integer()),
          deceased: Type.Boolean(),
          desil: nullable(Type.Integer()),
        }),
      ),
    ),
    programmeCode: nullable(Type.String()),
    accused: Type.Array(Accused),
    screening: nullable(
      named('Screening', object({ result: oneOf(screeningResults), note: nullable(Type.String()), at: Instant })),
    ),
    delivered: nullable(
      named('DeliveredService', object({ what: Type.String(), on: Type.String({ format: 'date' }) })),
    ),
    possibleOutcomes: Type.Array(oneOf(outcomes), { description: 'What the record shows so far' }),
    outcome: nullable(oneOf(outcomes)),
    told: nullable(oneOf(tellingWays, { description: 'How the citizen was told of the outcome' })),
    outcomeNote: nullable(Type.String()),
    statusReason: nullable(Type.String({ description: 'Reason given with the latest step; for officers' })),
    publicNote: nullable(Type.String({ description: 'What the citizen is told with the latest step' })),
    duplicateOfId: nullable(Id),
    ending: nullable(
      named(
        'ComplaintEnding',
        object(
          { kind: oneOf(endingKinds), reason: Type.String(), askedByName: Type.String(), askedAt: Instant },
          {
            description: 'Asked for by one officer; a second one, who works for the kabupaten, confirms or declines it',
          },
        ),
      ),
    ),
    review: nullable(
      named(
        'RejectionReview',
        object(
          {
            dueAt: nullable(Instant),
            at: nullable(Instant),
            upheld: nullable(Type.Boolean()),
            note: nullable(Type.String()),
          },
          { description: 'Of a rejected confidential case, by the Inspektorat' },
        ),
      ),
    ),
    referrals: Type.Array(ComplaintReferral),
    resolvedAt: nullable(Instant),
    closedAt: nullable(Instant),
    allowedActions: Type.Array(AllowedAction),
  }),
)
export type Complaint = Static<typeof Complaint>

export const ComplaintReceipt = named(
  'ComplaintReceipt',
  object({
    complaint: Complaint,
    office: nullable(OfficeContact),
    secret: nullable(Type.String({ description: 'For the citizen, shown once; null for a draft' })),
    statusPath: nullable(
      Type.String({ description: 'Public page; ticket and secret are in the URL fragment, which no server sees' }),
    ),
  }),
)

export const PublicComplaintStatus = named(
  'PublicComplaintStatus',
  object({
    ticket: Type.String(),
    status: oneOf(complaintRecord.states),
    waitsForApproval: Type.Boolean({
      description: 'Referred, but no leg has left the office yet: do not tell the citizen that an institution has it',
    }),
    urgency: oneOf(urgencies),
    receivedAt: Instant,
    updatedAt: Instant,
    dueAt: nullable(Instant),
    outcome: nullable(oneOf(outcomes)),
    officeName: Type.String(),
    mayObject: Type.Boolean({ description: 'objectToComplaint is possible' }),
    office: nullable(OfficeContact),
    note: nullable(Type.String({ description: 'What the officer wrote for the citizen with the latest step' })),
    referredTo: Type.Array(Type.String(), { description: 'Names of the institutions' }),
    looks: Type.Array(named('PublicLook', object({ at: Instant, by: Type.String() })), {
      description: 'Who has asked for the name of the reporter of a confidential case, newest first',
    }),
    steps: Type.Array(named('PublicStep', object({ status: oneOf(complaintRecord.states), at: Instant }))),
  }),
)

const complaint = { complaintId: Id }
export const complaints = defineContract('Complaints', {
  listComplaints: get('/v1/complaints', {
    summary: 'Complaints of my area',
    access: { permission: 'complaint.read' },
    query: object({
      ...pageQuery,
      order: Type.Optional(oneOf(['newest', 'due'], { description: 'newest first, or by due time' })),
      status: Type.Optional(Type.Array(oneOf(complaintRecord.states), { maxItems: 16 })),
      sector: Type.Optional(oneOf(sectors)),
      urgency: Type.Optional(oneOf(urgencies)),
      regionCode: Type.Optional(RegionCode),
      ticket: Type.Optional(Type.String({ maxLength: 30 })),
      personId: Type.Optional(Id),
      overdue: Type.Optional(Type.Boolean()),
    }),
    success: { status: 200, body: pageOf('ComplaintPage', ComplaintSummary) },
  }),
  createComplaint: post('/v1/complaints', {
    summary: 'Record a complaint or need; gives ticket and secret for the citizen',
    access: { permission: 'complaint.create' },
    body: NewComplaint,
    idempotency: 'key',
    success: { status: 201, body: ComplaintReceipt },
    problems: ['unknown-region', 'outside-your-area', 'unknown-reference'],
  }),
  getComplaint: get('/v1/complaints/:complaintId', {
    summary: 'One complaint',
    access: { permission: 'complaint.read' },
    params: complaint,
    success: { status: 200, body: Complaint },
    problems: ['not-found'],
  }),
  listComplaintTimeline: get('/v1/complaints/:complaintId/timeline', {
    summary: 'What happened to this complaint and its referrals, newest first',
    access: { permission: 'complaint.read' },
    params: complaint,
    query: object({ ...pageQuery }),
    success: { status: 200, body: TimelinePage },
    problems: ['not-found'],
  }),
  getPublicComplaintStatus: post('/v1/public/complaint-status', {
    summary: 'Status for the citizen by ticket and secret, without account and without personal data',
    access: 'public',
    effect: 'read',
    rateLimit: 20,
    body: named(
      'ComplaintStatusRequest',
      object({
        ticket: Type.String({ minLength: 6, maxLength: 30 }),
        secret: Type.String({ minLength: 10, maxLength: 60 }),
      }),
    ),
    success: { status: 200, body: PublicComplaintStatus },
    problems: ['not-found'],
  }),
  rejectComplaint: post('/v1/complaints/:complaintId/reject', {
    summary: 'Ask to reject it, with the reason that the citizen reads; a second officer confirms',
    access: { permission: 'complaint.determine' },
    params: complaint,
    body: Reason,
    concurrency: 'if-match',
    success: { status: 200, body: Complaint },
    problems: ['not-found', 'transition-not-allowed', 'open-referral', 'ending-pending'],
  }),
  withdrawComplaint: post('/v1/complaints/:complaintId/withdraw', {
    summary: 'Ask to withdraw it as the citizen wishes, by her secret or a signed statement; a second officer confirms',
    access: { permission: 'complaint.create' },
    params: complaint,
    body: WithdrawComplaint,
    concurrency: 'if-match',
    success: { status: 200, body: Complaint },
    problems: [
      'not-found',
      'transition-not-allowed',
      'open-referral',
      'ending-pending',
      'unknown-reference',
      'impossible-date',
    ],
  }),
  markComplaintDuplicate: post('/v1/complaints/:complaintId/duplicate', {
    summary: 'Ask to end it as the same as another complaint; a second officer confirms',
    access: { permission: 'complaint.process' },
    params: complaint,
    body: MarkDuplicate,
    concurrency: 'if-match',
    success: { status: 200, body: Complaint },
    problems: ['not-found', 'transition-not-allowed', 'open-referral', 'ending-pending', 'unknown-reference'],
  }),
  confirmComplaintEnding: post('/v1/complaints/:complaintId/ending/confirmed', {
    summary: 'Agree that it ends; not by who asked, and for the kabupaten',
    access: { permission: 'complaint.determine' },
    params: complaint,
    concurrency: 'if-match',
    success: { status: 200, body: Complaint },
    problems: [
      'not-found',
      'transition-not-allowed',
      'no-ending-asked',
      'open-referral',
      'separation-of-duties',
      'not-own-level',
      'unknown-reference',
    ],
  }),
  declineComplaintEnding: post('/v1/complaints/:complaintId/ending/declined', {
    summary: 'It does not end: work on it goes on',
    access: { permission: 'complaint.determine' },
    params: complaint,
    body: Reason,
    concurrency: 'if-match',
    success: { status: 200, body: Complaint },
    problems: ['not-found', 'transition-not-allowed', 'no-ending-asked'],
  }),
  upholdRejection: post('/v1/complaints/:complaintId/rejection/upheld', {
    summary: 'The Inspektorat finds that a confidential case was rejected rightly',
    access: { permission: 'complaint.review' },
    params: complaint,
    body: Reason,
    concurrency: 'if-match',
    success: { status: 200, body: Complaint },
    problems: ['not-found', 'transition-not-allowed', 'no-review-asked', 'separation-of-duties'],
  }),
  objectToComplaint: post('/v1/public/complaint-objections', {
    summary: 'The citizen objects within 30 days: her case is open again',
    access: 'public',
    rateLimit: 20,
    body: named(
      'ComplaintObjection',
      object({
        ticket: Type.String({ minLength: 6, maxLength: 30 }),
        secret: Type.String({ minLength: 10, maxLength: 60 }),
        reason: text(2000),
      }),
    ),
    success: { status: 200, body: PublicComplaintStatus },
    problems: ['not-found', 'transition-not-allowed', 'deadline-passed'],
  }),
  markComplaintConfidential: post('/v1/complaints/:complaintId/confidential', {
    summary: 'Keep a case from all but its own circle; this is not taken back',
    access: { permission: 'complaint.create' },
    params: complaint,
    body: named('MarkConfidential', object({ reason: oneOf(confidentialReasons) })),
    concurrency: 'if-match',
    success: { status: 200, body: Complaint },
    problems: ['not-found', 'transition-not-allowed'],
  }),
  nameAccused: post('/v1/complaints/:complaintId/accused', {
    summary: 'Name who is accused, who does not see the case from now on',
    access: { permission: 'complaint.process' },
    params: complaint,
    body: named('NameAccused', object({ accused: Type.Array(AccusedInput, { minItems: 1, maxItems: 5 }) })),
    concurrency: 'if-match',
    success: { status: 200, body: Complaint },
    problems: ['not-found', 'transition-not-allowed', 'unknown-reference', 'unknown-region'],
  }),
  revealReporter: post('/v1/complaints/:complaintId/reporter', {
    summary: 'Name and phone of the reporter of a confidential case; the reporter sees who asked, when',
    access: { permission: 'complaint.reveal-reporter' },
    effect: 'read',
    params: complaint,
    body: named('RevealReporter', object({ reason: text(500, { minLength: 10 }) })),
    success: {
      status: 200,
      body: named(
        'RevealedReporter',
        object({ personId: nullable(Id), name: nullable(Type.String()), phone: nullable(Type.String()) }),
      ),
    },
    problems: ['not-found'],
  }),
  renewComplaintSecret: post('/v1/complaints/:complaintId/secret', {
    summary: 'A new secret for a citizen who has shown who it is; the old one ends at once',
    access: { permission: 'complaint.create' },
    params: complaint,
    body: RenewSecret,
    concurrency: 'if-match',
    idempotency: 'key',
    success: { status: 200, body: ComplaintReceipt },
    problems: ['transition-not-allowed'],
  }),
  ...stepOperations(complaintRecord, {
    path: '/v1/complaints/:complaintId',
    params: complaint,
    success: { status: 200, body: Complaint },
    replies: { registerComplaint: { status: 200, body: ComplaintReceipt } },
  }),
})
