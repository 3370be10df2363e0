/** Families (one Kartu Keluarga) and their members over time. Households of DTKS are kept apart from them. */
import { Type, type Static } from 'typebox'
import { TimelinePage } from './audit.ts'
import { defineContract, get, named, nullable, oneOf } from './contract/operation.ts'
import { pageQuery } from './contract/page.ts'
import { asOfQuery, CalendarDate, Id, object, RegionCode, Version } from './scalars.ts'
import { Address, dataSources, DayAsked, Desil, ProgrammeMembership, Provenance, sexes } from './persons.ts'

/** Relation to the head of the family, Regsosek 2022 codes 1 to 8 (domain.md 3.5). */
export const relations = [
  'head',
  'spouse',
  'child',
  'child_in_law',
  'grandchild',
  'parent',
  'domestic_helper',
  'other',
] as const

export const FamilyMember = named(
  'FamilyMember',
  object({
    personId: Id,
    name: nullable(Type.String()),
    relation: nullable(oneOf(relations)),
    sex: nullable(oneOf(sexes)),
    age: nullable(Type.Integer()),
    nik: nullable(Type.String({ description: 'Masked' })),
    deceased: Type.Boolean(),
    validFrom: nullable(CalendarDate),
    validTo: nullable(CalendarDate),
    address: nullable(Address),
    programmes: Type.Array(ProgrammeMembership, { description: 'Those that are active, or were on the day' }),
    provenance: Provenance,
  }),
)
export const familyChangeKinds = [
  'member_joined',
  'member_left',
  'desil',
  'address',
  'programme_began',
  'programme_ended',
] as const
/** What became true on a day, and which row of which release says so. */
export const FamilyChange = named(
  'FamilyChange',
  object({
    on: CalendarDate,
    kind: oneOf(familyChangeKinds),
    personId: nullable(Id),
    name: nullable(Type.String()),
    before: nullable(Type.String()),
    after: nullable(Type.String()),
    source: oneOf(dataSources),
    releaseName: nullable(Type.String()),
    rowNumber: nullable(Type.Integer()),
  }),
)
export type FamilyChange = Static<typeof FamilyChange>
export const mostFamilyChanges = 200

export const Family = named(
  'Family',
  object({
    id: Id,
    kkNumber: nullable(Type.String({ description: 'Masked' })),
    headName: nullable(Type.String()),
    villageCode: RegionCode,
    regionPath: Type.String(),
    street: nullable(Type.String()),
    members: Type.Array(FamilyMember),
    formerMembers: Type.Array(FamilyMember),
    householdExternalId: nullable(Type.String({ description: 'ID DTKS' })),
    desil: nullable(Desil),
    rankings: Type.Array(Desil, { description: 'Official desil by release, newest first' }),
    provenance: Provenance,
    ...DayAsked,
    version: Version,
  }),
)
export type Family = Static<typeof Family>

const family = { familyId: Id }
export const families = defineContract('Families', {
  getFamily: get('/v1/families/:familyId', {
    summary: 'One family with its members and the official desil by release, now or as of a day',
    description:
      'With `asOf`: who was a member on that day, where each lived, which programmes were active, and the official desil by cut-off, each with release and row. `known` is false where the record begins later (`knownSince`). KK number and the names are as they are now.',
    access: { permission: 'person.read' },
    params: family,
    query: object({ ...asOfQuery }),
    success: { status: 200, body: Family },
    problems: ['not-found', 'impossible-date'],
  }),
  listFamilyChanges: get('/v1/families/:familyId/changes', {
    summary: 'How members, desil, addresses and programmes of a family changed, by day and release, newest first',
    access: { permission: 'person.read' },
    params: family,
    success: {
      status: 200,
      body: named(
        'FamilyChanges',
        object({
          items: Type.Array(FamilyChange, { maxItems: mostFamilyChanges }),
          more: Type.Boolean({ description: 'There are older changes than these' }),
        }),
      ),
    },
    problems: ['not-found'],
  }),
  listFamilyTimeline: get('/v1/families/:familyId/timeline', {
    summary: 'Everything that happened to this family and its present members, newest first',
    access: { permission: 'person.read' },
    params: family,
    query: object({ ...pageQuery }),
    success: { status: 200, body: TimelinePage },
    problems: ['not-found'],
  }),
})
