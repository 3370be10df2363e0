/**
 * Guessing is slowed by the name that is typed, not by the account: so a locked name says nothing of whether
 * somebody has it. The digest is keyed; the table tells neither names nor who was tried.
 */
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'

/** After five wrong passwords a name rests, longer each time, at most an hour. */
const FREE_TRIES = 5
const lockMinutes = (failures: number): number =>
  failures < FREE_TRIES ? 0 : Math.min(60, 2 ** (failures - FREE_TRIES))

export interface Tries {
  readonly nameDigest: string
  readonly failed: number
  readonly lockedSeconds: number
}

/** Takes the name's row until the end of the transaction, so that tries at the same time are counted one by one. */
export async function beginTry(uow: UnitOfWork, userName: string): Promise<Tries> {
  const tries = await firstRow<Tries>(
    uow.tx,
    sql`insert into sign_in_tries as t (name_digest) values (${uow.secrets.digest(userName)})
        on conflict (name_digest) do update set last_try_at = now()
        returning t.name_digest as "nameDigest", t.failed, greatest(0, coalesce(ceil(extract(epoch from t.locked_until - now())), 0))::int as "lockedSeconds"`,
  )
  if (!tries) throw new Error('insert gave no row')
  return tries
}

export async function countFailure(uow: UnitOfWork, { nameDigest, failed }: Tries): Promise<void> {
  const minutes = lockMinutes(failed + 1)
  await uow.tx.execute(
    sql`update sign_in_tries set failed = failed + 1, locked_until = ${minutes > 0 ? sql`now() + make_interval(mins => ${minutes})` : sql`null`} where name_digest = ${nameDigest}`,
  )
}

/** After the right password, or a new one from an administrator. */
export const forgetTries = (uow: UnitOfWork, userName: string) =>
  uow.tx.execute(sql`delete from sign_in_tries where name_digest = ${uow.secrets.digest(userName)}`)
