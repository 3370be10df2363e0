/** Exchange: following what changes, and taking persons out in bulk. See docs/exchange.md. */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { identityStatuses, sexes } from './persons.ts'
import { relations } from './families.ts'
import { CalendarDate, Id, Instant, object, RegionCode } from './scalars.ts'

/** CloudEvents 1.0, thin: ids and codes, nothing that says who somebody is. */
export const ChangeEvent = named(
  'ChangeEvent',
  object(
    {
      specversion: oneOf(['1.0']),
      id: Id,
      source: Type.String({ description: 'The jurisdiction, as a URI reference' }),
      type: Type.String({ description: 'A kind of docs/events.md, e.g. person.imported; open list' }),
      time: Instant,
      subject: Type.String({ description: 'What it happened to, e.g. person/019a…' }),
      datacontenttype: oneOf(['application/json']),
      data: object({
        subjectType: Type.String(),
        subjectId: Id,
        personId: nullable(Id),
        regionCode: nullable(RegionCode),
      }),
      cursor: Type.Optional(
        Type.String({ description: 'In a stream, on some events: everything up to here has been told' }),
      ),
    },
    { description: 'CloudEvents 1.0' },
  ),
)
export type ChangeEvent = Static<typeof ChangeEvent>

const filters = {
  region: Type.Optional(RegionCode),
  type: Type.Optional(
    Type.Array(Type.String({ pattern: '^[a-z][a-z_-]{0,40}(\\.[a-z_-]{1,40})?$' }), {
      maxItems: 20,
      description: 'A kind (person.moved_away), or all kinds of a subject (person)',
    }),
  ),
}
const feedQuery = {
  ...filters,
  cursor: Type.Optional(
    Type.String({
      maxLength: 8000,
      description: 'Of the page before, or of a snapshot; valid for ever, bound to the same filters',
    }),
  ),
  start: Type.Optional(
    oneOf(['beginning', 'now'], { description: 'Where to begin without a cursor. Default: beginning' }),
  ),
}

export const identifierForms = ['masked', 'full'] as const
export type IdentifierForm = (typeof identifierForms)[number]
const identifiers = Type.Optional(oneOf(identifierForms, { description: '`full` needs export.full. Default: masked' }))

/** One person as exported, mirrored and digested; the order of the fields is part of the contract (docs/exchange.md). */
export const PersonRow = named(
  'PersonRow',
  object({
    id: Id,
    nik: nullable(Type.String()),
    kkNumber: nullable(Type.String()),
    familyId: nullable(Id),
    relation: nullable(oneOf(relations)),
    name: nullable(Type.String()),
    identityStatus: oneOf(identityStatuses),
    sex: nullable(oneOf(sexes)),
    birthDate: nullable(CalendarDate),
    birthYearEstimated: nullable(Type.Integer()),
    birthPlace: nullable(Type.String()),
    deceased: Type.Boolean(),
    deceasedOn: nullable(CalendarDate),
    villageCode: RegionCode,
    street: nullable(Type.String()),
    hamlet: nullable(Type.String()),
    rt: nullable(Type.String()),
    rw: nullable(Type.String()),
    householdExternalId: nullable(Type.String()),
    desil: nullable(Type.Integer()),
    desilCutOffOn: nullable(CalendarDate),
    programmes: nullable(Type.String({ description: 'Codes in alphabetical order, a space between' })),
  }),
)
export type PersonRow = Static<typeof PersonRow>
export const personRowFields = Object.keys(PersonRow.properties) as (keyof PersonRow)[]

const nodeFields = {
  regionCode: RegionCode,
  count: Type.Integer({ minimum: 0 }),
  hash: Type.String({ pattern: '^[0-9a-f]{32}$', description: 'Sum of the row digests modulo 2^128' }),
}
export const ProofNode = named('ProofNode', object(nodeFields))
export type ProofNode = Static<typeof ProofNode>
export const RowDigest = named(
  'RowDigest',
  object({ id: Id, digest: Type.String({ description: 'First 16 bytes of SHA-256 of the canonical text' }) }),
)
export type RowDigest = Static<typeof RowDigest>

export const exchange = defineContract('Exchange', {
  listChanges: get('/v1/changes', {
    summary: 'Everything that changed and that I may see, in order, a page at a time',
    description:
      'Never skips an event, whatever the order in which transactions end. The page ends with a `cursor` to go on from, today or next year; `more: false` means that nothing else is settled yet, and `wait` holds the answer back until something is. A position of a database that was restored since, or of an access that has changed, is answered by `snapshot-needed`.',
    access: { permission: 'change.read' },
    query: object({
      ...feedQuery,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 500 })),
      wait: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 30, default: 0, description: 'Seconds to wait for the first event' }),
      ),
    }),
    success: {
      status: 200,
      body: named(
        'ChangePage',
        object({ items: Type.Array(ChangeEvent), cursor: Type.String(), more: Type.Boolean() }),
      ),
    },
    problems: ['snapshot-needed', 'unknown-reference'],
  }),
  streamChanges: get('/v1/changes/stream', {
    summary: 'The same as NDJSON, one event a line, until nothing is left',
    description:
      'The last event of each piece of `limit` carries a `cursor`: a reader who is cut off goes on from the last one that it has seen.',
    access: { permission: 'change.read' },
    query: object({
      ...feedQuery,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000, default: 5_000 })),
      wait: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 300, default: 0, description: 'Seconds to stay when nothing is left' }),
      ),
    }),
    success: { status: 200, lines: ChangeEvent },
    problems: ['snapshot-needed', 'unknown-reference'],
  }),
  getPersonRows: post('/v1/persons/batch', {
    summary: 'Up to 500 persons by id, as rows; who is not there or not mine is named in `missing`',
    description:
      'What a mirror asks after reading the feed. A person in `missing` has gone, or has moved out of the area: take it out of the mirror. Every row is written into "who has looked".',
    access: { permission: 'export.create' },
    effect: 'read',
    identifiers: 'asked',
    body: named(
      'PersonBatch',
      object({ ids: Type.Array(Id, { minItems: 1, maxItems: 500, uniqueItems: true }), identifiers }),
    ),
    success: {
      status: 200,
      body: named('PersonRows', object({ items: Type.Array(PersonRow), missing: Type.Array(Id) })),
    },
  }),
  getProof: get('/v1/proof', {
    summary: 'Number and hash of the persons of a region, and of each region one level below',
    description:
      'Whoever keeps a mirror computes the same from its own rows (docs/exchange.md): equal hashes are equal rows. Read the feed to its end first.',
    access: { permission: 'export.create' },
    query: object({ region: RegionCode, identifiers }),
    success: {
      status: 200,
      body: named('Proof', object({ ...nodeFields, children: Type.Array(ProofNode) })),
    },
    problems: ['unknown-region', 'outside-your-area'],
  }),
  compareProof: post('/v1/proof/compare', {
    summary: 'Which of these numbers and hashes differ from mine, and what lies below those that do',
    description:
      'For a differing province, kabupaten or kecamatan the regions one level below; for a desa the digest of each row, at most 20,000 in one answer (`more`: ask again for the rest).',
    access: { permission: 'export.create' },
    effect: 'read',
    maxBodyBytes: 262_144,
    body: named(
      'ProofComparison',
      object({ nodes: Type.Array(ProofNode, { minItems: 1, maxItems: 500 }), identifiers }),
    ),
    success: {
      status: 200,
      body: named(
        'ProofDifferences',
        object({
          differing: Type.Array(
            named(
              'ProofDifference',
              object({ ...nodeFields, children: Type.Array(ProofNode), rows: Type.Array(RowDigest) }),
            ),
          ),
          more: Type.Boolean(),
        }),
      ),
    },
    problems: ['unknown-region', 'outside-your-area'],
  }),
})
