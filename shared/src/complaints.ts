/** Complaints and needs (keluhan): from intake to a determined outcome. States of domain.md 10.1, codes of 10.2a. */
import { Type, type Static } from 'typebox'
import { TimelinePage } from './audit.ts'
import { AllowedAction, defineLifecycle } from './contract/lifecycle.ts'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { sectors } from './institutions.ts'
import { ownerLevels } from './programmes.ts'
import { Id, Instant, object, Phone, RegionCode, text, Version, VillageCode } from './scalars.ts'
import { sexes } from './persons.ts'

export const complaintKinds = [
  'programme_need',
  'programme_complaint',
  'data_update',
  'information',
  'suggestion',
] as const
export const complaintTopics = [
  'not_listed',
  'desil_disputed',
  'nik_kk_mismatch',
  'membership_inactive',
  'aid_not_received',
  'aid_reduced',
  'aid_zero_balance',
  'card_lost_or_broken',
  'recipient_not_eligible',
  'levy_or_misuse',
  'officer_conduct',
  'medical_cost',
  'school_dropout',
  'unfit_house',
  'civil_registration',
  'violence_or_neglect',
  'homeless_or_mental_illness',
  'disaster',
  'other',
] as const
export const complaintChannels = [
  'puskesos_visit',
  'slrt_visit',
  'facilitator',
  'phone_or_whatsapp',
  'web',
  'sp4n_lapor',
  'letter',
  'agency_referral',
] as const
export const urgencies = ['normal', 'urgent'] as const
export const screeningResults = ['listed', 'not_listed', 'id_problem', 'no_identity'] as const
export const outcomes = [
  'served',
  'data_proposal_made',
  'informed',
  'criteria_not_met',
  'quota_full',
  'not_our_authority',
  'unreachable',
  'died',
  'moved',
  'withdrawn_by_reporter',
] as const
export const reporterKinds = ['listed', 'unlisted', 'anonymous'] as const

const OPEN = [
  'registered',
  'screened',
  'categorised',
  'in_handling',
  'field_visit',
  'awaiting_documents',
  'escalated',
  'reopened',
] as const

export const complaintLifecycle = defineLifecycle({
  name: 'complaint',
  states: [
    'draft',
    'registered',
    'screened',
    'categorised',
    'in_handling',
    'field_visit',
    'awaiting_documents',
    'referred',
    'escalated',
    'determination',
    'resolved',
    'closed',
    'reopened',
    'rejected',
    'withdrawn',
    'duplicate',
  ],
  initial: 'draft',
  final: ['rejected', 'withdrawn', 'duplicate'],
  transitions: {
    register: { from: ['draft'], to: 'registered', permission: 'complaint.create' },
    screen: { from: ['registered'], to: 'screened', permission: 'complaint.process' },
    categorise: { from: ['screened', 'reopened'], to: 'categorised', permission: 'complaint.process' },
    startHandling: { from: ['categorised'], to: 'in_handling', permission: 'complaint.process' },
    requestFieldVisit: { from: ['categorised', 'in_handling'], to: 'field_visit', permission: 'complaint.process' },
    recordFieldVisit: { from: ['field_visit'], to: 'categorised', permission: 'complaint.process' },
    requestDocuments: {
      from: ['categorised', 'in_handling'],
      to: 'awaiting_documents',
      permission: 'complaint.process',
    },
    receiveDocuments: { from: ['awaiting_documents'], to: 'categorised', permission: 'complaint.process' },
    escalate: { from: ['categorised', 'in_handling'], to: 'escalated', permission: 'complaint.process' },
    takeOver: { from: ['escalated'], to: 'categorised', permission: 'complaint.process' },
    refer: { from: ['categorised', 'in_handling', 'referred'], to: 'referred', permission: 'referral.create' },
    receiveDeclined: {
      from: ['referred'],
      to: 'categorised',
      permission: 'referral.answer',
      causedBy: 'declineReferral',
    },
    receiveCancelled: {
      from: ['referred'],
      to: 'categorised',
      permission: 'referral.create',
      causedBy: 'cancelReferral',
    },
    receiveResult: {
      from: ['referred'],
      to: 'determination',
      permission: 'referral.answer',
      causedBy: 'completeReferral',
    },
    submitForDetermination: { from: ['in_handling'], to: 'determination', permission: 'complaint.process' },
    returnToOfficer: { from: ['determination'], to: 'categorised', permission: 'complaint.determine' },
    determine: { from: ['determination'], to: 'resolved', permission: 'complaint.determine' },
    close: { from: ['resolved'], to: 'closed', permission: 'complaint.determine' },
    reopen: { from: ['resolved', 'closed'], to: 'reopened', permission: 'complaint.process' },
    reject: { from: OPEN, to: 'rejected', permission: 'complaint.determine' },
    withdraw: { from: ['draft', ...OPEN], to: 'withdrawn', permission: 'complaint.create' },
    markDuplicate: { from: OPEN, to: 'duplicate', permission: 'complaint.process' },
  },
})

/** A closed complaint can be reopened for so many days (domain.md 10.1). */
export const REOPEN_DAYS = 30

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
    createdAt: Instant,
    updatedAt: Instant,
    dueAt: nullable(Instant),
  }),
)

const summary = {
  id: Id,
  ticket: Type.String(),
  status: oneOf(complaintLifecycle.states),
  kind: nullable(oneOf(complaintKinds)),
  sector: nullable(oneOf(sectors)),
  topic: nullable(oneOf(complaintTopics)),
  programmeOwner: nullable(oneOf(ownerLevels)),
  channel: oneOf(complaintChannels),
  urgency: oneOf(urgencies),
  regionCode: RegionCode,
  regionPath: Type.String(),
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
      }),
    ),
    subject: nullable(
      named(
        'ComplaintSubject',
        object({
          personId: Id,
          name: nullable(Type.String()),
          age: nullable(Type.Integer()),
          desil: nullable(Type.Integer()),
        }),
      ),
    ),
    programmeCode: nullable(Type.String()),
    screening: nullable(
      named('Screening', object({ result: oneOf(screeningResults), note: nullable(Type.String()), at: Instant })),
    ),
    outcome: nullable(oneOf(outcomes)),
    outcomeNote: nullable(Type.String()),
    statusReason: nullable(Type.String({ description: 'Reason given with the latest step' })),
    duplicateOfId: nullable(Id),
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
    status: oneOf(complaintLifecycle.states),
    waitsForApproval: Type.Boolean({
      description: 'Referred, but no leg has left the office yet: do not tell the citizen that an institution has it',
    }),
    urgency: oneOf(urgencies),
    receivedAt: Instant,
    updatedAt: Instant,
    dueAt: nullable(Instant),
    outcome: nullable(oneOf(outcomes)),
    officeName: Type.String(),
    referredTo: Type.Array(Type.String(), { description: 'Names of the institutions' }),
    steps: Type.Array(named('PublicStep', object({ status: oneOf(complaintLifecycle.states), at: Instant }))),
  }),
)

const Note = named('ComplaintNote', object({ note: Type.Optional(text(2000)) }))
const Reason = named('ComplaintReason', object({ reason: text(2000) }))
export const ScreenComplaint = named(
  'ScreenComplaint',
  object({ result: oneOf(screeningResults), note: Type.Optional(text(2000)), subjectPersonId: Type.Optional(Id) }),
)
export const CategoriseComplaint = named(
  'CategoriseComplaint',
  object({
    kind: oneOf(complaintKinds),
    sector: oneOf(sectors),
    topic: oneOf(complaintTopics),
    programmeOwner: oneOf(ownerLevels),
    programmeCode: Type.Optional(Type.String({ maxLength: 30 })),
    urgency: Type.Optional(oneOf(urgencies)),
  }),
)
export const DetermineOutcome = named('DetermineOutcome', object({ outcome: oneOf(outcomes), note: text(2000) }))
export const MarkDuplicate = named('MarkDuplicate', object({ duplicateOfId: Id, reason: text(2000) }))

const complaint = { complaintId: Id }
const step = { params: complaint, concurrency: 'if-match', success: { status: 200, body: Complaint } } as const
const process = { access: { permission: 'complaint.process' } } as const
const determine = { access: { permission: 'complaint.determine' } } as const

export const complaints = defineContract('Complaints', {
  listComplaints: get('/v1/complaints', {
    summary: 'Complaints of my area',
    access: { permission: 'complaint.read' },
    query: object({
      ...pageQuery,
      order: Type.Optional(oneOf(['newest', 'due'], { description: 'newest first, or by due time' })),
      status: Type.Optional(Type.Array(oneOf(complaintLifecycle.states), { maxItems: 16 })),
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
  registerComplaint: post('/v1/complaints/:complaintId/register', {
    params: complaint,
    concurrency: 'if-match',
    idempotency: 'key',
    summary: 'Take a draft in; gives ticket and secret',
    access: { permission: 'complaint.create' },
    transition: ['complaint', 'register'],
    success: { status: 200, body: ComplaintReceipt },
    problems: ['transition-not-allowed'],
  }),
  screenComplaint: post('/v1/complaints/:complaintId/screen', {
    ...step,
    ...process,
    summary: 'Record whether the person is in the targeting data',
    body: ScreenComplaint,
    transition: ['complaint', 'screen'],
    problems: ['transition-not-allowed', 'unknown-reference'],
  }),
  categoriseComplaint: post('/v1/complaints/:complaintId/categorise', {
    ...step,
    ...process,
    summary: 'Kind, sector, topic and programme owner',
    body: CategoriseComplaint,
    transition: ['complaint', 'categorise'],
    problems: ['transition-not-allowed', 'unknown-reference'],
  }),
  startHandling: post('/v1/complaints/:complaintId/handle', {
    ...step,
    ...process,
    summary: 'Handle it here',
    body: Note,
    transition: ['complaint', 'startHandling'],
    problems: ['transition-not-allowed'],
  }),
  requestFieldVisit: post('/v1/complaints/:complaintId/field-visit', {
    ...step,
    ...process,
    summary: 'Ask for a home visit',
    body: Reason,
    transition: ['complaint', 'requestFieldVisit'],
    problems: ['transition-not-allowed'],
  }),
  recordFieldVisit: post('/v1/complaints/:complaintId/field-visit/result', {
    ...step,
    ...process,
    summary: 'Record what the visit found',
    body: Reason,
    transition: ['complaint', 'recordFieldVisit'],
    problems: ['transition-not-allowed'],
  }),
  requestDocuments: post('/v1/complaints/:complaintId/documents', {
    ...step,
    ...process,
    summary: 'Wait for documents from the citizen; the clock stops',
    body: Reason,
    transition: ['complaint', 'requestDocuments'],
    problems: ['transition-not-allowed'],
  }),
  receiveDocuments: post('/v1/complaints/:complaintId/documents/received', {
    ...step,
    ...process,
    summary: 'The documents have come',
    body: Note,
    transition: ['complaint', 'receiveDocuments'],
    problems: ['transition-not-allowed'],
  }),
  escalateComplaint: post('/v1/complaints/:complaintId/escalate', {
    ...step,
    ...process,
    summary: 'Escalate from the Puskesos to the kabupaten',
    body: Reason,
    transition: ['complaint', 'escalate'],
    problems: ['transition-not-allowed'],
  }),
  takeOverComplaint: post('/v1/complaints/:complaintId/take-over', {
    ...step,
    ...process,
    summary: 'The kabupaten takes an escalated complaint over',
    body: Note,
    transition: ['complaint', 'takeOver'],
    problems: ['transition-not-allowed', 'permission-missing'],
  }),
  submitForDetermination: post('/v1/complaints/:complaintId/submit', {
    ...step,
    ...process,
    summary: 'Handled: ask the manager for the outcome',
    body: Reason,
    transition: ['complaint', 'submitForDetermination'],
    problems: ['transition-not-allowed', 'open-referral'],
  }),
  returnToOfficer: post('/v1/complaints/:complaintId/return', {
    ...step,
    ...determine,
    summary: 'Send back to the officer, with the reason',
    body: Reason,
    transition: ['complaint', 'returnToOfficer'],
    problems: ['transition-not-allowed'],
  }),
  determineOutcome: post('/v1/complaints/:complaintId/outcome', {
    ...step,
    ...determine,
    summary: 'Determine the outcome; not by who recorded it, not while a referral is open',
    body: DetermineOutcome,
    transition: ['complaint', 'determine'],
    problems: ['transition-not-allowed', 'open-referral', 'separation-of-duties'],
  }),
  closeComplaint: post('/v1/complaints/:complaintId/close', {
    ...step,
    ...determine,
    summary: 'Close: the citizen has been told',
    body: Note,
    transition: ['complaint', 'close'],
    problems: ['transition-not-allowed'],
  }),
  reopenComplaint: post('/v1/complaints/:complaintId/reopen', {
    ...step,
    ...process,
    summary: 'Reopen within 30 days after closing',
    body: Reason,
    transition: ['complaint', 'reopen'],
    problems: ['transition-not-allowed', 'deadline-passed'],
  }),
  rejectComplaint: post('/v1/complaints/:complaintId/reject', {
    ...step,
    ...determine,
    summary: 'Reject, with the reason',
    body: Reason,
    transition: ['complaint', 'reject'],
    problems: ['transition-not-allowed', 'open-referral'],
  }),
  withdrawComplaint: post('/v1/complaints/:complaintId/withdraw', {
    ...step,
    access: { permission: 'complaint.create' },
    summary: 'The reporter withdraws it',
    body: Reason,
    transition: ['complaint', 'withdraw'],
    problems: ['transition-not-allowed'],
  }),
  markComplaintDuplicate: post('/v1/complaints/:complaintId/duplicate', {
    ...step,
    ...process,
    summary: 'It is the same as another complaint',
    body: MarkDuplicate,
    transition: ['complaint', 'markDuplicate'],
    problems: ['transition-not-allowed', 'unknown-reference'],
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
})
