/** The doors to accounts and to releases of access: who sees them, which rules their steps obey, what the audit log tells. */
import { accessReleaseRecord, accountRecord } from '@pandu-gempita/shared/access'
import { sql } from 'drizzle-orm'
import { scopeOf } from '../../kernel/authorize.ts'
import { defineDoor, type RecordFacts } from '../../kernel/record.ts'
import { accounts } from '../identity/public.ts'
import { accessReleases } from './tables.ts'

/** Accounts of the nation have no region; only a national administrator sees them. */
export const accountScope = (alias: string) => ({
  jurisdiction: sql.raw(`${alias}.jurisdiction_id`),
  region: sql.raw(`coalesce(${alias}.region_code, '')`),
})

export const accountDoor = defineDoor({
  record: accountRecord,
  table: accounts,
  scope: accountScope('t'),
  readPermission: 'account.read',
  readable: () => sql`t.kind = 'officer'`,
  rules: {
    // Nobody locks himself out or lets himself in; another administrator does it.
    'separation-of-duties': ({ id }, { actor }) => id === actor.id,
  },
  told: {
    kind: 'never',
  },
})

export interface ReleaseFacts extends RecordFacts {
  readonly createdBy: string
  readonly accountId: string
}
export const releaseDoor = defineDoor<typeof accessReleaseRecord, typeof accessReleases, ReleaseFacts>({
  record: accessReleaseRecord,
  table: accessReleases,
  scope: scopeOf('t'),
  readPermission: 'access.release',
  rules: {
    // Neither who asked for it nor whom it is for.
    'separation-of-duties': ({ createdBy, accountId }, { actor }) => createdBy === actor.id || accountId === actor.id,
  },
  named: ({ kind }) => ({ kind }),
  told: {
    kind: 'plain',
    decidedBy: 'plain',
    refusalReason: 'digest',
  },
})
