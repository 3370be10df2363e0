/** Signing in, out, and changing one's password. */
import { inGroup } from '@pandu-gempita/shared/contract/record'
import type { AuditField } from '@pandu-gempita/shared/audit-words'
import { accountRecord } from '@pandu-gempita/shared/access'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import type { identity } from '@pandu-gempita/shared/identity'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql } from 'drizzle-orm'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { newToken, sha256 } from '../../kernel/digest.ts'
import type { OriginContext, SessionEffects, UploadContext } from '../../kernel/handlers.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { auditSubjectOf } from './audit-subject.ts'
import { knownDevice, rememberDevice } from './known-device.ts'
import { ensureRoomToHash, hashPassword, isWeakPassword, verifyPassword } from './passwords.ts'
import { readSession } from './queries.ts'
import { beginTry, endTries, type Tries } from './tries.ts'

type Operations = (typeof identity)['operations']

const SESSION_HOURS = 12

export interface AccountRow {
  jurisdiction_id: number
  id: string
  user_name: string
  display_name: string
  region_code: string | null
  kind: 'officer' | 'machine'
  status: string
  password_hash: string | null
  client_secret_hash: string | null
  revoked_at: string | null
}

type OwnContext = UploadContext & SessionEffects & OriginContext

export const findAccount = (db: Queryable, userName: string, kind: 'officer' | 'machine') =>
  firstRow<AccountRow>(db, sql`select * from accounts where user_name = ${userName} and kind = ${kind}`)
const lockAccount = (uow: UnitOfWork, { jurisdiction_id, id }: AccountRow) =>
  firstRow<AccountRow>(
    uow.tx,
    sql`select * from accounts where jurisdiction_id = ${jurisdiction_id} and id = ${id} for update`,
  )

export async function openSession(
  uow: UnitOfWork,
  account: AccountRow,
  seconds: number,
  scope: readonly PermissionCode[] | null = null,
): Promise<{ token: string; expiresAt: Date }> {
  const token = newToken()
  const expiresAt = new Date(uow.now.getTime() + seconds * 1000)
  await uow.tx.execute(
    sql`insert into sessions (token_hash, jurisdiction_id, account_id, expires_at, scope) values (${sha256(token)}, ${account.jurisdiction_id}, ${account.id}, ${expiresAt.toISOString()}, ${scope && sql.param(scope)}::text[])`,
  )
  await uow.tx.execute(
    sql`update accounts set last_sign_in_at = now() where jurisdiction_id = ${account.jurisdiction_id} and id = ${account.id}`,
  )
  return { token, expiresAt }
}

/** Only who has shown the right secret is named as the one who did it. */
const PROVED = ['sign_in', 'token']
export const auditSignIn = (uow: UnitOfWork, account: AccountRow, field: AuditField): void =>
  uow.audit({
    ...auditSubjectOf(account),
    changes: [{ field, before: null, after: null }],
    ...(PROVED.includes(field) && { actor: { id: account.id, name: account.display_name, kind: account.kind } }),
  })

/** A try at a name that nobody has: told by its digest, and in no jurisdiction but the nation's. */
const auditUnknown = (uow: UnitOfWork, nameDigest: string): void =>
  uow.audit({
    jurisdictionId: 1,
    subjectType: 'account',
    subjectId: null,
    changes: [{ field: 'sign_in_unknown', before: null, after: nameDigest }],
  })

/** A refusal leaves its trace: it is committed, and thrown afterwards. */
const refuse = (
  context: OwnContext,
  { nameDigest }: Tries,
  account: AccountRow | undefined,
  field: AuditField,
  refusal: Error,
): Promise<never> =>
  context.atomically<never>(async (uow) => {
    if (account) auditSignIn(uow, account, field)
    else auditUnknown(uow, nameDigest)
    throw uow.commitThen(refusal)
  })

const tooManyTries = ({ waitSeconds }: Tries): Error => problem('too-many-tries', { retryAfterSeconds: waitSeconds })

/**
 * One way for names that exist and names that do not: the same count, the same wait, the same argon2id. The password
 * is looked at between two short transactions, so that nobody waits for it with a connection in hand.
 */
export async function signIn(
  context: OwnContext,
  { body }: InputOf<Operations['signIn']>,
): Promise<ResultOf<Operations['signIn']>> {
  ensureRoomToHash()
  const { secrets, origin } = context
  const userName = body.userName.trim().toLowerCase()
  const tries = await beginTry(context.db, secrets, {
    userName,
    network: origin.network,
    knownDevice: knownDevice(secrets, origin.device, userName),
  })
  const seen = await findAccount(context.db, userName, 'officer')
  if (tries.waitSeconds > 0) return refuse(context, tries, seen, 'sign_in_locked', tooManyTries(tries))
  const right = await verifyPassword(seen?.password_hash ?? null, body.password)
  if (!seen || !right || !inGroup(accountRecord, 'active', seen.status))
    return refuse(context, tries, seen, 'sign_in_refused', problem('wrong-credentials'))
  return context.atomically(async (uow) => {
    // Suspended or given another password while the hash was computed: then this one opens nothing any more.
    const account = await lockAccount(uow, seen)
    if (!account || !inGroup(accountRecord, 'active', account.status) || account.password_hash !== seen.password_hash) {
      auditSignIn(uow, seen, 'sign_in_refused')
      throw uow.commitThen(problem('wrong-credentials'))
    }
    await endTries(uow, tries)
    auditSignIn(uow, account, 'sign_in')
    const { token, expiresAt } = await openSession(uow, account, SESSION_HOURS * 3600)
    context.setSession(token, expiresAt)
    const device = rememberDevice(secrets, origin.device, userName, uow.now)
    origin.setDevice(device.token, device.expiresAt)
    return readSession(uow.tx, {
      id: account.id,
      kind: 'officer',
      name: account.display_name,
      jurisdictionId: account.jurisdiction_id,
      grants: [],
      sessionHash: sha256(token),
      mustChangePassword: false,
    })
  })
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

/** Whoever sits at an open session may be guessing: slowed down like at the door, by a count of this session's own. */
export async function changePassword(
  context: OwnContext,
  { body }: InputOf<Operations['changePassword']>,
): Promise<undefined> {
  ensureRoomToHash()
  const { actor, secrets, origin } = context
  const seen = await firstRow<AccountRow>(
    context.db,
    sql`select * from accounts where jurisdiction_id = ${actor.jurisdictionId} and id = ${actor.id}`,
  )
  if (!seen) throw problem('not-signed-in')
  const tries = await beginTry(context.db, secrets, {
    userName: seen.user_name,
    network: origin.network,
    knownDevice: actor.sessionHash ?? undefined,
  })
  if (tries.waitSeconds > 0) return refuse(context, tries, seen, 'password_refused', tooManyTries(tries))
  if (!(await verifyPassword(seen.password_hash, body.currentPassword)))
    return refuse(context, tries, seen, 'password_refused', problem('wrong-credentials'))
  if (isWeakPassword(body.newPassword, seen.user_name) || body.newPassword === body.currentPassword)
    throw fieldProblem('weak-password', '/newPassword')
  const passwordHash = await hashPassword(body.newPassword)
  return context.atomically(async (uow) => {
    const account = await lockAccount(uow, seen)
    if (!account || account.password_hash !== seen.password_hash) throw problem('stale-version')
    await uow.tx.execute(
      sql`update accounts set password_hash = ${passwordHash}, must_change_password = false, version = version + 1, updated_at = now() where jurisdiction_id = ${account.jurisdiction_id} and id = ${account.id}`,
    )
    await uow.tx.execute(
      sql`delete from sessions where account_id = ${account.id} and token_hash <> ${uow.actor.sessionHash}`,
    )
    await endTries(uow, tries)
    auditSignIn(uow, account, 'password')
    return undefined
  })
}
