import { accountLifecycle, type access, type Account } from '@pandu-gempita/shared/access'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { rolePresets, type PermissionCode, type RoleCode } from '@pandu-gempita/shared/permissions'
import { sql } from 'drizzle-orm'
import { visibleTo } from '../../kernel/authorize.ts'
import { firstRow, rows } from '../../kernel/db.ts'
import { newCode, newToken, sha256 } from '../../kernel/digest.ts'
import { applyTransition, type Aggregate } from '../../kernel/lifecycle.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { forgetTries, hashPassword, isWeakPassword } from '../identity/public.ts'
import { placeIn } from '../regions/public.ts'
import { accountScope, getAccount, getMachineClient, withinReach } from './queries.ts'

type Operations = (typeof access)['operations']

const accountAggregate: Aggregate<'active' | 'suspended', 'suspend' | 'reactivate'> = {
  lifecycle: accountLifecycle,
  table: 'accounts',
  scope: accountScope('t'),
  readPermission: 'account.read',
}

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
): Promise<{ jurisdictionId: number; regionCode: string; institutionId: string | null }> {
  const { scope } = rolePresets[grant.role]
  // A national role is given by the command of the operator, never by a regional administrator.
  if (scope === 'national') throw fieldProblem('outside-your-area', `${prefix}/role`)
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

async function insertGrant(
  uow: UnitOfWork,
  jurisdictionId: number,
  accountId: string,
  grant: NewGrantBody,
  institutionId: string | null,
): Promise<void> {
  const { scope } = rolePresets[grant.role]
  await uow.tx.execute(sql`
    insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, institution_id, valid_to, granted_by)
    values (${jurisdictionId}, ${accountId}, ${grant.role}, ${scope}, ${scope === 'area' ? (grant.regionCode ?? null) : null}, ${institutionId}, ${grant.validTo ?? null}, ${uow.actor.id})`)
}

export async function createAccount(uow: UnitOfWork, { body }: InputOf<Operations['createAccount']>): Promise<Account> {
  if (isWeakPassword(body.password, body.userName)) throw fieldProblem('weak-password', '/password')
  const place = await placeGrant(uow, body.grant, '/grant')
  const passwordHash = await hashPassword(body.password)
  const made = await firstRow<{ id: string }>(
    uow.tx,
    sql`insert into accounts (jurisdiction_id, kind, user_name, display_name, region_code, password_hash, must_change_password)
        values (${place.jurisdictionId}, 'officer', ${body.userName}, ${body.displayName}, ${place.regionCode}, ${passwordHash}, true) returning id`,
  )
  if (!made) throw new Error('insert gave no row')
  await insertGrant(uow, place.jurisdictionId, made.id, body.grant, place.institutionId)
  const subject = {
    jurisdictionId: place.jurisdictionId,
    subjectType: 'account',
    subjectId: made.id,
    regionCode: place.regionCode,
  }
  uow.audit({ ...subject, changes: [{ field: 'role', before: null, after: body.grant.role }] })
  uow.emit({ ...subject, type: 'account.created', details: { role: body.grant.role } })
  return getAccount(uow, made.id)
}

const endSessions = (uow: UnitOfWork, accountId: string) =>
  uow.tx.execute(sql`delete from sessions where account_id = ${accountId}`)

export async function suspendAccount(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['suspendAccount']>,
): Promise<Account> {
  // Nobody locks out himself; another administrator does it.
  if (params.accountId === uow.actor.id) throw problem('separation-of-duties')
  await getAccount(uow, params.accountId)
  await ensureWithinReach(uow, params.accountId, 'account.manage')
  await applyTransition(uow, accountAggregate, 'suspend', params.accountId, ifMatch)
  await endSessions(uow, params.accountId)
  return getAccount(uow, params.accountId)
}

export async function reactivateAccount(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['reactivateAccount']>,
): Promise<Account> {
  await applyTransition(uow, accountAggregate, 'reactivate', params.accountId, ifMatch)
  return getAccount(uow, params.accountId)
}

interface AccountRow {
  jurisdiction_id: number
  id: string
  user_name: string
  region_code: string | null
  version: number
  revoked_at: string | null
}

async function ensureWithinReach(uow: UnitOfWork, id: string, permission: PermissionCode): Promise<void> {
  const reachable = await firstRow(
    uow.tx,
    sql`select 1 from accounts a where a.id = ${id} and ${withinReach(uow.actor, permission, 'a')}`,
  )
  if (!reachable) throw problem('permission-missing')
}

/** Raises the version of an account that the actor administers, or says why not. */
async function touchAccount(
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

const told = (
  uow: UnitOfWork,
  row: AccountRow,
  type: string,
  change: { field: string; before: string | null; after: string | null },
): void => {
  const subject = {
    jurisdictionId: row.jurisdiction_id,
    subjectType: 'account',
    subjectId: row.id,
    regionCode: row.region_code,
  }
  uow.audit({ ...subject, changes: [change] })
  uow.emit({ ...subject, type })
}

export async function resetPassword(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['resetPassword']>,
): Promise<Account> {
  const row = await touchAccount(uow, params.accountId, 'officer', 'account.manage', ifMatch)
  if (isWeakPassword(body.password, row.user_name)) throw fieldProblem('weak-password', '/password')
  const passwordHash = await hashPassword(body.password)
  await uow.tx.execute(
    sql`update accounts set password_hash = ${passwordHash}, must_change_password = true where jurisdiction_id = ${row.jurisdiction_id} and id = ${row.id}`,
  )
  await forgetTries(uow, row.user_name)
  await endSessions(uow, row.id)
  told(uow, row, 'account.password_reset', { field: 'password', before: null, after: null })
  return getAccount(uow, row.id)
}

export async function grantRole(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['grantRole']>,
): Promise<Account> {
  // Nobody widens his own reach.
  if (params.accountId === uow.actor.id) throw problem('separation-of-duties')
  const row = await touchAccount(uow, params.accountId, 'officer', 'account.manage', ifMatch)
  const place = await placeGrant(uow, body, '')
  if (place.jurisdictionId !== row.jurisdiction_id) throw fieldProblem('outside-your-area', '/regionCode')
  const same = await rows(
    uow.tx,
    sql`select 1 from grants where account_id = ${row.id} and role_code = ${body.role} and region_code is not distinct from ${rolePresets[body.role].scope === 'area' ? (body.regionCode ?? null) : null}
        and institution_id is not distinct from ${place.institutionId} and (valid_to is null or valid_to > current_date)`,
  )
  if (same.length > 0) throw problem('already-exists')
  await insertGrant(uow, row.jurisdiction_id, row.id, body, place.institutionId)
  told(uow, row, 'account.granted', { field: 'role', before: null, after: body.role })
  return getAccount(uow, row.id)
}

export async function revokeGrant(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['revokeGrant']>,
): Promise<Account> {
  const row = await touchAccount(uow, params.accountId, 'officer', 'account.manage', ifMatch)
  const ended = await firstRow<{ role_code: string | null }>(
    uow.tx,
    sql`update grants set valid_to = current_date where jurisdiction_id = ${row.jurisdiction_id} and account_id = ${row.id} and id = ${params.grantId} and (valid_to is null or valid_to > current_date) returning role_code`,
  )
  if (!ended) throw problem('not-found')
  told(uow, row, 'account.grant_revoked', { field: 'role', before: ended.role_code, after: null })
  return getAccount(uow, row.id)
}

type WithSecret = ResultOf<Operations['createMachineClient']>

const NOT_FOR_MACHINES: readonly PermissionCode[] = ['account.manage', 'client.manage']

export async function createMachineClient(
  uow: UnitOfWork,
  { body }: InputOf<Operations['createMachineClient']>,
): Promise<WithSecret> {
  for (const [index, permission] of body.permissions.entries())
    // A program must not make accounts or further programs: rights would spread without a person who answers for it.
    if (NOT_FOR_MACHINES.includes(permission))
      throw fieldProblem('outside-your-area', `/permissions/${index}`, 'not_for_machines', 'is not given to programs')
  const place = await placeIn(uow.tx, uow.actor, 'client.manage', body.regionCode, '/regionCode', [1, 2, 3, 4])
  const clientSecret = newToken()
  const made = await firstRow<AccountRow>(
    uow.tx,
    sql`insert into accounts (jurisdiction_id, kind, user_name, display_name, region_code, client_secret_hash)
        values (${place.jurisdictionId}, 'machine', ${`app-${newCode(10).toLowerCase()}`}, ${body.name}, ${body.regionCode}, ${sha256(clientSecret)}) returning *`,
  )
  if (!made) throw new Error('insert gave no row')
  await uow.tx.execute(sql`
    insert into grants (jurisdiction_id, account_id, permission, scope, region_code, granted_by)
    select ${place.jurisdictionId}, ${made.id}, p, 'area', ${body.regionCode}, ${uow.actor.id} from unnest(${sql.param(body.permissions)}::text[]) p`)
  told(uow, made, 'machine-client.created', { field: 'permissions', before: null, after: body.permissions.join(' ') })
  return { client: await getMachineClient(uow.tx, uow.actor, made.id), clientSecret }
}

async function touchLiveClient(uow: UnitOfWork, id: string, ifMatch: number): Promise<AccountRow> {
  const row = await touchAccount(uow, id, 'machine', 'client.manage', ifMatch)
  if (row.revoked_at !== null) throw problem('transition-not-allowed', { allowed: [] })
  return row
}

export async function rotateMachineClientSecret(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['rotateMachineClientSecret']>,
): Promise<WithSecret> {
  const row = await touchLiveClient(uow, params.machineClientId, ifMatch)
  const clientSecret = newToken()
  await uow.tx.execute(
    sql`update accounts set client_secret_hash = ${sha256(clientSecret)} where jurisdiction_id = ${row.jurisdiction_id} and id = ${row.id}`,
  )
  await endSessions(uow, row.id)
  told(uow, row, 'machine-client.rotated', { field: 'secret', before: null, after: null })
  return { client: await getMachineClient(uow.tx, uow.actor, row.id), clientSecret }
}

export async function revokeMachineClient(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['revokeMachineClient']>,
): Promise<ResultOf<Operations['revokeMachineClient']>> {
  const row = await touchLiveClient(uow, params.machineClientId, ifMatch)
  await uow.tx.execute(
    sql`update accounts set revoked_at = now() where jurisdiction_id = ${row.jurisdiction_id} and id = ${row.id}`,
  )
  await endSessions(uow, row.id)
  told(uow, row, 'machine-client.revoked', { field: 'revoked', before: null, after: null })
  return getMachineClient(uow.tx, uow.actor, row.id)
}
