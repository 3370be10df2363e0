/**
 * Access to personal data is made by one person and released by another (docs/adr/0016). What an administrator
 * makes has no effect before the release, and there is no password or secret before its owner has put together the
 * halves of both (docs/adr/0026): neither of them ever holds what opens the account.
 */
import { accessReleaseRecord } from '@pandu-gempita/shared/access'
import { statesIn } from '../../kernel/record.ts'
import type { access, accessReleaseKinds } from '@pandu-gempita/shared/access'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { sql } from 'drizzle-orm'
import { firstRow, rows } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'
import { followStep, makeStep, openForStep } from '../../kernel/step.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { beginActivation, closeAccess, completeActivation, endActivation, findActivation } from '../identity/public.ts'
import { accountDoor, releaseDoor } from './doors.ts'
import {
  findRelease,
  getRelease,
  hasPersonalAccess,
  isWaiting,
  permissionsHeld,
  RENEWING,
  type ReleaseRow,
} from './release-queries.ts'
import { excluded, holdsAll } from './rules.ts'

type Operations = (typeof access)['operations']
type Kind = (typeof accessReleaseKinds)[number]

/** What renewing needs to know of an account. */
export type AccountKey = Pick<AccountRow, 'jurisdiction_id' | 'id' | 'region_code'>
export interface AccountRow {
  readonly jurisdiction_id: number
  readonly id: string
  readonly kind: 'officer' | 'machine'
  readonly user_name: string
  readonly region_code: string | null
  readonly status: 'active' | 'suspended'
  readonly version: number
  readonly revoked_at: string | null
}

export const endSessions = (uow: UnitOfWork, accountId: string) =>
  uow.tx.execute(sql`delete from sessions where account_id = ${accountId}`)

/** Puts access into the queue of those who may release it. */
export async function requestRelease(
  uow: UnitOfWork,
  account: AccountKey,
  kind: Kind,
  regionCode: string,
): Promise<string> {
  const made = await firstRow<{ id: string }>(
    uow.tx,
    sql`insert into access_releases (jurisdiction_id, account_id, kind, region_code, created_by)
        values (${account.jurisdiction_id}, ${account.id}, ${kind}, ${regionCode}, ${uow.actor.id}) returning id`,
  )
  if (!made) throw new Error('insert gave no row')
  const subject = {
    jurisdictionId: account.jurisdiction_id,
    subjectType: 'access_release' as const,
    subjectId: made.id,
    regionCode: regionCode || null,
  }
  uow.audit({ ...subject, changes: [{ field: 'status', before: null, after: 'pending' }] })
  uow.emit({ ...subject, type: 'access_release.pending', details: { kind } })
  return made.id
}

/** What waits and is wanted no longer: its grant was ended, its client revoked, or a newer password took its place. */
export async function withdrawReleases(
  uow: UnitOfWork,
  account: AccountKey,
  which: { readonly grantId?: string; readonly kind?: Kind } = {},
): Promise<void> {
  const waiting = await rows<{ id: string }>(
    uow.tx,
    sql`select t.id from access_releases t where t.jurisdiction_id = ${account.jurisdiction_id} and t.account_id = ${account.id} and t.status in ${statesIn(accessReleaseRecord, 'pending')}
          and ${which.kind ? sql`t.kind = ${which.kind}` : sql`true`}
          and ${which.grantId ? sql`exists (select 1 from grants g where g.jurisdiction_id = t.jurisdiction_id and g.release_id = t.id and g.id = ${which.grantId})` : sql`true`}`,
  )
  for (const { id } of waiting)
    await followStep(uow, releaseDoor, 'withdraw', { jurisdictionId: account.jurisdiction_id, id })
}

/**
 * The old password or secret ends, and its maker gets a half of the code for the next one. With personal data behind it, or
 * waiting to be, the other half is given by a release.
 */
export async function renewAccess(
  uow: UnitOfWork,
  account: AccountKey,
  kind: 'password' | 'secret' | 'reactivation',
): Promise<string> {
  for (const earlier of RENEWING) await withdrawReleases(uow, account, { kind: earlier })
  const personal = await hasPersonalAccess(uow, account)
  await closeAccess(uow, account)
  const code = await beginActivation(uow, account, personal || (await isWaiting(uow, account)))
  if (personal) await requestRelease(uow, account, kind, account.region_code ?? '')
  return code
}

/** The account first, then the release: as those lock who change the account. */
async function lockForDecision(uow: UnitOfWork, step: 'release' | 'refuse', id: string, ifMatch: number) {
  const seen = await findRelease(uow, id)
  const account = await firstRow<AccountRow>(
    uow.tx,
    sql`update accounts a set version = a.version + 1, updated_at = now() where a.jurisdiction_id = ${seen.jurisdictionId} and a.id = ${seen.accountId} returning a.*`,
  )
  if (!account) throw new Error('a release without its account')
  const { row: opened } = await openForStep(uow, releaseDoor, step, { id, ifMatch })
  return { row: await findRelease(uow, id), opened, account }
}

/** Does the release hand the account over anew? Not where only a role is added to what its owner has in use already. */
const handsOver = async (uow: UnitOfWork, account: AccountRow, { kind }: ReleaseRow): Promise<boolean> =>
  (RENEWING as readonly string[]).includes(kind) || !(await hasPersonalAccess(uow, account))

export async function releaseAccess(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['releaseAccess']>,
): Promise<ResultOf<Operations['releaseAccess']>> {
  const { row, opened, account } = await lockForDecision(uow, 'release', params.releaseId, ifMatch)
  if (!holdsAll(uow.actor.grants, row.reaches)) throw problem('permission-missing')
  // Who made a half does not get the other one, though another administrator asked for this release.
  if ((await findActivation(uow.tx, account))?.made_by === uow.actor.id) throw problem('separation-of-duties')
  const held = await permissionsHeld(uow, account)
  if (excluded(held, held)) throw problem('exclusive-permissions')
  // An account without personal data may have a password that its administrator knows: it must not open more now.
  const fresh = await handsOver(uow, account, row)
  await makeStep(uow, releaseDoor, 'release', opened, { sets: { decidedBy: uow.actor.id } })
  await uow.tx.execute(
    sql`update grants set released_at = ${uow.now.toISOString()} where jurisdiction_id = ${account.jurisdiction_id} and release_id = ${row.id}`,
  )
  if (row.kind === 'reactivation')
    await followStep(uow, accountDoor, 'reactivate', { jurisdictionId: account.jurisdiction_id, id: account.id })
  if (fresh) await closeAccess(uow, account)
  const activationCode = fresh ? await completeActivation(uow, account) : null
  return { release: await getRelease(uow, row.id), activationCode }
}

export async function refuseAccess(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['refuseAccess']>,
): Promise<ResultOf<Operations['refuseAccess']>> {
  const { row, opened, account } = await lockForDecision(uow, 'refuse', params.releaseId, ifMatch)
  const fresh = await handsOver(uow, account, row)
  await makeStep(uow, releaseDoor, 'refuse', opened, {
    sets: { decidedBy: uow.actor.id, refusalReason: body.reason },
  })
  await uow.tx.execute(
    sql`update grants set valid_to = office_day(jurisdiction_id) where jurisdiction_id = ${account.jurisdiction_id} and release_id = ${row.id}`,
  )
  // The half that was made for it is worth nothing any more.
  if (fresh && !(await isWaiting(uow, account))) await endActivation(uow, account)
  return getRelease(uow, row.id)
}
