/** Accounts, grants (permission + area or institution, with validity), machine clients, and who releases them. */
import { Type, type Static } from 'typebox'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { defineRecord, stepOperations } from './contract/record.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { ActivationCodes } from './identity.ts'
import { permissionCodes, roleCodes } from './permissions.ts'
import { AllowedAction } from './allowed-action.ts'
import { CalendarDate, Id, Instant, object, RegionCode, text, Version } from './scalars.ts'

export const accountRecord = defineRecord({
  name: 'account',
  states: ['active', 'suspended'],
  initial: 'active',
  groups: { active: ['active'] },
  steps: {
    suspend: {
      from: ['active'],
      to: 'suspended',
      permission: 'account.manage',
      operation: 'suspendAccount',
      path: 'suspend',
      summary: 'Suspend an account; its sessions end at once',
      body: named('SuspendAccount', object({ reason: text(500) })),
      rules: ['separation-of-duties'],
    },
    reactivate: {
      from: ['suspended'],
      to: 'active',
      permission: 'account.manage',
      operation: 'reactivateAccount',
      path: 'reactivate',
      summary: 'Let a suspended account sign in again',
      description:
        'When the account reaches personal data it stays suspended until a second person releases it; the old password is gone, and its owner activates it anew.',
      idempotency: 'key',
      rules: ['separation-of-duties'],
    },
  },
  changes: {
    /** A suspended account gets its way back with the reactivation. Nobody begins anew for himself: his session would end. */
    resetPassword: {
      in: ['active'],
      permission: 'account.manage',
      operation: 'resetPassword',
      event: 'password_reset',
      rules: ['separation-of-duties'],
    },
  },
})

/** Access to personal data is made by one person and released by another (docs/adr/0016). */
export const accessReleaseRecord = defineRecord({
  name: 'access_release',
  states: ['pending', 'released', 'refused', 'withdrawn'],
  initial: 'pending',
  groups: { pending: ['pending'], decided: ['released', 'refused'], refused: ['refused'] },
  steps: {
    release: {
      from: ['pending'],
      to: 'released',
      permission: 'access.release',
      operation: 'releaseAccess',
      path: 'release',
      summary: 'Release access to personal data; not by who made it, and only by who holds every permission of it',
      idempotency: 'key',
      rules: ['separation-of-duties'],
      problems: ['exclusive-permissions'],
    },
    refuse: {
      from: ['pending'],
      to: 'refused',
      permission: 'access.release',
      operation: 'refuseAccess',
      path: 'refuse',
      summary: 'Refuse access to personal data, with the reason',
      body: named('RefuseAccess', object({ reason: text(500) })),
      rules: ['separation-of-duties'],
    },
    withdraw: { from: ['pending'], to: 'withdrawn', permission: 'account.manage', causedBy: 'revokeGrant' },
  },
})
/** What waits: a new account, another role, a new password, a suspended account that comes back; a new machine client, a new secret. */
export const accessReleaseKinds = ['account', 'grant', 'password', 'reactivation', 'client', 'secret'] as const

const releaseStatus = oneOf(accessReleaseRecord.states, {
  description: 'Has no effect unless `released`; what reaches no personal data is released at once',
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
    releaseStatus,
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

const awaitsActivation = Type.Boolean({
  description: 'Nothing opens it before its owner has activated it: there is no password or secret, or none any more',
})
export const Account = named(
  'Account',
  object({
    id: Id,
    userName: Type.String(),
    displayName: Type.String(),
    status: oneOf(accountRecord.states),
    grants: Type.Array(Grant),
    awaitsRelease: Type.Boolean({ description: 'Something of this account waits for a second person' }),
    awaitsActivation,
    lastSignInAt: nullable(Instant),
    createdAt: Instant,
    version: Version,
  }),
)
export type Account = Static<typeof Account>
const activationCode = Type.String({
  description:
    'Shown this once, for the owner alone. With personal data it is one half: the other is shown to who releases it, and only both activate (activateAccount, activateMachineClient)',
})
const AccountWithCode = named('AccountWithCode', object({ account: Account, activationCode: nullable(activationCode) }))
export type AccountWithCode = Static<typeof AccountWithCode>

export const MachineClient = named(
  'MachineClient',
  object({
    id: Id,
    clientId: Type.String(),
    name: Type.String(),
    regionCode: RegionCode,
    regionPath: Type.String(),
    permissions: Type.Array(oneOf(permissionCodes)),
    releaseStatus,
    awaitsActivation,
    revokedAt: nullable(Instant),
    lastUsedAt: nullable(Instant),
    createdAt: Instant,
    version: Version,
  }),
)
export type MachineClient = Static<typeof MachineClient>
const MachineClientWithCode = named('MachineClientWithCode', object({ client: MachineClient, activationCode }))

export const AccessRelease = named(
  'AccessRelease',
  object({
    id: Id,
    kind: oneOf(accessReleaseKinds),
    status: oneOf(accessReleaseRecord.states),
    accountId: Id,
    accountKind: oneOf(['officer', 'machine']),
    userName: Type.String({ description: 'User name, or the client id of a machine client' }),
    displayName: Type.String(),
    roles: Type.Array(oneOf(roleCodes)),
    permissions: Type.Array(oneOf(permissionCodes), { description: 'Those that reach personal data' }),
    regionCode: Type.String({ description: 'Empty: the nation' }),
    regionPath: Type.String(),
    requestedById: Id,
    requestedByName: nullable(Type.String()),
    requestedAt: Instant,
    decidedByName: nullable(Type.String()),
    refusalReason: nullable(Type.String()),
    allowedActions: Type.Array(AllowedAction),
    version: Version,
  }),
)
export type AccessRelease = Static<typeof AccessRelease>

const account = { accountId: Id }
const client = { machineClientId: Id }
const release = { releaseId: Id }

export const ReleasedAccess = named(
  'ReleasedAccess',
  object({ release: AccessRelease, activationCode: nullable(activationCode) }),
)

export const access = defineContract('Access', {
  searchAccounts: post('/v1/accounts/search', {
    summary: 'Accounts of my area, newest first; by a part of the name if given',
    description: 'A POST, so that no name of an officer is in a URL.',
    access: { permission: 'account.read' },
    effect: 'read',
    body: named(
      'SearchAccounts',
      object({
        ...pageQuery,
        name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Part of user or display name' })),
      }),
    ),
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
    summary: 'Create an account with a first grant; its owner activates it and chooses the password',
    description:
      'When the role reaches personal data, the account has no effect and cannot be activated until a second person releases it.',
    access: { permission: 'account.manage' },
    body: named(
      'NewAccount',
      object({
        userName: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{2,59}$' }),
        displayName: text(120),
        grant: NewGrant,
      }),
    ),
    idempotency: 'key',
    success: { status: 201, body: AccountWithCode },
    problems: [
      'already-exists',
      'unknown-region',
      'outside-your-area',
      'unknown-reference',
      'missing-detail',
      'impossible-date',
    ],
  }),
  resetPassword: post('/v1/accounts/:accountId/password', {
    summary: 'End the password and all sessions; the owner activates the account anew',
    description: 'When the account reaches personal data, a second person releases that, and has the other half.',
    access: { permission: 'account.manage' },
    params: account,
    concurrency: 'if-match',
    idempotency: 'key',
    success: { status: 200, body: AccountWithCode },
    problems: ['separation-of-duties', 'transition-not-allowed'],
  }),
  grantRole: post('/v1/accounts/:accountId/grants', {
    summary: 'Grant a role for an area or an institution; one that reaches personal data waits for its release',
    access: { permission: 'account.manage' },
    params: account,
    body: NewGrant,
    idempotency: 'key',
    concurrency: 'if-match',
    success: { status: 200, body: AccountWithCode },
    problems: [
      'exclusive-permissions',
      'impossible-date',
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
    summary: 'Create a machine client bound to an area; who runs it activates it and gets its secret',
    description:
      'With a permission that reaches personal data the client has no effect and cannot be activated until a second person releases it. One client never takes two of the levels of PPKS (verify, validate, determine).',
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
    success: { status: 201, body: MachineClientWithCode },
    problems: ['unknown-region', 'outside-your-area', 'exclusive-permissions'],
  }),
  rotateMachineClientSecret: post('/v1/machine-clients/:machineClientId/rotate', {
    summary: 'End the secret and its tokens; who runs the client activates it anew and gets the new one',
    description: 'When the client reaches personal data, a second person releases that, and has the other half.',
    access: { permission: 'client.manage' },
    params: client,
    concurrency: 'if-match',
    idempotency: 'key',
    success: { status: 200, body: MachineClientWithCode },
    problems: ['transition-not-allowed'],
  }),
  activateMachineClient: post('/v1/machine-clients/activation', {
    summary: 'Activate a machine client with the codes that were handed over, and get its secret, this once',
    description:
      'A client that reaches personal data needs two codes: of who made it and of who released it. A code that is wrong, used or older than seven days is refused alike.',
    access: 'public',
    rateLimit: 10,
    body: named(
      'ActivateMachineClient',
      object({ clientId: Type.String({ minLength: 1, maxLength: 100 }), codes: ActivationCodes }),
    ),
    success: {
      status: 200,
      body: named('ActivatedMachineClient', object({ clientId: Type.String(), clientSecret: Type.String() })),
    },
    problems: ['activation-refused'],
  }),
  revokeMachineClient: post('/v1/machine-clients/:machineClientId/revoke', {
    summary: 'End a machine client for good',
    access: { permission: 'client.manage' },
    params: client,
    concurrency: 'if-match',
    success: { status: 200, body: MachineClient },
    problems: ['transition-not-allowed'],
  }),
  listAccessReleases: get('/v1/access-releases', {
    summary: 'Access to personal data of my area that waits for a second person, or was decided; newest first',
    access: { permission: 'access.release' },
    query: object({ ...pageQuery, status: Type.Optional(oneOf(accessReleaseRecord.states)) }),
    success: { status: 200, body: pageOf('AccessReleasePage', AccessRelease) },
  }),
  ...stepOperations(accessReleaseRecord, {
    path: '/v1/access-releases/:releaseId',
    params: release,
    success: { status: 200, body: AccessRelease },
    replies: { releaseAccess: { status: 200, body: ReleasedAccess } },
  }),
  ...stepOperations(accountRecord, {
    path: '/v1/accounts/:accountId',
    params: account,
    success: { status: 200, body: Account },
    replies: { reactivateAccount: { status: 200, body: AccountWithCode } },
  }),
})
