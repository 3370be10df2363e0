/** Institutions that take referrals: dinas, LKS, ministry units, companies. Accreditation is a later slice. */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { Id, object, Phone, RegionCode, text, Version } from './scalars.ts'

/** Nine programme sectors of SLRT and four of ours (domain.md 2.3). */
export const sectors = [
  'health',
  'education',
  'social_economy',
  'food',
  'energy',
  'agriculture',
  'fisheries',
  'housing',
  'civil_registration',
  'employment',
  'violence_protection',
  'disaster',
  'other',
] as const
export const institutionKinds = ['dinas', 'lks', 'province', 'ministry', 'company', 'inspectorate', 'other'] as const

export const Institution = named(
  'Institution',
  object({
    id: Id,
    name: Type.String(),
    kind: oneOf(institutionKinds),
    sectors: Type.Array(oneOf(sectors)),
    regionCode: RegionCode,
    regionPath: Type.String(),
    address: nullable(Type.String()),
    phone: nullable(Type.String()),
    version: Version,
  }),
)
export type Institution = Static<typeof Institution>

export const institutions = defineContract('Institutions', {
  listInstitutions: get('/v1/institutions', {
    summary: 'Institutions that can take a referral from my area',
    access: { permission: 'institution.read' },
    query: object({
      ...pageQuery,
      name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      sector: Type.Optional(oneOf(sectors)),
      kind: Type.Optional(oneOf(institutionKinds)),
    }),
    success: { status: 200, body: pageOf('InstitutionPage', Institution) },
  }),
  getInstitution: get('/v1/institutions/:institutionId', {
    summary: 'One institution',
    access: { permission: 'institution.read' },
    params: { institutionId: Id },
    success: { status: 200, body: Institution },
    problems: ['not-found'],
  }),
  createInstitution: post('/v1/institutions', {
    summary: 'Add an institution that takes referrals',
    access: { permission: 'institution.manage' },
    body: named(
      'NewInstitution',
      object({
        name: text(160),
        kind: oneOf(institutionKinds),
        sectors: Type.Array(oneOf(sectors), { minItems: 1, uniqueItems: true }),
        regionCode: RegionCode,
        address: Type.Optional(text(300)),
        phone: Type.Optional(Phone),
      }),
    ),
    idempotency: 'key',
    success: { status: 201, body: Institution },
    problems: ['already-exists', 'unknown-region', 'outside-your-area'],
  }),
})
