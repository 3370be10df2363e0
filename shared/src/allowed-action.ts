/** `allowedActions` of a record: what may be done with it now, and what may not, with the reason. */
import { Type } from 'typebox'
import { named, oneOf } from './contract/operation.ts'

/** Why an action is refused: by the state, by the permission for this area, or by a rule, whose problem has the same name with hyphens. */
export const refusalReasons = [
  'state',
  'permission',
  'separation_of_duties',
  'open_referral',
  'deadline_passed',
  'not_own_level',
  'ending_pending',
  'no_ending_asked',
  'no_review_asked',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

export const AllowedAction = named(
  'AllowedAction',
  Type.Object(
    {
      action: Type.String({ description: 'operationId' }),
      allowed: Type.Boolean(),
      reason: Type.Optional(oneOf(refusalReasons, { description: 'Why not; open list' })),
    },
    { additionalProperties: false },
  ),
)
