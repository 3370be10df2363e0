/** Families (one Kartu Keluarga) and their members over time. Households of DTKS are kept apart from them. */
import { Type, type Static } from 'typebox'
import { TimelinePage } from './audit.ts'
import { defineContract, get, named, nullable, oneOf } from './contract/operation.ts'
import { pageQuery } from './contract/page.ts'
import { CalendarDate, Id, object, RegionCode, Version } from './scalars.ts'
import { Desil, Provenance, sexes } from './persons.ts'

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
    validFrom: nullable(CalendarDate),
    validTo: nullable(CalendarDate),
  }),
)
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
    rankings: Type.Array(Desil, { description: 'Official desil by release, newest first' }),
    provenance: Provenance,
    version: Version,
  }),
)
export type Family = Static<typeof Family>

const family = { familyId: Id }
export const families = defineContract('Families', {
  getFamily: get('/v1/families/:familyId', {
    summary: 'One family with its members and the official desil by release',
    access: { permission: 'person.read' },
    params: family,
    success: { status: 200, body: Family },
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
