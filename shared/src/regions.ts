/** Kemendagri regions and the jurisdictions enrolled on this server. Open to every signed-in caller. */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { object, Phone, RegionCode, text } from './scalars.ts'
import { timeZones } from './time-zones.ts'

export const regionKinds = ['provinsi', 'kabupaten', 'kota', 'kecamatan', 'kelurahan', 'desa', 'desa_adat'] as const

export const Region = named(
  'Region',
  object({
    code: RegionCode,
    level: Type.Integer({
      minimum: 1,
      maximum: 4,
      description: '1 province, 2 kabupaten/kota, 3 kecamatan, 4 desa/kelurahan',
    }),
    kind: oneOf(regionKinds),
    name: Type.String(),
    path: Type.String({ description: 'Names from the region up to its province' }),
    parentCode: nullable(RegionCode),
  }),
)
export type Region = Static<typeof Region>

export const Jurisdiction = named(
  'Jurisdiction',
  object({
    id: Type.Integer({ minimum: 1 }),
    kind: oneOf(['nation', 'province', 'regency']),
    regionCode: nullable(RegionCode),
    name: Type.String(),
    timeZone: oneOf(timeZones),
  }),
)
export type Jurisdiction = Static<typeof Jurisdiction>

export const OfficeContact = named(
  'OfficeContact',
  object({
    regionCode: RegionCode,
    regionPath: Type.String(),
    name: Type.String(),
    phone: nullable(Type.String()),
    hours: nullable(Type.String({ description: 'In plain words, as they stand on the door' })),
    address: nullable(Type.String()),
  }),
)
export type OfficeContact = Static<typeof OfficeContact>
export const NewOfficeContact = named(
  'NewOfficeContact',
  object({
    regionCode: RegionCode,
    name: text(120),
    phone: Type.Optional(Phone),
    hours: Type.Optional(text(160)),
    address: Type.Optional(text(300)),
  }),
)

const RegionList = named('RegionList', object({ items: Type.Array(Region) }))

export const regions = defineContract('Regions', {
  searchRegions: get('/v1/regions', {
    summary: 'Find regions by the start or a part of their name, or by code',
    access: 'session',
    query: object({
      query: Type.String({ minLength: 2, maxLength: 100 }),
      within: Type.Optional(RegionCode),
      level: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
    }),
    conditional: 'etag',
    success: { status: 200, body: RegionList },
  }),
  listChildRegions: get('/v1/regions/children', {
    summary: 'The regions directly below one, or the provinces',
    access: 'session',
    query: object({ parent: Type.Optional(RegionCode) }),
    conditional: 'etag',
    success: { status: 200, body: RegionList },
  }),
  getRegion: get('/v1/regions/:regionCode', {
    summary: 'One region by its code',
    access: 'session',
    params: { regionCode: RegionCode },
    conditional: 'etag',
    success: { status: 200, body: Region },
    problems: ['not-found'],
  }),
  listJurisdictions: get('/v1/jurisdictions', {
    summary: 'The jurisdictions enrolled on this server',
    access: 'session',
    conditional: 'etag',
    success: { status: 200, body: named('JurisdictionList', object({ items: Type.Array(Jurisdiction) })) },
  }),
  listOfficeContacts: get('/v1/office-contacts', {
    summary: 'How citizens reach the offices of a region, and those above it',
    access: 'session',
    query: object({ regionCode: RegionCode }),
    success: { status: 200, body: named('OfficeContactList', object({ items: Type.Array(OfficeContact) })) },
  }),
  setOfficeContact: post('/v1/office-contacts', {
    summary: 'Say how citizens reach the office of a region; replaces what was said before',
    access: { permission: 'office.manage' },
    body: NewOfficeContact,
    idempotency: 'key',
    success: { status: 200, body: OfficeContact },
    problems: ['unknown-region', 'outside-your-area'],
  }),
})
