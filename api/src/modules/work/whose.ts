/** Whose work something is, of all who might do it: what he decides alone, and not the pile of those whom he has for it. */
import { holds, type Actor, type ActorGrant } from '../../kernel/actor.ts'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'

const forArea = (actor: Actor, permission: PermissionCode): ActorGrant[] =>
  actor.grants.filter((grant) => grant.permission === permission && !grant.ownOnly)

/**
 * Decides the cases of an area that others handle: of these he is asked what waits for a decision. The integrity team has
 * nobody else for its cases, and reads no others; its desk work is its own.
 */
export const hasDesks = (actor: Actor): boolean =>
  forArea(actor, 'complaint.determine').length > 0 && forArea(actor, 'complaint.read').length > 0

/** Above those who tell the citizen and close: he is asked for what needs him. */
export const isAbove = (actor: Actor): boolean => hasDesks(actor) && holds(actor, 'ppks.determine')

const KABUPATEN_LENGTH = 4
/** Only as far as somebody works for a whole kabupaten/kota, as the rule `not-own-level` of cases asks. */
export const forKabupaten = (actor: Actor): Actor => ({
  ...actor,
  grants: actor.grants.filter(
    ({ scope, regionCode }) =>
      scope === 'national' || (scope === 'area' && (regionCode?.length ?? Infinity) <= KABUPATEN_LENGTH),
  ),
})

/** Answering is for the institution; who holds it for an area does so to appoint, or for a program. */
export const asInstitution = (actor: Actor): Actor => ({
  ...actor,
  grants: actor.grants.filter(({ scope }) => scope === 'institution'),
})

/** Of the levels that decide on a registration, the one that is asked of this officer: the highest held. Who appoints others holds theirs too. */
const LEVELS = [
  ['validated', 'ppks.determine'],
  ['verified', 'ppks.validate'],
  ['reported', 'ppks.verify'],
] as const
export const ownLevel = (actor: Actor) => LEVELS.filter(([, permission]) => holds(actor, permission)).slice(0, 1)
