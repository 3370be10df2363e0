/** Who acts, with which grants. Loaded once a request; decisions are made in SQL by `visibleTo`. */
import type { PermissionCode } from '@pandu-gempita/shared/permissions'

export interface ActorGrant {
  readonly permission: PermissionCode
  readonly scope: 'national' | 'area' | 'institution'
  /** Only what the account itself recorded. */
  readonly ownOnly: boolean
  readonly regionCode: string | null
  readonly institutionId: string | null
  /** Shards that an area grant reaches; empty for national and institution grants, which fan out. */
  readonly jurisdictionIds: readonly number[]
}

export interface Actor {
  readonly id: string
  readonly kind: 'officer' | 'machine' | 'public' | 'system'
  readonly name: string
  readonly jurisdictionId: number
  readonly grants: readonly ActorGrant[]
  /** Digest of the session or token in use. */
  readonly sessionHash: string | null
  readonly mustChangePassword: boolean
}

const NOBODY = '00000000-0000-0000-0000-000000000000'
/** Citizens on the public pages. */
export const publicActor: Actor = {
  id: NOBODY,
  kind: 'public',
  name: 'Publik',
  jurisdictionId: 0,
  grants: [],
  sessionHash: null,
  mustChangePassword: false,
}
/** Background jobs: they act on one jurisdiction, for the officer who asked. */
export const systemActor = (jurisdictionId: number): Actor => ({
  id: NOBODY,
  kind: 'system',
  name: 'Sistem',
  jurisdictionId,
  grants: [],
  sessionHash: null,
  mustChangePassword: false,
})

export const holds = (actor: Actor, permission: PermissionCode): boolean =>
  actor.grants.some((grant) => grant.permission === permission)
