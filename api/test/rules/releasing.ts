/** What tests of the two-person rule do again and again: make, release, reset, grant, and look at what it opened. */
import type { AccessRelease } from '@pandu-gempita/shared/access'
import { ApiProblem } from '@pandu-gempita/shared/contract/client'
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import { newAccountBody, releaseOf } from '../factories/accounts.ts'
import { openSession, type Caller } from '../harness.ts'
import { newKey, type World } from '../world.ts'

export const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => {
      if (error instanceof ApiProblem) return error.problem.code
      throw error
    },
  )

/** Half of an activation code. */
export const HALF = /^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/

/** @param world the people of a test file, which come to be in its beforeAll */
export function releasing(world: () => World, admin: () => Caller, head: () => Caller) {
  const release = (by: Caller, { id, version }: AccessRelease) =>
    by.api.access.releaseAccess({ params: { releaseId: id }, ifMatch: version, idempotencyKey: newKey() })

  const post = async (url: string, body: string, type: string) => {
    const reply = await world().send({ method: 'POST', url, headers: { 'content-type': type }, body })
    return {
      status: reply.status,
      ...(reply.json() as { code?: string; error?: string; access_token?: string; mustChangePassword?: boolean }),
    }
  }
  const signIn = (userName: string, password: string) =>
    post('/v1/session', JSON.stringify({ userName, password }), 'application/json')
  const token = (id: string, secret: string) =>
    post(
      '/oauth2/token',
      new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }).toString(),
      'application/x-www-form-urlencoded',
    )
  /** What an account may do now, whoever sits before it: a session of its own, past its password. */
  const permissionsOf = async (accountId: string, shard = world().shards.here): Promise<readonly string[]> => {
    const bearer = await openSession(world().owner, shard, accountId)
    const reply = await world().send({
      method: 'GET',
      url: '/v1/session',
      headers: { authorization: `Bearer ${bearer}` },
    })
    return (reply.json() as { permissions: string[] }).permissions
  }
  const make = async (role: RoleCode) => {
    const body = { ...newAccountBody(world()), grant: { role, regionCode: world().here.regency } }
    return admin().api.access.createAccount({ body, idempotencyKey: newKey() })
  }
  /** Made and released: with both halves, which only the owner should have. */
  const makeReleased = async (role: RoleCode) => {
    const { account, activationCode } = await make(role)
    const done = await release(head(), await releaseOf(world(), account.id))
    return { account, codes: [activationCode, done.activationCode] }
  }
  const grant = async (accountId: string, role: RoleCode, by = admin()) => {
    const { version } = await by.api.access.getAccount({ params: { accountId } })
    return by.api.access.grantRole({
      params: { accountId },
      body: { role, regionCode: world().here.regency },
      ifMatch: version,
      idempotencyKey: newKey(),
    })
  }
  const reset = async (accountId: string) => {
    const { version } = await admin().api.access.getAccount({ params: { accountId } })
    return admin().api.access.resetPassword({ params: { accountId }, ifMatch: version, idempotencyKey: newKey() })
  }
  return { release, signIn, token, permissionsOf, make, makeReleased, grant, reset }
}
