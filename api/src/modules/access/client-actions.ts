import type { access } from '@pandu-gempita/shared/access'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { notForMachines, reachPersonalData } from '@pandu-gempita/shared/permissions'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { newCode, newToken, sha256 } from '../../kernel/digest.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { placeIn } from '../regions/public.ts'
import { renewCredential, told, touchAccount } from './actions.ts'
import { getMachineClient } from './queries.ts'
import { endSessions, giveCredential, requestRelease, withdrawReleases, type AccountRow } from './releases.ts'

type Operations = (typeof access)['operations']
type WithSecret = ResultOf<Operations['createMachineClient']>

export async function createMachineClient(
  uow: UnitOfWork,
  { body }: InputOf<Operations['createMachineClient']>,
): Promise<WithSecret> {
  for (const [index, permission] of body.permissions.entries())
    if (notForMachines.includes(permission))
      throw fieldProblem('outside-your-area', `/permissions/${index}`, 'not_for_machines', 'is not given to programs')
  const place = await placeIn(uow.tx, uow.actor, 'client.manage', body.regionCode, '/regionCode', [1, 2, 3, 4])
  const made = await firstRow<AccountRow>(
    uow.tx,
    sql`insert into accounts (jurisdiction_id, kind, user_name, display_name, region_code, client_secret_hash)
        values (${place.jurisdictionId}, 'machine', ${`app-${newCode(10).toLowerCase()}`}, ${body.name}, ${body.regionCode}, ${sha256(newToken())}) returning *`,
  )
  if (!made) throw new Error('insert gave no row')
  const waits = reachPersonalData(body.permissions)
  const releaseId = waits ? await requestRelease(uow, made, 'client', body.regionCode) : null
  await uow.tx.execute(sql`
    insert into grants (jurisdiction_id, account_id, permission, scope, region_code, granted_by, release_id, released_at)
    select ${place.jurisdictionId}, ${made.id}, p, 'area', ${body.regionCode}, ${uow.actor.id}, ${releaseId}::uuid, ${waits ? null : uow.now.toISOString()}::timestamptz
    from unnest(${sql.param(body.permissions)}::text[]) p`)
  const clientSecret = waits ? null : await giveCredential(uow, made)
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
  const clientSecret = await renewCredential(uow, row, 'secret')
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
  await withdrawReleases(uow, row)
  await endSessions(uow, row.id)
  told(uow, row, 'machine-client.revoked', { field: 'revoked', before: null, after: null })
  return getMachineClient(uow.tx, uow.actor, row.id)
}
