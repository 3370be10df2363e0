import { accessReleaseRecord } from '@pandu-gempita/shared/access'
import { inGroup } from '@pandu-gempita/shared/contract/record'
import type { access, Account, AccountWithCode } from '@pandu-gempita/shared/access'
import type { EventKind } from '@pandu-gempita/shared/events'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import {
  permissionsOfRole,
  reachPersonalData,
  rolePresets,
  type PermissionCode,
  type RoleCode,
} from '@pandu-gempita/shared/permissions'
import { sql } from 'drizzle-orm'
import { visibleTo } from '../../kernel/authorize.ts'
import { firstRow, rows } from '../../kernel/db.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import { changeRecord, makeStep, openForStep } from '../../kernel/step.ts'
import type { Change, UnitOfWork } from '../../kernel/unit-of-work.ts'
import { auditSubjectOf, beginActivation, findActivation, notOver } from '../identity/public.ts'
import { placeIn } from '../regions/public.ts'
import { accountDoor, accountScope } from './doors.ts'
import { getAccount, withinReach } from './queries.ts'
import { hasPersonalAccess, permissionsHeld } from './release-queries.ts'
import { endSessions, renewAccess, requestRelease, withdrawReleases, type AccountRow } from './releases.ts'
import { excluded } from './rules.ts'

type Operations = (typeof access)['operations']

interface NewGrantBody {
  role: RoleCode
  regionCode?: string
  institutionId?: string
  validTo?: string
}

/** Where a grant reaches, and the shard and region that the account belongs to by it. */
async function placeGrant(
  uow: UnitOfWork,
  grant: NewGrantBody,
  prefix: string,
): Promise<{ jurisdictionId: number; regionCode: string | null; institutionId: string | null }> {
  const { scope } = rolePresets[grant.role]
  if (scope === 'national') {
    // Given by the command of the operator, never by a regional administrator.
    if (uow.actor.kind !== 'system') throw fieldProblem('outside-your-area', `${prefix}/role`)
    const nation = await firstRow<{ id: number }>(uow.tx, sql`select id from jurisdictions where kind = 'nation'`)
    if (!nation) throw fieldProblem('unknown-region', `${prefix}/role`)
    return { jurisdictionId: nation.id, regionCode: null, institutionId: null }
  }
  if (scope === 'area') {
    if (!grant.regionCode) throw fieldProblem('missing-detail', `${prefix}/regionCode`, 'required')
    const place = await placeIn(
      uow.tx,
      uow.actor,
      'account.manage',
      grant.regionCode,
      `${prefix}/regionCode`,
      [1, 2, 3, 4],
    )
    return { jurisdictionId: place.jurisdictionId, regionCode: grant.regionCode, institutionId: null }
  }
  if (!grant.institutionId) throw fieldProblem('missing-detail', `${prefix}/institutionId`, 'required')
  const institution = await firstRow<{ jurisdiction_id: number; region_code: string }>(
    uow.tx,
    sql`select i.jurisdiction_id, i.region_code from institutions i where i.id = ${grant.institutionId}
        and ${visibleTo(uow.actor, 'account.manage', { jurisdiction: sql`i.jurisdiction_id`, region: sql`i.region_code` })}`,
  )
  if (!institution) throw fieldProblem('unknown-reference', `${prefix}/institutionId`)
  return {
    jurisdictionId: institution.jurisdiction_id,
    regionCode: institution.region_code,
    institutionId: grant.institutionId,
  }
}

const officeDayOf = (jurisdictionId: number) => sql`office_day(${jurisdictionId}::int)`

/** A role that ends before it begins would ask a second person to release nothing. */
async function ensureLasts(
  uow: UnitOfWork,
  jurisdictionId: number,
  grant: NewGrantBody,
  prefix: string,
): Promise<void> {
  if (grant.validTo === undefined) return
  const lasts = await firstRow(uow.tx, sql`select 1 where ${grant.validTo}::date > ${officeDayOf(jurisdictionId)}`)
  if (!lasts) throw fieldProblem('impossible-date', `${prefix}/validTo`)
}

/** Effective at once, or, when the role reaches personal data, with the release that it asks for. Says which. */
async function insertGrant(
  uow: UnitOfWork,
  account: AccountRow,
  kind: 'account' | 'grant',
  grant: NewGrantBody,
  place: { readonly regionCode: string | null; readonly institutionId: string | null },
): Promise<'released' | 'pending'> {
  const { scope } = rolePresets[grant.role]
  // Who runs the server's command holds the database already; so the first head of a dinas comes to be.
  const waits = reachPersonalData(permissionsOfRole(grant.role)) && uow.actor.kind !== 'system'
  const releaseId = waits ? await requestRelease(uow, account, kind, place.regionCode ?? '') : null
  await uow.tx.execute(sql`
    insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, institution_id, valid_from, valid_to, granted_by, release_id, released_at)
    values (${account.jurisdiction_id}, ${account.id}, ${grant.role}, ${scope}, ${scope === 'area' ? place.regionCode : null}, ${place.institutionId}, ${officeDayOf(account.jurisdiction_id)}, ${grant.validTo ?? null}, ${uow.actor.id}, ${releaseId}, ${waits ? null : uow.now.toISOString()})`)
  return waits ? 'pending' : 'released'
}

export async function createAccount(
  uow: UnitOfWork,
  { body }: InputOf<Operations['createAccount']>,
): Promise<AccountWithCode> {
  const place = await placeGrant(uow, body.grant, '/grant')
  await ensureLasts(uow, place.jurisdictionId, body.grant, '/grant')
  const made = await firstRow<AccountRow>(
    uow.tx,
    sql`insert into accounts (jurisdiction_id, kind, user_name, display_name, region_code)
        values (${place.jurisdictionId}, 'officer', ${body.userName}, ${body.displayName}, ${place.regionCode}) returning *`,
  )
  if (!made) throw new Error('insert gave no row')
  const status = await insertGrant(uow, made, 'account', body.grant, place)
  const activationCode = await beginActivation(uow, made, inGroup(accessReleaseRecord, 'pending', status))
  const subject = {
    jurisdictionId: place.jurisdictionId,
    subjectType: 'account' as const,
    subjectId: made.id,
    regionCode: place.regionCode,
  }
  uow.audit({ ...subject, changes: [{ field: 'role', before: null, after: body.grant.role }] })
  uow.emit({ ...subject, type: 'account.created', details: { role: body.grant.role } })
  return { account: await getAccount(uow, made.id), activationCode }
}

export async function suspendAccount(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['suspendAccount']>,
): Promise<Account> {
  const { row } = await openForStep(uow, accountDoor, 'suspend', { id: params.accountId, ifMatch })
  await ensureWithinReach(uow, row.id, 'account.manage')
  await makeStep(uow, accountDoor, 'suspend', row)
  await endSessions(uow, row.id)
  return getAccount(uow, row.id)
}

/** An account that reaches personal data comes back like a new one: a second person releases it, and the old password is gone. */
export async function reactivateAccount(
  uow: UnitOfWork,
  { params: { accountId: id }, ifMatch }: InputOf<Operations['reactivateAccount']>,
): Promise<AccountWithCode> {
  const { row } = await openForStep(uow, accountDoor, 'reactivate', { id, ifMatch })
  await ensureWithinReach(uow, id, 'account.manage')
  if (!(await hasPersonalAccess(uow, { jurisdiction_id: row.jurisdictionId, id }))) {
    await makeStep(uow, accountDoor, 'reactivate', row)
    return { account: await getAccount(uow, id), activationCode: null }
  }
  const account = await touchAccount(uow, id, 'officer', 'account.manage', ifMatch)
  const activationCode = await renewAccess(uow, account, 'reactivation')
  told(uow, account, 'account.reactivation_requested', { field: 'password', before: null, after: null })
  return { account: await getAccount(uow, id), activationCode }
}

async function ensureWithinReach(uow: UnitOfWork, id: string, permission: PermissionCode): Promise<void> {
  const reachable = await firstRow(
    uow.tx,
    sql`select 1 from accounts a where a.id = ${id} and ${withinReach(uow.actor, permission, 'a')}`,
  )
  if (!reachable) throw problem('permission-missing')
}

/** Raises the version of an account that the actor administers, or says why not. */
export async function touchAccount(
  uow: UnitOfWork,
  id: string,
  kind: 'officer' | 'machine',
  permission: PermissionCode,
  ifMatch: number,
): Promise<AccountRow> {
  const visible = visibleTo(uow.actor, permission, accountScope('a'))
  const row = await firstRow<AccountRow>(
    uow.tx,
    sql`select a.* from accounts a where a.id = ${id} and a.kind = ${kind} and ${visible} for update`,
  )
  if (!row) throw problem('not-found')
  if (row.version !== ifMatch) throw problem('stale-version')
  await ensureWithinReach(uow, id, permission)
  await uow.tx.execute(
    sql`update accounts a set version = a.version + 1, updated_at = now() where a.id = ${id} and a.jurisdiction_id = ${row.jurisdiction_id}`,
  )
  return row
}

export const told = (uow: UnitOfWork, row: AccountRow, type: EventKind, change: Change): void => {
  uow.audit({ ...auditSubjectOf(row), changes: [change] })
  // Followers know both kinds as accounts.
  uow.emit({
    jurisdictionId: row.jurisdiction_id,
    subjectType: 'account',
    subjectId: row.id,
    regionCode: row.region_code,
    type,
  })
}

export async function resetPassword(
  uow: UnitOfWork,
  { params: { accountId: id }, ifMatch }: InputOf<Operations['resetPassword']>,
): Promise<AccountWithCode> {
  let activationCode = ''
  await changeRecord(uow, accountDoor, 'resetPassword', { id, ifMatch }, async (row) => {
    await ensureWithinReach(uow, id, 'account.manage')
    activationCode = await renewAccess(
      uow,
      { id, jurisdiction_id: row.jurisdictionId, region_code: row.regionCode },
      'password',
    )
    return { changes: [{ field: 'password', before: null, after: null }] }
  })
  return { account: await getAccount(uow, id), activationCode }
}

/** Nobody is on both sides: who makes access has none to personal data and releases none, in any period of his grants. */
async function ensureNotExclusive(uow: UnitOfWork, row: AccountRow, role: RoleCode): Promise<void> {
  const clash = excluded(permissionsOfRole(role), await permissionsHeld(uow, row))
  if (clash)
    throw fieldProblem('exclusive-permissions', '/role', 'excludes', `${clash.permission} excludes ${clash.with}`)
}

export async function grantRole(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['grantRole']>,
): Promise<AccountWithCode> {
  // Nobody widens his own reach.
  if (params.accountId === uow.actor.id) throw problem('separation-of-duties')
  const row = await touchAccount(uow, params.accountId, 'officer', 'account.manage', ifMatch)
  const place = await placeGrant(uow, body, '')
  if (place.jurisdictionId !== row.jurisdiction_id) throw fieldProblem('outside-your-area', '/regionCode')
  await ensureLasts(uow, row.jurisdiction_id, body, '')
  const same = await rows(
    uow.tx,
    sql`select 1 from grants g where g.jurisdiction_id = ${row.jurisdiction_id} and g.account_id = ${row.id} and g.role_code = ${body.role} and g.region_code is not distinct from ${rolePresets[body.role].scope === 'area' ? (body.regionCode ?? null) : null}
        and g.institution_id is not distinct from ${place.institutionId} and ${notOver}`,
  )
  if (same.length > 0) throw problem('already-exists')
  await ensureNotExclusive(uow, row, body.role)
  // The administrator may know the password of an account without personal data, so its owner will choose another one.
  const handsOver = !(await hasPersonalAccess(uow, row))
  const waits = (await insertGrant(uow, row, 'grant', body, place)) === 'pending'
  const given = waits && handsOver && (await findActivation(uow.tx, row))?.needs_release === true
  const activationCode = waits && handsOver && !given ? await beginActivation(uow, row, true) : null
  told(uow, row, 'account.granted', { field: 'role', before: null, after: body.role })
  return { account: await getAccount(uow, row.id), activationCode }
}

export async function revokeGrant(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['revokeGrant']>,
): Promise<Account> {
  const row = await touchAccount(uow, params.accountId, 'officer', 'account.manage', ifMatch)
  const ended = await firstRow<{ role_code: string | null }>(
    uow.tx,
    sql`update grants g set valid_to = ${officeDayOf(row.jurisdiction_id)} where g.jurisdiction_id = ${row.jurisdiction_id} and g.account_id = ${row.id} and g.id = ${params.grantId} and ${notOver} returning role_code`,
  )
  if (!ended) throw problem('not-found')
  await withdrawReleases(uow, row, { grantId: params.grantId })
  told(uow, row, 'account.grant_revoked', { field: 'role', before: ended.role_code, after: null })
  return getAccount(uow, row.id)
}
