/** Accounts, grants (permission + area or institution, with validity) and machine clients. */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { permissionCodes, roleCodes } from './permissions.ts'
import { defineLifecycle } from './contract/lifecycle.ts'
import { CalendarDate, Id, Instant, object, RegionCode, text, Version } from './scalars.ts'
import { Password } from './identity.ts'

export const accountLifecycle = defineLifecycle({
  name: 'account',
  states: ['active', 'suspended'],
  initial: 'active',
  final: [],
  transitions: {
    suspend: { from: ['active'], to: 'suspended', permission: 'account.manage' },
    reactivate: { from: ['suspended'], to: 'active', permission: 'account.manage' },
  },
})

export const Grant = named(
  'Grant',
  object({
    id: Id,
    role: nullable(oneOf(roleCodes)),
    permission: nullable(oneOf(permissionCodes)),
    scope: oneOf(['national', 'area', 'institution']),
    regionCode: nullable(RegionCode),
    institutionId: nullable(Id),
    validFrom: CalendarDate,
    validTo: nullable(CalendarDate),
  }),
)
export const NewGrant = named(
  'NewGrant',
  object({
    role: oneOf(roleCodes),
    regionCode: Type.Optional(RegionCode),
    institutionId: Type.Optional(Id),
    validTo: Type.Optional(CalendarDate),
  }),
)

export const Account = named(
  'Account',
  object({
    id: Id,
    userName: Type.String(),
    displayName: Type.String(),
    status: oneOf(accountLifecycle.states),
    grants: Type.Array(Grant),
    lastSignInAt: nullable(Instant),
    createdAt: Instant,
    version: Version,
  }),
)
export type Account = Static<typeof Account>

export const MachineClient = named(
  'MachineClient',
  object({
    id: Id,
    clientId: Type.String(),
    name: Type.String(),
    regionCode: RegionCode,
    permissions: Type.Array(oneOf(permissionCodes)),
    revokedAt: nullable(Instant),
    lastUsedAt: nullable(Instant),
    createdAt: Instant,
    version: Version,
  }),
)
export type MachineClient = Static<typeof MachineClient>
const MachineClientWithSecret = named(
  'MachineClientWithSecret',
  object({ client: MachineClient, clientSecret: Type.String({ description: 'Shown this once' }) }),
)

const account = { accountId: Id }
const client = { machineClientId: Id }

export const access = defineContract('Access', {
  listAccounts: get('/v1/accounts', {
    summary: 'Accounts of my area',
    access: { permission: 'account.read' },
    query: object({
      ...pageQuery,
      name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Part of user or display name' })),
    }),
    success: { status: 200, body: pageOf('AccountPage', Account) },
  }),
  getAccount: get('/v1/accounts/:accountId', {
    summary: 'One account with its grants',
    access: { permission: 'account.read' },
    params: account,
    success: { status: 200, body: Account },
    problems: ['not-found'],
  }),
  createAccount: post('/v1/accounts', {
    summary: 'Create an account with a first grant; the password must be changed at the first sign-in',
    access: { permission: 'account.manage' },
    body: named(
      'NewAccount',
      object({
        userName: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{2,59}$' }),
        displayName: text(120),
        password: Password,
        grant: NewGrant,
      }),
    ),
    idempotency: 'key',
    success: { status: 201, body: Account },
    problems: [
      'already-exists',
      'weak-password',
      'unknown-region',
      'outside-your-area',
      'unknown-reference',
      'missing-detail',
    ],
  }),
  suspendAccount: post('/v1/accounts/:accountId/suspend', {
    summary: 'Suspend an account; its sessions end at once',
    access: { permission: 'account.manage' },
    params: account,
    body: named('SuspendAccount', object({ reason: text(500) })),
    concurrency: 'if-match',
    transition: ['account', 'suspend'],
    success: { status: 200, body: Account },
    problems: ['transition-not-allowed', 'separation-of-duties'],
  }),
  reactivateAccount: post('/v1/accounts/:accountId/reactivate', {
    summary: 'Let a suspended account sign in again',
    access: { permission: 'account.manage' },
    params: account,
    concurrency: 'if-match',
    transition: ['account', 'reactivate'],
    success: { status: 200, body: Account },
    problems: ['transition-not-allowed'],
  }),
  resetPassword: post('/v1/accounts/:accountId/password', {
    summary: 'Set a new first password; its sessions end and it must be changed at the next sign-in',
    access: { permission: 'account.manage' },
    params: account,
    body: named('ResetPassword', object({ password: Password })),
    concurrency: 'if-match',
    success: { status: 200, body: Account },
    problems: ['weak-password'],
  }),
  grantRole: post('/v1/accounts/:accountId/grants', {
    summary: 'Grant a role for an area or an institution',
    access: { permission: 'account.manage' },
    params: account,
    body: NewGrant,
    idempotency: 'key',
    concurrency: 'if-match',
    success: { status: 200, body: Account },
    problems: [
      'unknown-region',
      'outside-your-area',
      'unknown-reference',
      'missing-detail',
      'already-exists',
      'separation-of-duties',
    ],
  }),
  revokeGrant: post('/v1/accounts/:accountId/grants/:grantId/revoke', {
    summary: 'End a grant today; the record of it stays',
    access: { permission: 'account.manage' },
    params: { ...account, grantId: Id },
    concurrency: 'if-match',
    success: { status: 200, body: Account },
  }),
  listMachineClients: get('/v1/machine-clients', {
    summary: 'Machine clients of my area',
    access: { permission: 'client.manage' },
    query: object({ ...pageQuery }),
    success: { status: 200, body: pageOf('MachineClientPage', MachineClient) },
  }),
  createMachineClient: post('/v1/machine-clients', {
    summary: 'Create a machine client bound to an area; the secret is shown once',
    access: { permission: 'client.manage' },
    body: named(
      'NewMachineClient',
      object({
        name: text(120),
        regionCode: RegionCode,
        permissions: Type.Array(oneOf(permissionCodes), { minItems: 1, uniqueItems: true }),
      }),
    ),
    idempotency: 'key',
    success: { status: 201, body: MachineClientWithSecret },
    problems: ['unknown-region', 'outside-your-area'],
  }),
  rotateMachineClientSecret: post('/v1/machine-clients/:machineClientId/rotate', {
    summary: 'Give a new secret, shown once; the old one and its tokens end',
    access: { permission: 'client.manage' },
    params: client,
    concurrency: 'if-match',
    idempotency: 'key',
    success: { status: 200, body: MachineClientWithSecret },
    problems: ['transition-not-allowed'],
  }),
  revokeMachineClient: post('/v1/machine-clients/:machineClientId/revoke', {
    summary: 'End a machine client for good',
    access: { permission: 'client.manage' },
    params: client,
    concurrency: 'if-match',
    success: { status: 200, body: MachineClient },
    problems: ['transition-not-allowed'],
  }),
})
