/** PPKS registration: 26 types (Permensos 8/2012), several a person, from report to exit. Age rules warn, they never block. */
import { Type, type Static } from 'typebox'
import { TimelinePage } from './audit.ts'
import { AllowedAction } from './allowed-action.ts'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { defineRecord, stepOperations } from './contract/record.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { CalendarDate, Id, Instant, object, RegionCode, text, Version } from './scalars.ts'

const Answers = Type.Array(
  named('PpksAnswerInput', object({ code: Type.String({ maxLength: 40 }), met: Type.Boolean() })),
  { maxItems: 40 },
)
const Note = named('PpksNote', object({ note: Type.Optional(text(2000)) }))
const Reason = named('PpksReason', object({ reason: text(1000) }))
const Ending = named('PpksEnding', object({ reason: text(1000), on: Type.Optional(CalendarDate) }))

export const ppksRecord = defineRecord({
  name: 'ppks',
  states: ['reported', 'verified', 'validated', 'determined', 'returned', 'active', 'handled', 'left', 'died', 'moved'],
  initial: 'reported',
  groups: {
    /** Looked at and not yet decided. */
    underReview: ['reported', 'verified', 'validated'],
    /** Who registered it may still mend it. */
    mendable: ['reported', 'returned'],
    returned: ['returned'],
    active: ['active'],
    /** From report to service, one after the other. */
    path: ['reported', 'verified', 'validated', 'determined', 'active'],
    afterService: ['handled', 'left'],
    ended: ['left', 'died', 'moved'],
    /** The reason of the latest step is shown. */
    explained: ['returned', 'left', 'died', 'moved'],
  },
  steps: {
    verify: {
      from: ['reported'],
      to: 'verified',
      permission: 'ppks.verify',
      operation: 'verifyPpks',
      path: 'verify',
      summary: 'Verify for the village; not by who registered',
      body: Note,
      rules: ['separation-of-duties'],
    },
    validate: {
      from: ['verified'],
      to: 'validated',
      permission: 'ppks.validate',
      operation: 'validatePpks',
      path: 'validate',
      summary: 'Validate for the kecamatan; not by who registered',
      body: Note,
      rules: ['separation-of-duties'],
    },
    determine: {
      from: ['validated'],
      to: 'determined',
      permission: 'ppks.determine',
      operation: 'determinePpks',
      path: 'determine',
      summary: 'Determine for the dinas sosial; not by who registered',
      body: Note,
      rules: ['separation-of-duties'],
    },
    return: {
      from: ['reported', 'verified', 'validated'],
      to: 'returned',
      permission: 'ppks.return',
      operation: 'returnPpks',
      path: 'return',
      summary: 'Send back to who registered, with the reason',
      body: Reason,
      rules: ['separation-of-duties'],
    },
    resubmit: {
      from: ['returned'],
      to: 'reported',
      permission: 'ppks.register',
      operation: 'resubmitPpks',
      path: 'resubmit',
      summary: 'Report again after mending, with a new checklist',
      body: named('ResubmitPpks', object({ criteria: Answers, note: Type.Optional(text(2000)) })),
      problems: ['unknown-reference'],
    },
    activate: {
      from: ['determined'],
      to: 'active',
      permission: 'ppks.follow-up',
      operation: 'activatePpks',
      path: 'activate',
      summary: 'Start service to a determined PPKS',
      body: Note,
    },
    recordHandled: {
      from: ['active'],
      to: 'handled',
      permission: 'ppks.follow-up',
      operation: 'recordPpksHandled',
      path: 'handled',
      summary: 'The need has been met',
      body: Note,
    },
    resume: {
      from: ['handled'],
      to: 'active',
      permission: 'ppks.follow-up',
      operation: 'resumePpks',
      path: 'resume',
      summary: 'The need is back: serve again',
      body: Note,
    },
    recordLeft: {
      from: ['determined', 'active', 'handled'],
      to: 'left',
      permission: 'ppks.follow-up',
      operation: 'recordPpksLeft',
      path: 'left',
      summary: 'No longer PPKS of this type',
      body: Ending,
      problems: ['impossible-date'],
    },
    recordDied: {
      from: ['reported', 'verified', 'validated', 'determined', 'returned', 'active', 'handled'],
      to: 'died',
      permission: 'ppks.follow-up',
      operation: 'recordPpksDied',
      path: 'died',
      summary: 'The person has died',
      body: Ending,
      problems: ['impossible-date'],
    },
    recordMoved: {
      from: ['reported', 'verified', 'validated', 'determined', 'returned', 'active', 'handled'],
      to: 'moved',
      permission: 'ppks.follow-up',
      operation: 'recordPpksMoved',
      path: 'moved',
      summary: 'The person has moved to another jurisdiction',
      body: Ending,
      problems: ['impossible-date'],
    },
  },
  changes: {
    /** After the village has looked at it, the evidence stays as it was. */
    attachPhoto: {
      in: ['reported', 'returned'],
      permission: 'ppks.register',
      operation: 'uploadPpksPhoto',
      event: 'photo_attached',
    },
  },
})

export const PpksType = named(
  'PpksType',
  object({
    code: Type.String(),
    number: Type.Integer(),
    name: Type.String(),
    nameEn: Type.String(),
    unit: oneOf(['person', 'family', 'group']),
    minAge: nullable(Type.Integer()),
    maxAge: nullable(Type.Integer()),
    sex: nullable(oneOf(['male', 'female'])),
    restricted: Type.Boolean({ description: 'Visible only with ppks.read-restricted' }),
    pasCode: Type.String({ description: '12-PAS roll-up, Kepmensos 103/HUK/2025' }),
    pasName: Type.String(),
    criteria: Type.Array(
      named('PpksCriterion', object({ code: Type.String(), label: Type.String(), labelEn: Type.String() })),
    ),
  }),
)
export type PpksType = Static<typeof PpksType>

export const ppksWarnings = [
  'age_below_type',
  'age_above_type',
  'sex_differs_from_type',
  'age_unknown',
  'no_criterion_met',
  'other_registration_of_type',
  'person_deceased',
] as const

export const PpksRegistration = named(
  'PpksRegistration',
  object({
    id: Id,
    personId: Id,
    personName: nullable(Type.String()),
    personAge: nullable(Type.Integer()),
    regionCode: RegionCode,
    regionPath: Type.String(),
    typeCode: Type.String(),
    typeName: Type.String(),
    pasName: Type.String(),
    restricted: Type.Boolean(),
    status: oneOf(ppksRecord.states),
    criteria: Type.Array(
      named('PpksAnswer', object({ code: Type.String(), label: Type.String(), met: Type.Boolean() })),
    ),
    note: nullable(Type.String()),
    hasPhoto: Type.Boolean(),
    warnings: Type.Array(oneOf(ppksWarnings)),
    registeredById: Id,
    registeredByName: Type.String(),
    registeredAt: Instant,
    returnReason: nullable(Type.String()),
    endedOn: nullable(CalendarDate),
    allowedActions: Type.Array(AllowedAction),
    version: Version,
  }),
)
export type PpksRegistration = Static<typeof PpksRegistration>

export const NewPpksRegistration = named(
  'NewPpksRegistration',
  object({
    personId: Id,
    typeCode: Type.String({ pattern: '^[A-Z]{2,6}$' }),
    criteria: Answers,
    note: Type.Optional(text(2000)),
  }),
)
const registration = { registrationId: Id }
export const ppks = defineContract('PPKS', {
  listPpksTypes: get('/v1/ppks-types', {
    summary: 'The 26 types with their criteria and the 12-PAS roll-up',
    access: { permission: 'ppks.read' },
    conditional: 'etag',
    success: { status: 200, body: named('PpksTypeList', object({ items: Type.Array(PpksType) })) },
  }),
  listPpksRegistrations: get('/v1/ppks-registrations', {
    summary: 'PPKS registrations of my area, newest first; protected types only with their own permission',
    access: { permission: 'ppks.read' },
    query: object({
      ...pageQuery,
      status: Type.Optional(oneOf(ppksRecord.states)),
      typeCode: Type.Optional(Type.String({ pattern: '^[A-Z]{2,6}$' })),
      regionCode: Type.Optional(RegionCode),
      personId: Type.Optional(Id),
    }),
    success: { status: 200, body: pageOf('PpksRegistrationPage', PpksRegistration) },
  }),
  getPpksRegistration: get('/v1/ppks-registrations/:registrationId', {
    summary: 'One registration with its checklist',
    access: { permission: 'ppks.read' },
    params: registration,
    success: { status: 200, body: PpksRegistration },
    problems: ['not-found'],
  }),
  listPpksTimeline: get('/v1/ppks-registrations/:registrationId/timeline', {
    summary: 'What happened to this registration, newest first',
    access: { permission: 'ppks.read' },
    params: registration,
    query: object({ ...pageQuery }),
    success: { status: 200, body: TimelinePage },
    problems: ['not-found'],
  }),
  registerPpks: post('/v1/ppks-registrations', {
    summary: 'Report a person as PPKS of one type',
    access: { permission: 'ppks.register' },
    body: NewPpksRegistration,
    idempotency: 'key',
    success: { status: 201, body: PpksRegistration },
    problems: ['unknown-reference', 'already-exists'],
  }),
  uploadPpksPhoto: post('/v1/ppks-registrations/:registrationId/photo', {
    summary: 'Attach the photo (JPEG, PNG or WebP)',
    access: { permission: 'ppks.register' },
    params: registration,
    upload: { types: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: 5_000_000 },
    concurrency: 'if-match',
    success: { status: 200, body: PpksRegistration },
    problems: ['file-not-as-declared', 'transition-not-allowed'],
  }),
  downloadPpksPhoto: get('/v1/ppks-registrations/:registrationId/photo', {
    summary: 'The photo',
    access: { permission: 'ppks.read' },
    params: registration,
    success: { status: 200, download: 'image/*' },
    problems: ['not-found'],
  }),
  ...stepOperations(ppksRecord, {
    path: '/v1/ppks-registrations/:registrationId',
    params: registration,
    success: { status: 200, body: PpksRegistration },
  }),
})
