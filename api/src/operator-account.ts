/**
 * Accounts made on the server, by whoever holds its database: the first administrator and the first head of a
 * dinas, before there is a second person to release one (docs/adr/0016), and national ones. Audited like any other.
 */
import { randomUUID } from 'node:crypto'
import { access } from '@pandu-gempita/shared/access'
import { rolePresets, roleCodes, type PermissionCode, type RoleCode } from '@pandu-gempita/shared/permissions'
import { Errors } from 'typebox/schema'
import { systemActor, type Actor } from './kernel/actor.ts'
import type { Database } from './kernel/db.ts'
import type { Secrets } from './kernel/digest.ts'
import { inUnitOfWork } from './kernel/unit-of-work.ts'
import { withClient } from './migrate.ts'
import { createAccount } from './modules/access/public.ts'
import { enrolJurisdiction } from './modules/regions/enrolment.ts'

export interface OperatorAccount {
  readonly userName: string
  readonly displayName: string
  readonly role: string
  /** Of the kabupaten/kota or province, or below; not for national roles. */
  readonly regionCode?: string
}

/** What the operator can mend; shown without a stack trace. */
export class OperatorAccountError extends Error {
  override readonly name = 'OperatorAccountError'
}

const operator: Actor = {
  ...systemActor(1),
  name: 'Operator server',
  grants: (['account.read', 'account.manage'] as const satisfies readonly PermissionCode[]).map((permission) => ({
    permission,
    scope: 'national',
    ownOnly: false,
    regionCode: null,
    institutionId: null,
    jurisdictionIds: [],
  })),
}

const isRole = (code: string): code is RoleCode => (roleCodes as readonly string[]).includes(code)

/** @returns the code with which its owner activates the account and chooses the password; there is nobody yet who could hold a second one */
export async function createOperatorAccount(
  database: Database,
  secrets: Secrets,
  ownerUrl: string,
  { userName, displayName, role, regionCode }: OperatorAccount,
): Promise<string> {
  if (!isRole(role)) throw new OperatorAccountError(`No such role: ${role}. One of ${roleCodes.join(', ')}`)
  const { scope } = rolePresets[role]
  if (scope === 'institution')
    throw new OperatorAccountError('Accounts of institutions are made in the product, once the institution is there.')
  if ((scope === 'area') !== (regionCode !== undefined))
    throw new OperatorAccountError(scope === 'area' ? `${role} needs --region` : `${role} is national: no --region`)
  const body = { userName, displayName, grant: { role, ...(regionCode !== undefined && { regionCode }) } }
  const [, faults] = Errors(access.operations.createAccount.body, body)
  if (faults.length > 0)
    throw new OperatorAccountError(faults.map((fault) => `${fault.instancePath}: ${fault.message}`).join('\n'))
  await withClient(ownerUrl, async (client) => {
    // The nation first: what belongs to no kabupaten is told there.
    await enrolJurisdiction(client, null)
    if (regionCode === undefined) return
    const { rows } = await client.query('select 1 from regions where code = $1 and valid_to is null', [regionCode])
    if (rows.length === 0) throw new OperatorAccountError(`No such region: ${regionCode}`)
    await enrolJurisdiction(client, regionCode.slice(0, 4))
  })
  const { activationCode } = await inUnitOfWork(
    database,
    secrets,
    { actor: operator, requestId: randomUUID(), operation: 'createAccount' },
    (uow) => createAccount(uow, { body, params: undefined, query: undefined, ifMatch: undefined, upload: undefined }),
  )
  if (activationCode === null) throw new Error('a new account has a code')
  return activationCode
}
