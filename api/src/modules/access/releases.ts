/**
 * Access to personal data is made by one person and released by another (docs/adr/0016). What an administrator
 * makes has no effect, and its password or secret does not exist, before the release; whoever releases gets the
 * password or secret to hand over, so that the administrator never holds one that opens personal data.
 */
import type { access, accessReleaseKinds } from '@pandu-gempita/shared/access'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { sql } from 'drizzle-orm'
import { firstRow, rows } from '../../kernel/db.ts'
import { newToken, sha256 } from '../../kernel/digest.ts'
import { applyTransition } from '../../kernel/lifecycle.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { forgetTries, hashPassword, newFirstPassword } from '../identity/public.ts'
import { findRelease, getRelease, hasPersonalAccess, isAnotherPerson, releaseAggregate } from './release-queries.ts'
import { readsAll } from './rules.ts'

type Operations = (typeof access)['operations']
type Kind = (typeof accessReleaseKinds)[number]

export interface AccountRow {
  readonly jurisdiction_id: number
  readonly id: string
  readonly kind: 'officer' | 'machine'
  readonly user_name: string
  readonly region_code: string | null
  readonly version: number
  readonly revoked_at: string | null
}

export const endSessions = (uow: UnitOfWork, accountId: string) =>
  uow.tx.execute(sql`delete from sessions where account_id = ${accountId}`)

/** Puts access into the queue of those who may release it. */
export async function requestRelease(
  uow: UnitOfWork,
  account: AccountRow,
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
    subjectType: 'access_release',
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
  account: AccountRow,
  which: { readonly grantId?: string; readonly kind?: Kind } = {},
): Promise<void> {
  const waiting = await rows<{ id: string }>(
    uow.tx,
    sql`select t.id from access_releases t where t.jurisdiction_id = ${account.jurisdiction_id} and t.account_id = ${account.id} and t.status = 'pending'
          and ${which.kind ? sql`t.kind = ${which.kind}` : sql`true`}
          and ${which.grantId ? sql`exists (select 1 from grants g where g.jurisdiction_id = t.jurisdiction_id and g.release_id = t.id and g.id = ${which.grantId})` : sql`true`}`,
  )
  for (const { id } of waiting)
    await applyTransition(uow, releaseAggregate, 'withdraw', id, undefined, { consequence: true })
}

/** A new password or secret takes the place of the old one; every session of the old one ends. */
export async function giveCredential(uow: UnitOfWork, account: AccountRow): Promise<string> {
  const secret = account.kind === 'officer' ? newFirstPassword() : newToken()
  await storeCredential(uow, account, secret)
  return secret
}

/** Nobody can sign in any more, the administrator included, before a release gives a new password or secret. */
export const blockCredential = (uow: UnitOfWork, account: AccountRow): Promise<void> =>
  storeCredential(uow, account, newToken())

async function storeCredential(uow: UnitOfWork, account: AccountRow, secret: string): Promise<void> {
  const set =
    account.kind === 'officer'
      ? sql`password_hash = ${await hashPassword(secret)}, must_change_password = true`
      : sql`client_secret_hash = ${sha256(secret)}`
  await uow.tx.execute(
    sql`update accounts set ${set} where jurisdiction_id = ${account.jurisdiction_id} and id = ${account.id}`,
  )
  await forgetTries(uow, account.user_name)
  await endSessions(uow, account.id)
}

/** The account first, then the release: as those lock who change the account. */
async function lockForDecision(uow: UnitOfWork, id: string) {
  const seen = await findRelease(uow, id)
  const account = await firstRow<AccountRow>(
    uow.tx,
    sql`update accounts a set version = a.version + 1, updated_at = now() where a.jurisdiction_id = ${seen.jurisdictionId} and a.id = ${seen.accountId} returning a.*`,
  )
  if (!account) throw new Error('a release without its account')
  const row = await findRelease(uow, id)
  if (!isAnotherPerson(uow, row)) throw problem('separation-of-duties')
  return { row, account }
}

export async function releaseAccess(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['releaseAccess']>,
): Promise<ResultOf<Operations['releaseAccess']>> {
  const { row, account } = await lockForDecision(uow, params.releaseId)
  if (!readsAll(uow.actor.grants, row.reaches)) throw problem('permission-missing')
  // An account without personal data may have a password that its administrator knows: it must not open more now.
  const fresh = row.kind === 'password' || row.kind === 'secret' || !(await hasPersonalAccess(uow, account))
  await applyTransition(uow, releaseAggregate, 'release', row.id, ifMatch, {
    set: { decided_by: uow.actor.id },
    details: { kind: row.kind },
  })
  await uow.tx.execute(
    sql`update grants set released_at = ${uow.now.toISOString()} where jurisdiction_id = ${account.jurisdiction_id} and release_id = ${row.id}`,
  )
  const secret = fresh ? await giveCredential(uow, account) : null
  return { release: await getRelease(uow, row.id), secret }
}

export async function refuseAccess(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['refuseAccess']>,
): Promise<ResultOf<Operations['refuseAccess']>> {
  const { row, account } = await lockForDecision(uow, params.releaseId)
  await applyTransition(uow, releaseAggregate, 'refuse', row.id, ifMatch, {
    set: { decided_by: uow.actor.id, refusal_reason: body.reason },
    details: { kind: row.kind },
  })
  await uow.tx.execute(
    sql`update grants set valid_to = current_date where jurisdiction_id = ${account.jurisdiction_id} and release_id = ${row.id}`,
  )
  return getRelease(uow, row.id)
}
