/**
 * A password or secret is chosen by whom it belongs to, and known to nobody else (docs/adr/0026). Who makes an account gets
 * one half of a code, who releases it the other; only both together, in the owner's hands, activate it. What reaches no
 * personal data needs no second person, so one half is the whole. Halves are kept as digests.
 */
import { accountRecord } from '@pandu-gempita/shared/access'
import { statesIn } from '../../kernel/record.ts'
import { sql } from 'drizzle-orm'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { newCode, sha256 } from '../../kernel/digest.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { auditSubjectOf } from './audit-subject.ts'

const ACTIVATION_DAYS = 7
/** So often may one right half come with a wrong one. */
const MOST_WRONG = 5

/** As much of an account as is needed here. */
interface Owner {
  readonly jurisdiction_id: number
  readonly id: string
}
interface Activation {
  readonly made_by: string
  readonly needs_release: boolean
  readonly maker_hash: string
  readonly releaser_hash: string | null
  readonly wrong: number
}

/** Three groups of four, to be read out: 57 bits each half. */
const newHalf = (): string => newCode(12).replace(/(.{4})(?=.)/g, '$1-')
/** As somebody types it. */
const digestOf = (half: string): string => sha256(half.toUpperCase().replace(/[^0-9A-Z]/g, ''))

const ofAccount = (owner: Owner) => sql`jurisdiction_id = ${owner.jurisdiction_id} and account_id = ${owner.id}`
const expiry = (uow: UnitOfWork): string => new Date(uow.now.getTime() + ACTIVATION_DAYS * 86_400_000).toISOString()

/** The half for who makes it. An earlier code, given or not, is worth nothing from now on. */
export async function beginActivation(uow: UnitOfWork, owner: Owner, needsRelease: boolean): Promise<string> {
  const half = newHalf()
  await uow.tx.execute(sql`
    insert into account_activations (jurisdiction_id, account_id, made_by, needs_release, maker_hash, expires_at)
    values (${owner.jurisdiction_id}, ${owner.id}, ${uow.actor.id}, ${needsRelease}, ${digestOf(half)}, ${expiry(uow)})
    on conflict (jurisdiction_id, account_id) do update set made_by = excluded.made_by, needs_release = excluded.needs_release,
      maker_hash = excluded.maker_hash, releaser_hash = null, wrong = 0, expires_at = excluded.expires_at, created_at = now()`)
  return half
}

export const findActivation = (db: Queryable, owner: Owner): Promise<Activation | undefined> =>
  firstRow<Activation>(db, sql`select * from account_activations where ${ofAccount(owner)} and expires_at > now()`)

/** The other half, for who releases it; null when the maker's has run out, so that it must be made anew. */
export async function completeActivation(uow: UnitOfWork, owner: Owner): Promise<string | null> {
  const half = newHalf()
  const done = await firstRow(
    uow.tx,
    sql`update account_activations set releaser_hash = ${digestOf(half)}, wrong = 0, expires_at = ${expiry(uow)}
        where ${ofAccount(owner)} and needs_release and expires_at > now() returning 1`,
  )
  return done ? half : null
}

export const endActivation = (uow: UnitOfWork, owner: Owner) =>
  uow.tx.execute(sql`delete from account_activations where ${ofAccount(owner)}`)

/** Nothing opens the account any more: no password, no secret, no session. */
export async function closeAccess(uow: UnitOfWork, owner: Owner): Promise<void> {
  await uow.tx.execute(
    sql`update accounts set password_hash = null, client_secret_hash = null where jurisdiction_id = ${owner.jurisdiction_id} and id = ${owner.id}`,
  )
  await uow.tx.execute(sql`delete from sessions where account_id = ${owner.id}`)
}

export interface ActivatedAccount extends Owner {
  readonly user_name: string
  readonly region_code: string | null
}

const findOwner = (db: Queryable, kind: 'officer' | 'machine', userName: string, lock = sql``) =>
  firstRow<ActivatedAccount>(
    db,
    sql`select jurisdiction_id, id, user_name, region_code from accounts
        where user_name = ${userName.trim().toLowerCase()} and kind = ${kind} and status in ${statesIn(accountRecord, 'active')} and revoked_at is null ${lock}`,
  )

/** A name that nobody has is told in no jurisdiction but the nation's. */
const NOBODY = { jurisdiction_id: 1, id: null, region_code: null }

/** Which of the halves are among the codes, and whether that is all that is needed. */
function compare(activation: Activation | undefined, codes: readonly string[]): { all: boolean; some: boolean } {
  const given = new Set(codes.map(digestOf))
  const maker = activation !== undefined && given.has(activation.maker_hash)
  const releaser = activation?.releaser_hash != null && given.has(activation.releaser_hash)
  return { all: maker && (releaser || !activation.needs_release), some: maker || releaser }
}

/** Would they open the account now? Spends nothing and counts nothing. */
export async function codesFit(
  db: Queryable,
  kind: 'officer' | 'machine',
  userName: string,
  codes: readonly string[],
): Promise<boolean> {
  const account = await findOwner(db, kind, userName)
  return account !== undefined && compare(await findActivation(db, account), codes).all
}

/**
 * Takes the codes, once. Whatever is wrong, the answer is the same. A try with one right half counts: who holds it may not
 * try the other for long. One without any does not: else a stranger who knows a name could end every activation.
 */
export async function spendCodes(
  uow: UnitOfWork,
  kind: 'officer' | 'machine',
  userName: string,
  codes: readonly string[],
): Promise<ActivatedAccount> {
  const account = await findOwner(uow.tx, kind, userName, sql`for update`)
  const activation = account && (await findActivation(uow.tx, account))
  const { all, some } = compare(activation, codes)
  uow.audit({
    ...auditSubjectOf({ kind, ...(account ?? NOBODY) }),
    changes: [
      {
        field: all ? 'activation' : 'activation_refused',
        before: null,
        after: account ? null : uow.secrets.digest(userName.trim().toLowerCase()),
      },
    ],
  })
  if (account && all) {
    await endActivation(uow, account)
    return account
  }
  if (account && activation && some) {
    if (activation.wrong + 1 >= MOST_WRONG) await endActivation(uow, account)
    else await uow.tx.execute(sql`update account_activations set wrong = wrong + 1 where ${ofAccount(account)}`)
  }
  throw uow.commitThen(problem('activation-refused'))
}
