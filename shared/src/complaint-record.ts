/** Complaints and needs (keluhan): codes of domain.md 10.2a and the steps of 10.1, from intake to a determined outcome. */
import { Type } from 'typebox'
import { named, oneOf } from './contract/operation.ts'
import { defineRecord } from './contract/record.ts'
import { sectors } from './institutions.ts'
import { ownerLevels } from './programmes.ts'
import { CalendarDate, Id, object, text } from './scalars.ts'

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
/** Why a case is kept from all but its own circle (rahasia). */
export const confidentialReasons = ['levy', 'officer_conduct', 'violence', 'trafficking', 'child', 'health'] as const
export type ConfidentialReason = (typeof confidentialReasons)[number]
/** Read by the integrity team and the Inspektorat; all others by who may read protected types of PPKS. */
export const integrityReasons = ['levy', 'officer_conduct'] as const satisfies readonly ConfidentialReason[]
/** Topics that make a case confidential by themselves. */
export const confidentialTopics: Readonly<Partial<Record<(typeof complaintTopics)[number], ConfidentialReason>>> = {
  levy_or_misuse: 'levy',
  officer_conduct: 'officer_conduct',
  violence_or_neglect: 'violence',
}
export const accusedKinds = ['region', 'institution', 'officer'] as const
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
/** An outcome is told by what is on record, never by a word: `possibleOutcomes` of a case says which are. */
export const outcomes = [
  'served',
  'informed',
  'criteria_not_met',
  'quota_full',
  'not_our_authority',
  'unreachable',
  'died',
  'moved',
] as const
export type Outcome = (typeof outcomes)[number]
/** How the citizen was told of the outcome. */
export const tellingWays = ['in_person', 'phone', 'letter', 'not_reached'] as const
export const reporterKinds = ['listed', 'unlisted', 'anonymous'] as const

const Note = named('ComplaintNote', object({ note: Type.Optional(text(2000)) }))
export const Reason = named('ComplaintReason', object({ reason: text(2000) }))
/** The only words of an officer that the public page shows. */
const publicNote = Type.Optional(text(1000, { description: 'For the citizen, shown on the public page; no names' }))
const ReasonForCitizen = named('ComplaintReasonForCitizen', object({ reason: text(2000), publicNote }))
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
export const ScreenComplaint = named(
  'ScreenComplaint',
  object({
    result: oneOf(screeningResults),
    note: Type.Optional(text(2000)),
    subjectPersonId: Type.Optional(Id),
    category: Type.Optional(
      Type.Object(CategoriseComplaint.properties, {
        additionalProperties: false,
        description: 'Categorise at once: both steps are made, each with its entry and event',
      }),
    ),
  }),
)
/** How an officer knows that somebody is who gave the report. */
export const identityProofs = ['identity_card', 'family_card', 'known_to_officer_with_witness'] as const
export const RenewSecret = named(
  'RenewComplaintSecret',
  object({ proof: oneOf(identityProofs), note: Type.Optional(text(500)) }),
)
export const DetermineOutcome = named(
  'DetermineOutcome',
  object({ outcome: oneOf(outcomes), publicNote, note: text(2000) }),
)
export const SubmitForDetermination = named(
  'SubmitForDetermination',
  object({
    reason: text(2000),
    delivered: Type.Optional(
      text(500, {
        description: 'What the office itself has given or done; without it, or a completed referral, nobody was served',
      }),
    ),
    deliveredOn: Type.Optional(CalendarDate),
  }),
)
export const CloseComplaint = named(
  'CloseComplaint',
  object({ told: oneOf(tellingWays), note: Type.Optional(text(2000)) }),
)
export const gonePeople = ['died', 'moved'] as const
export const RecordSubjectGone = named('RecordSubjectGone', object({ why: oneOf(gonePeople), reason: text(2000) }))
export const endingKinds = ['reject', 'withdraw', 'markDuplicate'] as const
export const MarkDuplicate = named('MarkDuplicate', object({ duplicateOfId: Id, reason: text(2000) }))
export const WithdrawComplaint = named(
  'WithdrawComplaint',
  object({
    reason: text(2000),
    secret: Type.Optional(
      Type.String({
        minLength: 10,
        maxLength: 60,
        description: 'That it is the citizen’s wish: her secret, or a statement that she signed. A draft needs neither',
      }),
    ),
    statementSignedOn: Type.Optional(CalendarDate),
    statementWitness: Type.Optional(text(120)),
  }),
)

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

/** All but a draft, also after the end. */
const TAKEN_IN = [
  ...OPEN,
  'referred',
  'determination',
  'resolved',
  'closed',
  'rejected',
  'withdrawn',
  'duplicate',
] as const

export const complaintRecord = defineRecord({
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
  groups: {
    open: OPEN,
    draft: ['draft'],
    /** Has its topic, or is back on the officer's desk. */
    categorised: ['categorised'],
    /** An officer has something to do. */
    onDesk: ['registered', 'screened', 'categorised', 'in_handling', 'field_visit', 'escalated', 'reopened'],
    /** The kabupaten takes it over next. */
    escalated: ['escalated'],
    /** With an institution. */
    away: ['referred'],
    /** The manager determines the outcome. */
    undetermined: ['determination'],
    /** The manager has something to do: determine, or tell the citizen and close. */
    withManager: ['determination', 'resolved'],
    /** The citizen is told, and the case closed. */
    resolved: ['resolved'],
    /** Taken in and not ended. */
    running: [...OPEN, 'referred', 'determination'],
    /** Answered. */
    answered: ['resolved', 'closed'],
    /** Ended by two officers, without an answer. */
    dismissed: ['rejected', 'withdrawn', 'duplicate'],
    rejected: ['rejected'],
    ended: ['resolved', 'closed', 'rejected', 'withdrawn', 'duplicate'],
    /** Never taken in, or ended without an answer: cannot be the original of a duplicate. */
    unanswered: ['draft', 'rejected', 'withdrawn', 'duplicate'],
  },
  clocks: {
    registered: 'screening',
    screened: 'categorisation',
    categorised: 'handling',
    in_handling: 'handling',
    field_visit: 'handling',
    referred: 'referral_result',
    escalated: 'handling',
    determination: 'determination',
    resolved: 'closing',
    reopened: 'categorisation',
  },
  steps: {
    register: {
      from: ['draft'],
      to: 'registered',
      permission: 'complaint.create',
      operation: 'registerComplaint',
      path: 'register',
      summary: 'Take a draft in; gives ticket and secret',
      idempotency: 'key',
    },
    screen: {
      from: ['registered'],
      to: 'screened',
      permission: 'complaint.process',
      operation: 'screenComplaint',
      path: 'screen',
      summary: 'Record whether the person is in the targeting data, and categorise it at once if asked to',
      body: ScreenComplaint,
      problems: ['unknown-reference'],
    },
    categorise: {
      from: ['screened', 'reopened'],
      to: 'categorised',
      permission: 'complaint.process',
      operation: 'categoriseComplaint',
      path: 'categorise',
      summary: 'Kind, sector, topic and programme owner',
      body: CategoriseComplaint,
      problems: ['unknown-reference'],
    },
    startHandling: {
      from: ['categorised'],
      to: 'in_handling',
      permission: 'complaint.process',
      operation: 'startHandling',
      path: 'handle',
      summary: 'Handle it here',
      body: Note,
    },
    requestFieldVisit: {
      from: ['categorised', 'in_handling'],
      to: 'field_visit',
      permission: 'complaint.process',
      operation: 'requestFieldVisit',
      path: 'field-visit',
      summary: 'Ask for a home visit',
      body: Reason,
    },
    recordFieldVisit: {
      from: ['field_visit'],
      to: 'categorised',
      permission: 'complaint.process',
      operation: 'recordFieldVisit',
      path: 'field-visit/result',
      summary: 'Record what the visit found',
      body: Reason,
    },
    requestDocuments: {
      from: ['categorised', 'in_handling'],
      to: 'awaiting_documents',
      permission: 'complaint.process',
      operation: 'requestDocuments',
      path: 'documents',
      summary: 'Wait for documents from the citizen; the clock stops',
      body: ReasonForCitizen,
    },
    receiveDocuments: {
      from: ['awaiting_documents'],
      to: 'categorised',
      permission: 'complaint.process',
      operation: 'receiveDocuments',
      path: 'documents/received',
      summary: 'The documents have come',
      body: Note,
    },
    escalate: {
      from: ['categorised', 'in_handling'],
      to: 'escalated',
      permission: 'complaint.process',
      operation: 'escalateComplaint',
      path: 'escalate',
      summary: 'Escalate from the Puskesos to the kabupaten',
      body: Reason,
    },
    takeOver: {
      from: ['escalated'],
      to: 'categorised',
      permission: 'complaint.process',
      operation: 'takeOverComplaint',
      path: 'take-over',
      summary: 'The kabupaten takes an escalated complaint over',
      body: Note,
      rules: ['not-own-level'],
    },
    /** The operation makes the leg too, so it is in the contract of the referrals. */
    refer: {
      from: ['categorised', 'in_handling', 'referred'],
      to: 'referred',
      permission: 'referral.create',
      operation: 'referComplaint',
      elsewhere: true,
    },
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
    submitForDetermination: {
      from: ['in_handling'],
      to: 'determination',
      permission: 'complaint.process',
      operation: 'submitForDetermination',
      path: 'submit',
      summary: 'Handled: ask the manager for the outcome',
      body: SubmitForDetermination,
      problems: ['impossible-date', 'missing-detail'],
      rules: ['open-referral'],
    },
    recordSubjectGone: {
      from: ['referred'],
      to: 'determination',
      permission: 'complaint.process',
      operation: 'recordSubjectGone',
      path: 'gone',
      summary: 'Whom it is for has died or moved away: open referrals are taken back, and the manager determines',
      body: RecordSubjectGone,
    },
    returnToOfficer: {
      from: ['determination'],
      to: 'categorised',
      permission: 'complaint.determine',
      operation: 'returnToOfficer',
      path: 'return',
      summary: 'Send back to the officer, with the reason',
      body: Reason,
    },
    determine: {
      from: ['determination'],
      to: 'resolved',
      permission: 'complaint.determine',
      operation: 'determineOutcome',
      path: 'outcome',
      summary: 'Determine the outcome; not by who recorded it, not while a referral is open',
      body: DetermineOutcome,
      problems: ['outcome-not-shown'],
      rules: ['open-referral', 'separation-of-duties'],
    },
    close: {
      from: ['resolved'],
      to: 'closed',
      permission: 'complaint.determine',
      operation: 'closeComplaint',
      path: 'close',
      summary: 'Close: how the citizen was told of the outcome, or that she could not be reached',
      body: CloseComplaint,
    },
    reopen: {
      from: ['resolved', 'closed', 'rejected', 'withdrawn', 'duplicate'],
      to: 'reopened',
      permission: 'complaint.process',
      operation: 'reopenComplaint',
      path: 'reopen',
      summary: 'Reopen within 30 days after it ended',
      body: Reason,
      rules: ['deadline-passed'],
    },
    /** What somebody asked for and a second officer agreed to: nobody ends a case alone. */
    reject: { from: OPEN, to: 'rejected', permission: 'complaint.determine', causedBy: 'confirmComplaintEnding' },
    withdraw: {
      from: ['draft', ...OPEN, 'referred'],
      to: 'withdrawn',
      permission: 'complaint.determine',
      causedBy: 'confirmComplaintEnding',
    },
    markDuplicate: {
      from: OPEN,
      to: 'duplicate',
      permission: 'complaint.determine',
      causedBy: 'confirmComplaintEnding',
    },
    overturnRejection: {
      from: ['rejected'],
      to: 'reopened',
      permission: 'complaint.review',
      operation: 'overturnRejection',
      path: 'rejection/overturned',
      summary: 'The Inspektorat finds that a confidential case was rejected wrongly: it is open again',
      body: Reason,
      rules: ['no-review-asked', 'separation-of-duties'],
    },
  },
  changes: {
    askRejection: {
      in: OPEN,
      permission: 'complaint.determine',
      operation: 'rejectComplaint',
      event: 'ending_asked',
      rules: ['open-referral', 'ending-pending'],
    },
    /** Also while it is with an institution: what the citizen does not want any more is taken back from there. */
    askWithdrawal: {
      in: ['draft', ...OPEN, 'referred'],
      permission: 'complaint.create',
      operation: 'withdrawComplaint',
      event: 'ending_asked',
      rules: ['ending-pending'],
    },
    askDuplicate: {
      in: OPEN,
      permission: 'complaint.process',
      operation: 'markComplaintDuplicate',
      event: 'ending_asked',
      rules: ['open-referral', 'ending-pending'],
    },
    confirmEnding: {
      in: [...OPEN, 'referred'],
      permission: 'complaint.determine',
      operation: 'confirmComplaintEnding',
      rules: ['no-ending-asked', 'separation-of-duties', 'not-own-level'],
    },
    declineEnding: {
      in: [...OPEN, 'referred'],
      permission: 'complaint.determine',
      operation: 'declineComplaintEnding',
      event: 'ending_declined',
      rules: ['no-ending-asked'],
    },
    upholdRejection: {
      in: ['rejected'],
      permission: 'complaint.review',
      operation: 'upholdRejection',
      event: 'rejection_upheld',
      rules: ['no-review-asked', 'separation-of-duties'],
    },
    /** Also after the end: the citizen still wants to read what became of it. */
    renewSecret: {
      in: TAKEN_IN,
      permission: 'complaint.create',
      operation: 'renewComplaintSecret',
      event: 'secret_renewed',
    },
    markConfidential: {
      in: ['draft', ...TAKEN_IN],
      permission: 'complaint.create',
      operation: 'markComplaintConfidential',
      event: 'marked_confidential',
    },
    nameAccused: {
      in: ['draft', ...TAKEN_IN],
      permission: 'complaint.process',
      operation: 'nameAccused',
      event: 'accused_named',
    },
  },
})

/** A closed complaint can be reopened for so many days (domain.md 10.1). */
export const REOPEN_DAYS = 30
