import { personalDataOf, type PermissionCode } from '@pandu-gempita/shared/permissions'

/** A permission in an area that a release would open; `regionCode` is empty for the whole nation. */
export interface Reach {
  readonly permission: PermissionCode
  readonly regionCode: string
}

/** As much of a caller's grant as the rule looks at. */
export interface ReaderGrant {
  readonly permission: PermissionCode
  readonly scope: 'national' | 'area' | 'institution'
  readonly regionCode: string | null
  readonly ownOnly: boolean
}

const covers = (grant: ReaderGrant, regionCode: string): boolean =>
  grant.scope === 'national' ||
  (grant.scope === 'area' && grant.regionCode !== null && regionCode.startsWith(grant.regionCode))

/**
 * Who releases opens nothing that he cannot read himself. For a permission to write it is enough to read what
 * it shows: a head of the dinas records no complaints, yet appoints who does. His own records only are not enough.
 */
export const readsAll = (grants: readonly ReaderGrant[], reaches: readonly Reach[]): boolean =>
  reaches.every(({ permission, regionCode }) => {
    const reading = personalDataOf[permission]
    return (
      reading === null ||
      grants.some((grant) => grant.permission === reading && !grant.ownOnly && covers(grant, regionCode))
    )
  })
