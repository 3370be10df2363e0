import { exclusiveWith, type PermissionCode } from '@pandu-gempita/shared/permissions'

/** A permission in an area that a release would open; `regionCode` is empty for the whole nation. */
export interface Reach {
  readonly permission: PermissionCode
  readonly regionCode: string
}

/** As much of a caller's grant as the rule looks at. */
export interface ReleaserGrant {
  readonly permission: PermissionCode
  readonly scope: 'national' | 'area' | 'institution'
  readonly regionCode: string | null
  readonly ownOnly: boolean
}

const covers = (grant: ReleaserGrant, regionCode: string): boolean =>
  grant.scope === 'national' ||
  (grant.scope === 'area' && grant.regionCode !== null && regionCode.startsWith(grant.regionCode))

/**
 * Who releases gives nothing that he does not hold himself: the very permission, for all of the area (of an institution: where
 * it is), and not only for what he recorded. So nobody comes by more through the hand of a second person.
 */
export const holdsAll = (grants: readonly ReleaserGrant[], reaches: readonly Reach[]): boolean =>
  reaches.every(({ permission, regionCode }) =>
    grants.some((grant) => grant.permission === permission && !grant.ownOnly && covers(grant, regionCode)),
  )

/** The first permission of `wanted` that does not go with what is `held`, and the one it does not go with. */
export function excluded(
  wanted: readonly PermissionCode[],
  held: readonly PermissionCode[],
): { readonly permission: PermissionCode; readonly with: PermissionCode } | undefined {
  for (const permission of wanted) {
    const other = held.find((code) => exclusiveWith(permission, code))
    if (other) return { permission, with: other }
  }
  return undefined
}
