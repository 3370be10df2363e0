/** PPKS registration: 26 types (Permensos 8/2012), several a person, from report to exit. Age rules warn, they never block. */
import { Type, type Static } from 'typebox'
import { TimelinePage } from './audit.ts'
import { AllowedAction, defineLifecycle } from './contract/lifecycle.ts'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { CalendarDate, Id, Instant, object, RegionCode, text, Version } from './scalars.ts'

export const ppksLifecycle = defineLifecycle({
  name: 'ppks',
  states: ['reported', 'verified', 'validated', 'determined', 'returned', 'active', 'handled', 'left', 'died', 'moved'],
  initial: 'reported',
  final: ['left', 'died', 'moved'],
  transitions: {
    verify: { from: ['reported'], to: 'verified', permission: 'ppks.verify' },
    validate: { from: ['verified'], to: 'validated', permission: 'ppks.validate' },
    determine: { from: ['validated'], to: 'determined', permission: 'ppks.determine' },
    return: { from: ['reported', 'verified', 'validated'], to: 'returned', permission: 'ppks.return' },
    resubmit: { from: ['returned'], to: 'reported', permission: 'ppks.register' },
    activate: { from: ['determined'], to: 'active', permission: 'ppks.follow-up' },
    recordHandled: { from: ['active'], to: 'handled', permission: 'ppks.follow-up' },
    resume: { from: ['handled'], to: 'active', permission: 'ppks.follow-up' },
    recordLeft: { from: ['determined', 'active', 'handled'], to: 'left', permission: 'ppks.follow-up' },
    recordDied: {
      from: ['reported', 'verified', 'validated', 'determined', 'returned', 'active', 'handled'],
      to: 'died',
      permission: 'ppks.follow-up',
    },
    recordMoved: {
      from: ['reported', 'verified', 'validated', 'determined', 'returned', 'active', 'handled'],
      to: 'moved',
      permission: 'ppks.follow-up',
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
    status: oneOf(ppksLifecycle.states),
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

const Answers = Type.Array(
  named('PpksAnswerInput', object({ code: Type.String({ maxLength: 40 }), met: Type.Boolean() })),
  { maxItems: 40 },
)
export const NewPpksRegistration = named(
  'NewPpksRegistration',
  object({
    personId: Id,
    typeCode: Type.String({ pattern: '^[A-Z]{2,6}$' }),
    criteria: Answers,
    note: Type.Optional(text(2000)),
  }),
)
const Note = named('PpksNote', object({ note: Type.Optional(text(2000)) }))
const Reason = named('PpksReason', object({ reason: text(1000) }))
const Ending = named('PpksEnding', object({ reason: text(1000), on: Type.Optional(CalendarDate) }))

const registration = { registrationId: Id }
const base = {
  params: registration,
  concurrency: 'if-match',
  success: { status: 200, body: PpksRegistration },
} as const

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
      status: Type.Optional(oneOf(ppksLifecycle.states)),
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
  verifyPpks: post('/v1/ppks-registrations/:registrationId/verify', {
    ...base,
    summary: 'Verify for the village; not by who registered',
    access: { permission: 'ppks.verify' },
    body: Note,
    transition: ['ppks', 'verify'],
    problems: ['transition-not-allowed', 'separation-of-duties'],
  }),
  validatePpks: post('/v1/ppks-registrations/:registrationId/validate', {
    ...base,
    summary: 'Validate for the kecamatan; not by who registered',
    access: { permission: 'ppks.validate' },
    body: Note,
    transition: ['ppks', 'validate'],
    problems: ['transition-not-allowed', 'separation-of-duties'],
  }),
  determinePpks: post('/v1/ppks-registrations/:registrationId/determine', {
    ...base,
    summary: 'Determine for the dinas sosial; not by who registered',
    access: { permission: 'ppks.determine' },
    body: Note,
    transition: ['ppks', 'determine'],
    problems: ['transition-not-allowed', 'separation-of-duties'],
  }),
  returnPpks: post('/v1/ppks-registrations/:registrationId/return', {
    ...base,
    summary: 'Send back to who registered, with the reason',
    access: { permission: 'ppks.return' },
    body: Reason,
    transition: ['ppks', 'return'],
    problems: ['transition-not-allowed', 'separation-of-duties'],
  }),
  resubmitPpks: post('/v1/ppks-registrations/:registrationId/resubmit', {
    ...base,
    summary: 'Report again after mending, with a new checklist',
    access: { permission: 'ppks.register' },
    body: named('ResubmitPpks', object({ criteria: Answers, note: Type.Optional(text(2000)) })),
    transition: ['ppks', 'resubmit'],
    problems: ['transition-not-allowed', 'unknown-reference'],
  }),
  activatePpks: post('/v1/ppks-registrations/:registrationId/activate', {
    ...base,
    summary: 'Start service to a determined PPKS',
    access: { permission: 'ppks.follow-up' },
    body: Note,
    transition: ['ppks', 'activate'],
    problems: ['transition-not-allowed'],
  }),
  recordPpksHandled: post('/v1/ppks-registrations/:registrationId/handled', {
    ...base,
    summary: 'The need has been met',
    access: { permission: 'ppks.follow-up' },
    body: Note,
    transition: ['ppks', 'recordHandled'],
    problems: ['transition-not-allowed'],
  }),
  resumePpks: post('/v1/ppks-registrations/:registrationId/resume', {
    ...base,
    summary: 'The need is back: serve again',
    access: { permission: 'ppks.follow-up' },
    body: Note,
    transition: ['ppks', 'resume'],
    problems: ['transition-not-allowed'],
  }),
  recordPpksLeft: post('/v1/ppks-registrations/:registrationId/left', {
    ...base,
    summary: 'No longer PPKS of this type',
    access: { permission: 'ppks.follow-up' },
    body: Ending,
    transition: ['ppks', 'recordLeft'],
    problems: ['transition-not-allowed', 'impossible-date'],
  }),
  recordPpksDied: post('/v1/ppks-registrations/:registrationId/died', {
    ...base,
    summary: 'The person has died',
    access: { permission: 'ppks.follow-up' },
    body: Ending,
    transition: ['ppks', 'recordDied'],
    problems: ['transition-not-allowed', 'impossible-date'],
  }),
  recordPpksMoved: post('/v1/ppks-registrations/:registrationId/moved', {
    ...base,
    summary: 'The person has moved to another jurisdiction',
    access: { permission: 'ppks.follow-up' },
    body: Ending,
    transition: ['ppks', 'recordMoved'],
    problems: ['transition-not-allowed', 'impossible-date'],
  }),
})
