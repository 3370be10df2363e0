/** Signing in: officers with a password and a session cookie, machine clients with OAuth 2.0 client credentials. */
import { Type, type Static } from 'typebox'
import { defineContract, del, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { permissionCodes, roleCodes } from './permissions.ts'
import { Id, Instant, object, RegionCode } from './scalars.ts'
import { Jurisdiction } from './regions.ts'

export const Session = named(
  'Session',
  object({
    accountId: Id,
    kind: oneOf(['officer', 'machine']),
    userName: Type.String(),
    displayName: Type.String(),
    jurisdiction: Jurisdiction,
    roles: Type.Array(
      named(
        'SessionRole',
        object({
          role: nullable(oneOf(roleCodes)),
          scope: oneOf(['national', 'area', 'institution']),
          regionCode: nullable(RegionCode),
          institutionId: nullable(Id),
          scopeName: Type.String({ description: 'Name of the region or institution' }),
        }),
      ),
    ),
    permissions: Type.Array(oneOf(permissionCodes)),
    mustChangePassword: Type.Boolean(),
    expiresAt: Instant,
  }),
)
export type Session = Static<typeof Session>

export const Password = Type.String({
  minLength: 12,
  maxLength: 200,
  description: 'At least 12 characters; common ones are refused',
})

/** Halves of an activation code, in any order. */
export const ActivationCodes = Type.Array(Type.String({ minLength: 12, maxLength: 40 }), { minItems: 1, maxItems: 2 })

export const identity = defineContract('Identity', {
  signIn: post('/v1/session', {
    summary: 'Sign in with user name and password; sets the session cookie',
    access: 'public',
    rateLimit: 'sign-in',
    body: named(
      'SignIn',
      object({
        userName: Type.String({ minLength: 1, maxLength: 100 }),
        password: Type.String({ minLength: 1, maxLength: 200 }),
      }),
    ),
    success: { status: 200, body: Session },
    unitOfWork: 'own',
    problems: ['wrong-credentials', 'too-many-tries'],
  }),
  activateAccount: post('/v1/session/activation', {
    summary: 'Activate my account with the codes that I was handed, and choose its password',
    description:
      'An account that opens data of citizens needs two codes: of who made it and of who released it. Nobody but their owner ever knows the password. A code that is wrong, used or older than seven days is refused alike.',
    access: 'public',
    rateLimit: 10,
    body: named(
      'ActivateAccount',
      object({
        userName: Type.String({ minLength: 1, maxLength: 100 }),
        codes: ActivationCodes,
        newPassword: Password,
      }),
    ),
    success: { status: 204 },
    unitOfWork: 'own',
    problems: ['activation-refused', 'weak-password'],
  }),
  getSession: get('/v1/session', {
    summary: 'Who am I, and what may I do',
    access: 'session',
    success: { status: 200, body: Session },
  }),
  signOut: del('/v1/session', {
    summary: 'Sign out; the session ends at once',
    access: 'session',
    success: { status: 204 },
  }),
  changePassword: post('/v1/session/password', {
    summary: 'Change my password; my other sessions end',
    access: 'session',
    rateLimit: 10,
    body: named(
      'ChangePassword',
      object({ currentPassword: Type.String({ minLength: 1, maxLength: 200 }), newPassword: Password }),
    ),
    success: { status: 204 },
    unitOfWork: 'own',
    problems: ['wrong-credentials', 'too-many-tries', 'weak-password', 'stale-version'],
  }),
  issueToken: post('/oauth2/token', {
    summary: 'OAuth 2.0 client credentials (RFC 6749 4.4): an access token for a machine client',
    description:
      'Credentials by HTTP Basic or in the body. `scope`: permission codes that the client has, separated by blanks; without it the token carries all of them. Errors are those of RFC 6749 5.2. Unknown parameters are passed over.',
    access: 'public',
    rateLimit: 60,
    unitOfWork: 'own',
    bodyType: 'form',
    errors: 'oauth',
    body: named(
      'TokenRequest',
      Type.Object({
        grant_type: Type.String({ maxLength: 100, examples: ['client_credentials'] }),
        client_id: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
        client_secret: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        scope: Type.Optional(Type.String({ maxLength: 2_000 })),
      }),
    ),
    success: {
      status: 200,
      body: named(
        'Token',
        object({
          access_token: Type.String(),
          token_type: oneOf(['Bearer']),
          expires_in: Type.Integer({ description: 'Seconds' }),
          scope: Type.String({ description: 'Permission codes of the token, separated by blanks' }),
        }),
      ),
    },
    problems: ['invalid-client', 'unsupported-grant-type', 'invalid-scope'],
  }),
  getAuthorizationServer: get('/.well-known/oauth-authorization-server', {
    summary: 'Where and how tokens are given (RFC 8414)',
    access: 'public',
    conditional: 'etag',
    success: {
      status: 200,
      body: named(
        'AuthorizationServer',
        object({
          issuer: Type.String(),
          token_endpoint: Type.String(),
          grant_types_supported: Type.Array(Type.String()),
          response_types_supported: Type.Array(Type.String()),
          token_endpoint_auth_methods_supported: Type.Array(Type.String()),
          scopes_supported: Type.Array(Type.String()),
          service_documentation: Type.String(),
        }),
      ),
    },
  }),
})
