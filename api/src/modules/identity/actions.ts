import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import type { identity } from '@pandu-gempita/shared/identity'
import { sql } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { firstRow } from '../../kernel/db.ts'
import { newToken, sameText, sha256 } from '../../kernel/digest.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { SessionEffects } from '../../kernel/register.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { hashPassword, isWeakPassword, verifyPassword } from './passwords.ts'
import { effective } from './effective-grants.ts'
import { beginTry, countFailure, forgetTries } from './tries.ts'

type Operations = (typeof identity)['operations']

const SESSION_HOURS = 12
const TOKEN_SECONDS = 3600

interface AccountRow {
  jurisdiction_id: number
  id: string
  display_name: string
  region_code: string | null
  kind: 'officer' | 'machine'
  status: string
  password_hash: string | null
  client_secret_hash: string | null
  revoked_at: string | null
}

const findAccount = (uow: UnitOfWork, userName: string, kind: 'officer' | 'machine') =>
  firstRow<AccountRow>(uow.tx, sql`select * from accounts where user_name = ${userName} and kind = ${kind} for update`)

async function openSession(
  uow: UnitOfWork,
  account: AccountRow,
  seconds: number,
): Promise<{ token: string; expiresAt: Date }> {
  const token = newToken()
  const expiresAt = new Date(uow.now.getTime() + seconds * 1000)
  await uow.tx.execute(
    sql`insert into sessions (token_hash, jurisdiction_id, account_id, expires_at) values (${sha256(token)}, ${account.jurisdiction_id}, ${account.id}, ${expiresAt.toISOString()})`,
  )
  await uow.tx.execute(
    sql`update accounts set last_sign_in_at = now() where jurisdiction_id = ${account.jurisdiction_id} and id = ${account.id}`,
  )
  return { token, expiresAt }
}

/** Only who has shown the right secret is named as the one who did it. */
const PROVED = ['sign_in', 'token']
const auditSignIn = (uow: UnitOfWork, account: AccountRow, field: string): void =>
  uow.audit({
    jurisdictionId: account.jurisdiction_id,
    subjectType: 'account',
    subjectId: account.id,
    regionCode: account.region_code,
    changes: [{ field, before: null, after: null }],
    ...(PROVED.includes(field) && { actor: { id: account.id, name: account.display_name, kind: account.kind } }),
  })

/** A refusal that must leave its trace (failed tries) commits first and is thrown by the route afterwards. */
export type SignInOutcome =
  | { refused: 'wrong-credentials' }
  | { refused: 'account-locked'; seconds: number }
  | { refused?: undefined; actor: Actor; token: string; expiresAt: Date }

/** A try at a name that nobody has: told by its digest, and in no jurisdiction but the nation's. */
const auditUnknown = (uow: UnitOfWork, nameDigest: string): void =>
  uow.audit({
    jurisdictionId: 1,
    subjectType: 'account',
    subjectId: null,
    changes: [{ field: 'sign_in_unknown', before: null, after: nameDigest }],
  })

/** One way for names that exist and names that do not: the same count, the same rest, the same argon2id. */
export async function trySignIn(uow: UnitOfWork, { body }: InputOf<Operations['signIn']>): Promise<SignInOutcome> {
  const userName = body.userName.trim().toLowerCase()
  const tries = await beginTry(uow, userName)
  const account = await findAccount(uow, userName, 'officer')
  if (tries.lockedSeconds > 0) {
    if (account) auditSignIn(uow, account, 'sign_in_locked')
    else auditUnknown(uow, tries.nameDigest)
    return { refused: 'account-locked', seconds: tries.lockedSeconds }
  }
  const right = await verifyPassword(account?.password_hash ?? null, body.password)
  if (!account || !right || account.status !== 'active') {
    await countFailure(uow, tries)
    if (account) auditSignIn(uow, account, 'sign_in_refused')
    else auditUnknown(uow, tries.nameDigest)
    return { refused: 'wrong-credentials' }
  }
  await forgetTries(uow, userName)
  auditSignIn(uow, account, 'sign_in')
  const { token, expiresAt } = await openSession(uow, account, SESSION_HOURS * 3600)
  const actor: Actor = {
    id: account.id,
    kind: 'officer',
    name: account.display_name,
    jurisdictionId: account.jurisdiction_id,
    grants: [],
    sessionHash: sha256(token),
    mustChangePassword: false,
  }
  return { actor, token, expiresAt }
}

export async function signOut(uow: UnitOfWork & SessionEffects): Promise<undefined> {
  // Ended, not deleted: the entry of this very act is written in its name. An hour later it is swept away.
  await uow.tx.execute(sql`update sessions set expires_at = now() where token_hash = ${uow.actor.sessionHash}`)
  uow.audit({
    jurisdictionId: uow.actor.jurisdictionId,
    subjectType: 'account',
    subjectId: uow.actor.id,
    changes: [{ field: 'sign_out', before: null, after: null }],
  })
  uow.clearSession()
  return undefined
}

export async function changePassword(
  uow: UnitOfWork,
  { body }: InputOf<Operations['changePassword']>,
): Promise<undefined> {
  const account = await firstRow<AccountRow & { user_name: string }>(
    uow.tx,
    sql`select * from accounts where jurisdiction_id = ${uow.actor.jurisdictionId} and id = ${uow.actor.id} for update`,
  )
  if (!account || !(await verifyPassword(account.password_hash, body.currentPassword))) {
    // Somebody at an open screen may be guessing: counted and told like a wrong sign-in.
    if (account) {
      auditSignIn(uow, account, 'password_refused')
      await countFailure(uow, await beginTry(uow, account.user_name))
    }
    throw uow.commitThen(problem('wrong-credentials'))
  }
  if (isWeakPassword(body.newPassword, account.user_name) || body.newPassword === body.currentPassword)
    throw fieldProblem('weak-password', '/newPassword')
  const passwordHash = await hashPassword(body.newPassword)
  await uow.tx.execute(
    sql`update accounts set password_hash = ${passwordHash}, must_change_password = false, version = version + 1, updated_at = now() where jurisdiction_id = ${account.jurisdiction_id} and id = ${account.id}`,
  )
  await uow.tx.execute(
    sql`delete from sessions where account_id = ${account.id} and token_hash <> ${uow.actor.sessionHash}`,
  )
  auditSignIn(uow, account, 'password')
  return undefined
}

export type TokenOutcome = { refused: true } | { refused: false; token: ResultOf<Operations['issueToken']> }

export async function tryIssueToken(
  uow: UnitOfWork,
  { body }: InputOf<Operations['issueToken']>,
): Promise<TokenOutcome> {
  const client = await findAccount(uow, body.client_id.toLowerCase(), 'machine')
  const right = client?.client_secret_hash ? sameText(client.client_secret_hash, sha256(body.client_secret)) : false
  if (!client || !right || client.revoked_at !== null || client.status !== 'active') {
    uow.audit({
      jurisdictionId: client?.jurisdiction_id ?? 1,
      subjectType: 'account',
      subjectId: client?.id ?? null,
      changes: [{ field: 'token_refused', before: null, after: null }],
    })
    return { refused: true }
  }
  auditSignIn(uow, client, 'token')
  const { token } = await openSession(uow, client, TOKEN_SECONDS)
  const scope = await firstRow<{ scope: string }>(
    uow.tx,
    sql`select coalesce(string_agg(g.permission || ':' || g.region_code, ' ' order by g.permission), '') as scope from grants g where g.jurisdiction_id = ${client.jurisdiction_id} and g.account_id = ${client.id} and ${effective}`,
  )
  return {
    refused: false,
    token: { access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS, scope: scope?.scope ?? '' },
  }
}
