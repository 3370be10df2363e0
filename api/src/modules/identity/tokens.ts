/** OAuth 2.0 for machine clients, as RFC 6749 says: client credentials by Basic or in the body, `scope` that narrows. */
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { accountRecord } from '@pandu-gempita/shared/access'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import type { identity } from '@pandu-gempita/shared/identity'
import { permissionCodes, type PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql } from 'drizzle-orm'
import { rows } from '../../kernel/db.ts'
import { sameText, sha256 } from '../../kernel/digest.ts'
import type { OriginContext, UploadContext } from '../../kernel/handlers.ts'
import { problem } from '../../kernel/problem-error.ts'
import { auditSignIn, findAccount, openSession, type AccountRow } from './actions.ts'
import { effective } from './effective-grants.ts'

type Operations = (typeof identity)['operations']
type Body = InputOf<Operations['issueToken']>['body']

const TOKEN_SECONDS = 3600

interface Credentials {
  readonly id: string
  readonly secret: string
}

/** RFC 6749 2.3.1: both halves are form-encoded before they are joined. */
function basicCredentials(header: string): Credentials {
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header) ?? []
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  const decoded = (part: string): string => {
    try {
      return decodeURIComponent(part.replaceAll('+', ' '))
    } catch {
      throw problem('invalid-client') // not form-encoded: nobody's
    }
  }
  return { id: decoded(id), secret: decoded(rest.join(':')) }
}

/** One way of the two, never both (RFC 6749 2.3). */
function credentialsOf(authorization: string | undefined, body: Body): Credentials {
  const inBody = body.client_id !== undefined && body.client_secret !== undefined
  if (authorization === undefined) {
    if (!inBody) throw problem('invalid-client', { detail: 'No client credentials were sent.' })
    return { id: body.client_id ?? '', secret: body.client_secret ?? '' }
  }
  if (!/^basic /i.test(authorization)) throw problem('invalid-client')
  if (body.client_secret !== undefined)
    throw problem('invalid-request', { detail: 'Send the credentials by Basic or in the body, not both.' })
  const given = basicCredentials(authorization)
  if (body.client_id !== undefined && body.client_id !== given.id) throw problem('invalid-client')
  return given
}

const isPermission = (code: string): code is PermissionCode => (permissionCodes as readonly string[]).includes(code)

/** What is asked for, if the client has all of it; without a wish everything. */
function narrowed(wish: string | undefined, held: readonly PermissionCode[]): readonly PermissionCode[] | null {
  const asked = (wish ?? '').split(' ').filter((code) => code !== '')
  if (asked.length === 0) return null
  const wrong = asked.find((code) => !isPermission(code) || !held.includes(code))
  if (wrong !== undefined) throw problem('invalid-scope')
  return [...new Set(asked.filter(isPermission))]
}

/** Whose credentials these are, if they open anything. */
const proved = (client: AccountRow | undefined, secret: string): AccountRow | undefined =>
  client?.client_secret_hash != null &&
  sameText(client.client_secret_hash, sha256(secret)) &&
  client.revoked_at === null &&
  inGroup(accountRecord, 'active', client.status)
    ? client
    : undefined

export async function issueToken(
  context: UploadContext & OriginContext,
  { body }: InputOf<Operations['issueToken']>,
): Promise<ResultOf<Operations['issueToken']>> {
  if (body.grant_type !== 'client_credentials') throw problem('unsupported-grant-type')
  const given = credentialsOf(context.origin.authorization, body)
  const named = await findAccount(context.db, given.id.toLowerCase().slice(0, 100), 'machine')
  const client = proved(named, given.secret)
  return context.atomically(async (uow) => {
    if (!client) {
      if (named) auditSignIn(uow, named, 'token_refused')
      else
        uow.audit({
          jurisdictionId: 1,
          subjectType: 'machine_client',
          subjectId: null,
          changes: [{ field: 'token_refused', before: null, after: null }],
        })
      throw uow.commitThen(problem('invalid-client'))
    }
    const held = await rows<{ permission: PermissionCode }>(
      uow.tx,
      sql`select distinct g.permission from grants g where g.jurisdiction_id = ${client.jurisdiction_id} and g.account_id = ${client.id} and g.permission is not null and ${effective} order by 1`,
    )
    const permissions = held.map(({ permission }) => permission)
    const scope = narrowed(body.scope, permissions)
    auditSignIn(uow, client, 'token')
    const { token } = await openSession(uow, client, TOKEN_SECONDS, scope)
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: TOKEN_SECONDS,
      scope: (scope ?? permissions).join(' '),
    }
  })
}
