/** The token endpoint by RFC 6749, tried by the libraries that integrators use, over real HTTP. */
import { describe, expect, test } from '@jest/globals'
import * as openid from 'openid-client'
import { ClientCredentials } from 'simple-oauth2'
import { createMachineClient } from '../factories/accounts.ts'
import { useWorld } from '../world.ts'

let url: string
let id: string
let secret: string
const world = useWorld(async () => {
  url = await world.app.listen({ port: 0, host: '127.0.0.1' })
  const made = await createMachineClient(world)
  id = made.client.clientId
  secret = made.clientSecret
})

const ask = async (fields: Record<string, string>, headers: Record<string, string> = {}) => {
  const reply = await fetch(`${url}/oauth2/token`, { method: 'POST', headers, body: new URLSearchParams(fields) })
  return { status: reply.status, headers: reply.headers, body: (await reply.json()) as Record<string, unknown> }
}
const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(user)}:${encodeURIComponent(password)}`).toString('base64')}`
const GRANT = { grant_type: 'client_credentials' }

describe('libraries', () => {
  const server = (): openid.ServerMetadata => ({ issuer: url, token_endpoint: `${url}/oauth2/token` })
  const configured = (given: string, how: openid.ClientAuth): openid.Configuration => {
    const configuration = new openid.Configuration(server(), id, given, how)
    openid.allowInsecureRequests(configuration)
    return configuration
  }

  test('openid-client gets a token by Basic and by body, and names a wrong secret', async () => {
    for (const how of [openid.ClientSecretBasic, openid.ClientSecretPost]) {
      const token = await openid.clientCredentialsGrant(configured(secret, how(secret)))
      expect(token.token_type).toBe('bearer')
      expect(token.expires_in).toBe(3600)
      await expect(openid.clientCredentialsGrant(configured('wrong', how('wrong')))).rejects.toMatchObject(
        how === openid.ClientSecretPost ? { error: 'invalid_client', status: 401 } : { status: 401 },
      )
    }
  })

  test('simple-oauth2 with its defaults, and with a scope', async () => {
    const client = (given: string) =>
      new ClientCredentials({ client: { id, secret: given }, auth: { tokenHost: url, tokenPath: '/oauth2/token' } })
    const { token } = await client(secret).getToken({ scope: 'report.read' })
    expect(token.scope).toBe('report.read')
    await expect(client('wrong').getToken({})).rejects.toMatchObject({
      output: { statusCode: 401 },
      data: { payload: { error: 'invalid_client' } },
    })
  })

  test('the metadata document leads to the endpoint', async () => {
    const reply = await fetch(`${url}/.well-known/oauth-authorization-server`)
    const document = (await reply.json()) as Record<string, unknown>
    expect(document).toMatchObject({
      token_endpoint: expect.stringMatching(/\/oauth2\/token$/),
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      scopes_supported: expect.arrayContaining(['person.read', 'change.read']),
    })
    expect(document['scopes_supported']).not.toContain('account.manage')
  })
})

describe('each error as RFC 6749 5.2 says', () => {
  test.each([
    ['a wrong secret in the body', { ...GRANT, client_secret: 'wrong' }, 401, 'invalid_client'],
    ['no credentials', GRANT, 401, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['no grant type', {}, 400, 'invalid_request'],
    ['a scope that it does not have', { ...GRANT, scope: 'account.manage' }, 400, 'invalid_scope'],
    ['a scope that nobody has', { ...GRANT, scope: 'everything' }, 400, 'invalid_scope'],
  ])('%s', async (what, fields, status, error) => {
    const credentials = what.includes('secret')
      ? { client_id: id }
      : what === 'no credentials'
        ? {}
        : { client_id: id, client_secret: secret }
    const reply = await ask({ ...credentials, ...fields } as Record<string, string>)
    expect([reply.status, reply.body['error']]).toEqual([status, error])
    expect(reply.body['error_description']).toEqual(expect.any(String))
    expect(reply.headers.get('cache-control')).toBe('no-store')
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/)
  })

  test('a wrong secret by Basic is challenged by Basic; both ways at once are refused', async () => {
    const wrong = await ask(GRANT, { authorization: basic(id, 'wrong') })
    expect([wrong.status, wrong.body['error']]).toEqual([401, 'invalid_client'])
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Basic /)
    const both = await ask({ ...GRANT, client_secret: secret }, { authorization: basic(id, secret) })
    expect([both.status, both.body['error']]).toEqual([400, 'invalid_request'])
    const broken = await ask(GRANT, { authorization: 'Basic %%%' })
    expect([broken.status, broken.body['error']]).toEqual([401, 'invalid_client'])
  })

  test('unknown parameters are passed over, repeated ones refused', async () => {
    expect((await ask({ ...GRANT, client_id: id, client_secret: secret, audience: 'x' })).status).toBe(200)
    const reply = await fetch(`${url}/oauth2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&grant_type=client_credentials',
    })
    expect([reply.status, ((await reply.json()) as { error: string }).error]).toEqual([400, 'invalid_request'])
  })
})

test('a narrowed token opens what its scope names, and nothing else', async () => {
  const { body } = await ask({ ...GRANT, client_id: id, client_secret: secret, scope: 'report.read' })
  expect(body['scope']).toBe('report.read')
  const bearer = { authorization: `Bearer ${String(body['access_token'])}` }
  const session = (await (await fetch(`${url}/v1/session`, { headers: bearer })).json()) as { permissions: string[] }
  expect(session.permissions).toEqual(['report.read'])
  const refused = await fetch(`${url}/v1/changes`, { headers: bearer })
  expect(refused.status).toBe(403)
  expect(refused.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="change.read"')
  expect(await refused.json()).toMatchObject({ code: 'permission-missing', permission: 'change.read' })
})

test('a missing, a wrong and a strange token are told apart as RFC 6750 says', async () => {
  const challenge = async (headers: Record<string, string>) => {
    const reply = await fetch(`${url}/v1/session`, { headers })
    return [reply.status, reply.headers.get('www-authenticate')]
  }
  expect(await challenge({})).toEqual([401, 'Bearer'])
  expect(await challenge({ authorization: `Bearer ${'x'.repeat(43)}` })).toEqual([401, 'Bearer error="invalid_token"'])
  expect(await challenge({ authorization: basic(id, secret) })).toEqual([401, 'Bearer error="invalid_token"'])
  expect(await challenge({ authorization: 'Bearer \u00e9\u00fc' })).toEqual([401, 'Bearer error="invalid_token"'])
})

test('what happens to an application is told of an application, its tokens too, where its area is looked after', async () => {
  const mine = await createMachineClient(world)
  for (const given of [mine.clientSecret, 'wrong'])
    await ask({ ...GRANT, client_id: mine.client.clientId, client_secret: given })
  const { rows } = await world.owner.query<{ operation: string; type: string; region: string | null }>(
    'select distinct operation, subject_type as type, region_code as region from audit_entries where subject_id = $1 order by 1',
    [mine.client.id],
  )
  expect(rows).toEqual(
    ['activateMachineClient', 'createMachineClient', 'issueToken'].map((operation) => ({
      operation,
      type: 'machine_client',
      region: mine.client.regionCode,
    })),
  )
})
