/** Programmes of social protection, as far as referrals and memberships need them. Reference data with its source. */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf } from './contract/operation.ts'
import { object } from './scalars.ts'
import { sectors } from './institutions.ts'

export const ownerLevels = ['central', 'province', 'regency', 'village', 'non_government'] as const

export const Programme = named(
  'Programme',
  object({
    code: Type.String(),
    name: Type.String(),
    nameEn: Type.String(),
    ownerLevel: oneOf(ownerLevels),
    ownerName: Type.String(),
    unit: oneOf(['person', 'family', 'group']),
    sector: nullable(oneOf(sectors)),
  }),
)
export type Programme = Static<typeof Programme>

export const programmes = defineContract('Programmes', {
  listProgrammes: get('/v1/programmes', {
    summary: 'All programmes',
    access: { permission: 'programme.read' },
    conditional: 'etag',
    success: { status: 200, body: named('ProgrammeList', object({ items: Type.Array(Programme) })) },
  }),
})
