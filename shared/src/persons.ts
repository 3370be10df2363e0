/** Persons: identifiers, addresses and programme memberships over time. Duplicates are data, not errors. */
import { Type, type Static } from 'typebox'
import { AccessPage, TimelinePage } from './audit.ts'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { pageQuery } from './contract/page.ts'
import {
  asOfQuery,
  CalendarDate,
  Id,
  Instant,
  KkNumber,
  Nik,
  object,
  Phone,
  RegionCode,
  text,
  Version,
  VillageCode,
} from './scalars.ts'

export const sexes = ['male', 'female'] as const
export type Sex = (typeof sexes)[number]
export const identityStatuses = ['complete', 'partial', 'none'] as const
export const identifierTypes = [
  'nik',
  'idsemesta',
  'dtsen_person',
  'pkh_participant',
  'kks_card',
  'passport',
  'other',
] as const
/** Padan status against the civil registry, domain.md 4. */
export const identifierStatuses = [
  'unchecked',
  'match',
  'partial_match',
  'no_match',
  'not_found',
  'inactive',
  'deceased',
  'not_recorded',
] as const
export const dataSources = ['dtks', 'dtsen', 'bdt', 'regsosek', 'sheet', 'officer', 'demo'] as const

/** Where a fact comes from: who said it, in which release, as of when, in which row. */
export const Provenance = named(
  'Provenance',
  object({
    source: oneOf(dataSources),
    releaseName: nullable(Type.String()),
    cutOffOn: nullable(CalendarDate),
    rowNumber: nullable(Type.Integer()),
    recordedAt: Instant,
  }),
)
export const Desil = named(
  'Desil',
  object({
    desil: nullable(Type.Integer({ minimum: 0, maximum: 10, description: '0 and null: unranked' })),
    releaseName: Type.String(),
    cutOffOn: CalendarDate,
    source: oneOf(dataSources),
  }),
)
export const Identifier = named(
  'Identifier',
  object({
    id: Id,
    type: oneOf(identifierTypes),
    value: Type.String({ description: 'Masked (3314************) unless revealed' }),
    masked: Type.Boolean(),
    status: oneOf(identifierStatuses),
    shared: Type.Boolean({ description: 'Another person of this jurisdiction carries the same value' }),
    validFrom: nullable(CalendarDate),
    validTo: nullable(CalendarDate),
    provenance: Provenance,
  }),
)
export const Address = named(
  'Address',
  object({
    kind: oneOf(['card', 'domicile']),
    villageCode: RegionCode,
    regionPath: Type.String(),
    street: nullable(Type.String()),
    hamlet: nullable(Type.String()),
    rt: nullable(Type.String()),
    rw: nullable(Type.String()),
    validFrom: nullable(CalendarDate),
    validTo: nullable(CalendarDate),
    provenance: Provenance,
  }),
)
/** Who says that somebody has died: a file, an officer who saw the certificate, or the end of a PPKS registration. */
export const deathSources = ['file', 'officer', 'ppks'] as const
export const PersonDeath = named(
  'PersonDeath',
  object({
    diedOn: nullable(CalendarDate),
    knownOn: Type.String({ format: 'date', description: 'By this day the person was dead: of a file its cut-off' }),
    place: nullable(Type.String()),
    certificateNumber: nullable(Type.String({ description: 'Of the akta kematian; masked' })),
    reportedBy: nullable(Type.String({ description: 'Who brought the news' })),
    saidBy: oneOf(deathSources),
    recordedByName: nullable(Type.String()),
    contestedBy: nullable(
      Type.String({ description: 'A later release that lists the person as alive: somebody must look' }),
    ),
    provenance: Provenance,
  }),
)
export type PersonDeath = Static<typeof PersonDeath>

export const membershipStatuses = ['active', 'ended', 'recipient_died'] as const
export const ProgrammeMembership = named(
  'ProgrammeMembership',
  object({
    programmeCode: Type.String(),
    programmeName: Type.String(),
    status: oneOf(membershipStatuses, {
      description: '`recipient_died`: the source still has it, and it must be reported so that it stops',
    }),
    validFrom: nullable(CalendarDate),
    validTo: nullable(CalendarDate),
    provenance: Provenance,
  }),
)
export const personWarnings = [
  'nik_shared',
  'nik_birth_date_differs',
  'nik_sex_differs',
  'nik_prefix_unknown',
  'no_nik',
  'age_over_110',
  'deceased',
  'death_contested',
  'addresses_differ',
] as const

/** Which day a state is of, and whether the record reaches back to it. */
export const DayAsked = {
  asOf: nullable(Type.String({ format: 'date', description: 'The day that was asked for; null is the present' })),
  known: Type.Boolean({ description: 'Was there anything on record for that day; always true for the present' }),
  knownSince: nullable(
    Type.String({ format: 'date', description: 'First day that is on record; null where a fact holds since ever' }),
  ),
}

export const Person = named(
  'Person',
  object({
    id: Id,
    name: nullable(Type.String()),
    identityStatus: oneOf(identityStatuses),
    sex: nullable(oneOf(sexes)),
    birthDate: nullable(CalendarDate),
    birthYearEstimated: nullable(Type.Integer()),
    birthPlace: nullable(Type.String()),
    age: nullable(Type.Integer()),
    phone: nullable(Type.String({ description: 'Masked unless revealed' })),
    death: nullable(PersonDeath),
    foundAt: nullable(Type.String({ description: 'Where a person without papers was met' })),
    villageCode: RegionCode,
    regionPath: Type.String(),
    identifiers: Type.Array(Identifier),
    addresses: Type.Array(Address),
    family: nullable(
      named(
        'PersonFamily',
        object({
          id: Id,
          kkNumber: nullable(Type.String()),
          relation: nullable(Type.String()),
          memberCount: Type.Integer(),
        }),
      ),
    ),
    householdExternalId: nullable(Type.String()),
    desil: nullable(Desil),
    programmes: Type.Array(ProgrammeMembership),
    warnings: Type.Array(oneOf(personWarnings)),
    provenance: Provenance,
    ...DayAsked,
    version: Version,
  }),
)
export type Person = Static<typeof Person>

export const matchReasons = [
  'nik',
  'kk',
  'name_exact',
  'name_begins',
  'name_similar',
  'birth_date',
  'birth_date_swapped',
  'birth_year',
  'village',
  'mother_name',
] as const
export const PersonHit = named(
  'PersonHit',
  object({
    id: Id,
    name: nullable(Type.String()),
    sex: nullable(oneOf(sexes)),
    birthDate: nullable(CalendarDate),
    age: nullable(Type.Integer()),
    regionPath: Type.String(),
    rt: nullable(Type.String({ description: 'Of where they live, else of the card' })),
    rw: nullable(Type.String()),
    nik: nullable(Type.String({ description: 'Masked' })),
    deceased: Type.Boolean(),
    familyId: nullable(Id),
    headName: nullable(Type.String({ description: 'Who heads the family, where the caller may see that person' })),
    isHead: Type.Boolean(),
    desil: nullable(Type.Integer()),
    score: Type.Number({ minimum: 0, maximum: 1 }),
    matched: Type.Array(oneOf(matchReasons)),
  }),
)
export type PersonHit = Static<typeof PersonHit>

export const SearchPersons = named(
  'SearchPersons',
  object({
    nik: Type.Optional(Nik),
    kkNumber: Type.Optional(KkNumber),
    name: Type.Optional(text(120, { minLength: 2 })),
    regionCode: Type.Optional(RegionCode),
    birthDate: Type.Optional(CalendarDate),
    motherName: Type.Optional(text(120, { minLength: 2 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
  }),
)

export const NewPerson = named(
  'NewPerson',
  object({
    identityStatus: oneOf(identityStatuses),
    nik: Type.Optional(Nik),
    name: Type.Optional(text(120)),
    sex: Type.Optional(oneOf(sexes)),
    birthDate: Type.Optional(CalendarDate),
    birthYearEstimated: Type.Optional(Type.Integer({ minimum: 1900, maximum: 2100 })),
    birthPlace: Type.Optional(text(80)),
    motherName: Type.Optional(text(120)),
    phone: Type.Optional(Phone),
    foundAt: Type.Optional(text(300, { description: 'Where the person was met; needed without name and NIK' })),
    villageCode: VillageCode,
    street: Type.Optional(text(200)),
    hamlet: Type.Optional(text(80)),
    rt: Type.Optional(Type.String({ pattern: '^[0-9]{1,3}$' })),
    rw: Type.Optional(Type.String({ pattern: '^[0-9]{1,3}$' })),
  }),
)

export const CorrectPerson = named(
  'CorrectPerson',
  object({
    name: Type.Optional(text(120)),
    sex: Type.Optional(oneOf(sexes)),
    birthDate: Type.Optional(CalendarDate),
    birthPlace: Type.Optional(text(80)),
    phone: Type.Optional(Phone),
    nik: Type.Optional(Nik),
    domicile: Type.Optional(
      named(
        'NewAddress',
        object({
          villageCode: VillageCode,
          street: Type.Optional(text(200)),
          hamlet: Type.Optional(text(80)),
          rt: Type.Optional(Type.String({ pattern: '^[0-9]{1,3}$' })),
          rw: Type.Optional(Type.String({ pattern: '^[0-9]{1,3}$' })),
        }),
      ),
    ),
    reason: text(500),
  }),
)

export const RecordDeath = named(
  'RecordDeath',
  object({
    diedOn: Type.Optional(CalendarDate),
    place: Type.Optional(text(200)),
    certificateNumber: Type.Optional(text(60, { description: 'Of the akta kematian, or of the village’s letter' })),
    reportedBy: text(120, { description: 'Who brought the news, and what they are to the person' }),
  }),
)

const person = { personId: Id }

export const persons = defineContract('Persons', {
  searchPersons: post('/v1/persons/search', {
    summary: 'Find persons by NIK, KK, or name with village or birth date',
    description:
      'A criterion is needed: nobody browses the poor. A POST, so that nothing personal is in a URL. Only persons of the caller’s area.',
    access: { permission: 'person.read' },
    effect: 'read',
    body: SearchPersons,
    success: { status: 200, body: named('PersonHits', object({ items: Type.Array(PersonHit), more: Type.Boolean() })) },
    problems: ['missing-detail'],
  }),
  getPerson: get('/v1/persons/:personId', {
    summary: 'One person, identifiers masked, now or as of a day',
    description:
      'With `asOf` only what was valid on that day: identifiers, addresses, family, desil (by cut-off) and programmes, each with release and row. Name, sex and the like are as they are now. Warnings are of the present only.',
    access: { permission: 'person.read' },
    params: person,
    query: object({ ...asOfQuery }),
    success: { status: 200, body: Person },
    problems: ['not-found', 'impossible-date'],
  }),
  createPerson: post('/v1/persons', {
    summary: 'Register a person, also without NIK or known name',
    access: { permission: 'person.create' },
    body: NewPerson,
    idempotency: 'key',
    success: { status: 201, body: Person },
    problems: ['unknown-region', 'outside-your-area', 'impossible-nik', 'impossible-date', 'missing-detail'],
  }),
  correctPerson: post('/v1/persons/:personId/corrections', {
    summary: 'Correct data of a person; the old value stays in the record',
    access: { permission: 'person.update' },
    params: person,
    body: CorrectPerson,
    concurrency: 'if-match',
    idempotency: 'key',
    success: { status: 200, body: Person },
    problems: ['unknown-region', 'outside-your-area', 'impossible-nik', 'impossible-date', 'missing-detail'],
  }),
  recordDeath: post('/v1/persons/:personId/death', {
    summary: 'Record that the person has died: one fact, which search, intake, PPKS, referral and case all show',
    access: { permission: 'person.update' },
    params: person,
    body: RecordDeath,
    concurrency: 'if-match',
    success: { status: 200, body: Person },
    problems: ['not-found', 'impossible-date', 'already-exists'],
  }),
  withdrawDeath: post('/v1/persons/:personId/death/withdrawal', {
    summary: 'The person lives: the fact is withdrawn with its reason, and stays in the record; not by who recorded it',
    access: { permission: 'person.update' },
    params: person,
    body: named('WithdrawDeath', object({ reason: text(500, { minLength: 5 }) })),
    concurrency: 'if-match',
    success: { status: 200, body: Person },
    problems: ['not-found', 'no-death-recorded', 'separation-of-duties'],
  }),
  markUnsafePlace: post('/v1/persons/:personId/unsafe-places', {
    summary:
      'The person is in danger in a place: its officers, and those of its kecamatan, read no address and no phone',
    description:
      'Stays: what was promised to somebody in danger is not taken back. The same place again changes nothing.',
    access: { permission: 'ppks.read-restricted' },
    effect: 'write',
    params: person,
    body: named(
      'MarkUnsafePlace',
      object({
        regionCode: Type.String({
          pattern: '^[1-9][0-9]{5}([0-9]{4})?$',
          description: 'A desa/kelurahan or a kecamatan',
        }),
        reason: text(500, { minLength: 5 }),
      }),
    ),
    concurrency: 'if-match',
    success: { status: 200, body: Person },
    problems: ['not-found', 'unknown-region'],
  }),
  revealPerson: post('/v1/persons/:personId/reveal', {
    summary: 'See full identifiers and phone; the reason is logged and shown in "who has looked"',
    access: { permission: 'person.reveal' },
    effect: 'read',
    identifiers: 'full',
    params: person,
    body: named('RevealPerson', object({ reason: text(300, { minLength: 5 }) })),
    success: {
      status: 200,
      body: named(
        'RevealedPerson',
        object({
          identifiers: Type.Array(Identifier),
          kkNumber: nullable(KkNumber),
          phone: nullable(Type.String()),
          motherName: nullable(Type.String()),
        }),
      ),
    },
    problems: ['not-found'],
  }),
  listPersonTimeline: get('/v1/persons/:personId/timeline', {
    summary: 'Everything that happened to this person, newest first',
    access: { permission: 'person.read' },
    params: person,
    query: object({ ...pageQuery }),
    success: { status: 200, body: TimelinePage },
    problems: ['not-found'],
  }),
  listPersonAccess: get('/v1/persons/:personId/access', {
    summary: 'Who has looked at this person',
    access: { permission: 'access-log.read' },
    params: person,
    query: object({ ...pageQuery }),
    success: { status: 200, body: AccessPage },
    problems: ['not-found'],
  }),
})
