import type { access } from '@pandu-gempita/shared/access'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { notForMachines, ppksLevels, reachPersonalData, type PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { newCode, newToken, sha256 } from '../../kernel/digest.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { beginActivation, spendCodes } from '../identity/public.ts'
import { placeIn } from '../regions/public.ts'
import { told, touchAccount } from './actions.ts'
import { getMachineClient } from './queries.ts'
import { endSessions, renewAccess, requestRelease, withdrawReleases, type AccountRow } from './releases.ts'

type Operations = (typeof access)['operations']
type WithCode = ResultOf<Operations['createMachineClient']>

const isLevel = (permission: PermissionCode): boolean => (ppksLevels as readonly PermissionCode[]).includes(permission)

export async function createMachineClient(
  uow: UnitOfWork,
  { body }: InputOf<Operations['createMachineClient']>,
): Promise<WithCode> {
  for (const [index, permission] of body.permissions.entries())
    if (notForMachines.includes(permission))
      throw fieldProblem('outside-your-area', `/permissions/${index}`, 'not_for_machines', 'is not given to programs')
  // Three levels are three who look: a program that took two of them would be one.
  const levels = body.permissions.filter(isLevel)
  if (levels.length > 1)
    throw fieldProblem(
      'exclusive-permissions',
      `/permissions/${body.permissions.indexOf(levels[1] as PermissionCode)}`,
      'excludes',
      `${levels[1]} excludes ${levels[0]}`,
    )
  const place = await placeIn(uow.tx, uow.actor, 'client.manage', body.regionCode, '/regionCode', [1, 2, 3, 4])
  const made = await firstRow<AccountRow>(
    uow.tx,
    sql`insert into accounts (jurisdiction_id, kind, user_name, display_name, region_code)
        values (${place.jurisdictionId}, 'machine', ${`app-${newCode(10).toLowerCase()}`}, ${body.name}, ${body.regionCode}) returning *`,
  )
  if (!made) throw new Error('insert gave no row')
  const waits = reachPersonalData(body.permissions)
  const releaseId = waits ? await requestRelease(uow, made, 'client', body.regionCode) : null
  await uow.tx.execute(sql`
    insert into grants (jurisdiction_id, account_id, permission, scope, region_code, valid_from, granted_by, release_id, released_at)
    select ${place.jurisdictionId}, ${made.id}, p, 'area', ${body.regionCode}, office_day(${place.jurisdictionId}::int), ${uow.actor.id}, ${releaseId}::uuid, ${waits ? null : uow.now.toISOString()}::timestamptz
    from unnest(${sql.param(body.permissions)}::text[]) p`)
  const activationCode = await beginActivation(uow, made, waits)
  told(uow, made, 'account.client_created', { field: 'permissions', before: null, after: body.permissions.join(' ') })
  return { client: await getMachineClient(uow.tx, uow.actor, made.id), activationCode }
}

async function touchLiveClient(uow: UnitOfWork, id: string, ifMatch: number): Promise<AccountRow> {
  const row = await touchAccount(uow, id, 'machine', 'client.manage', ifMatch)
  if (row.revoked_at !== null) throw problem('transition-not-allowed', { allowed: [] })
  return row
}

export async function rotateMachineClientSecret(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['rotateMachineClientSecret']>,
): Promise<WithCode> {
  const row = await touchLiveClient(uow, params.machineClientId, ifMatch)
  const activationCode = await renewAccess(uow, row, 'secret')
  told(uow, row, 'account.secret_renewed', { field: 'secret', before: null, after: null })
  return { client: await getMachineClient(uow.tx, uow.actor, row.id), activationCode }
}

export async function revokeMachineClient(
  uow: UnitOfWork,
  { params, ifMatch }: InputOf<Operations['revokeMachineClient']>,
): Promise<ResultOf<Operations['revokeMachineClient']>> {
  const row = await touchLiveClient(uow, params.machineClientId, ifMatch)
  await uow.tx.execute(
    sql`update accounts set revoked_at = now() where jurisdiction_id = ${row.jurisdiction_id} and id = ${row.id}`,
  )
  await withdrawReleases(uow, row)
  await endSessions(uow, row.id)
  told(uow, row, 'account.client_revoked', { field: 'revoked', before: null, after: null })
  return getMachineClient(uow.tx, uow.actor, row.id)
}

/** Whoever runs the program puts the halves together; the secret is made now and shown to nobody else. */
export async function activateMachineClient(
  uow: UnitOfWork,
  { body }: InputOf<Operations['activateMachineClient']>,
): Promise<ResultOf<Operations['activateMachineClient']>> {
  const account = await spendCodes(uow, 'machine', body.clientId, body.codes)
  const clientSecret = newToken()
  await uow.tx.execute(
    sql`update accounts set client_secret_hash = ${sha256(clientSecret)}, version = version + 1, updated_at = now() where jurisdiction_id = ${account.jurisdiction_id} and id = ${account.id}`,
  )
  await endSessions(uow, account.id)
  return { clientId: account.user_name, clientSecret }
}
