/**
 * Guessing passwords is slowed down, nobody is locked out. Tries are counted by the name that is typed together with
 * where it is typed: a device that has signed in under that name before has a count of its own, so that strangers
 * cannot keep its owner waiting; all others are counted by name and network, and, more patiently, by name alone, for
 * who guesses from many networks. A name that nobody has is counted like one that somebody has.
 *
 * Keys are digests made with the data key: the table tells neither names nor addresses (docs/adr/0028).
 */
import { sql, type SQL } from 'drizzle-orm'
import { rows, type Queryable } from '../../kernel/db.ts'
import type { Secrets } from '../../kernel/digest.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'

/** Wrong passwords before one place has to wait, and before a name has to wait wherever nobody knows the device. */
const FREE_TRIES = { place: 5, name: 20 } as const
/** Seconds: one minute, then twice as long each time, at most an hour; a name at most five minutes. */
const LONGEST_WAIT = { place: 3_600, name: 300 } as const
const FIRST_WAIT = { place: 60, name: 15 } as const
type Kind = keyof typeof FREE_TRIES

/** When the next try may be made. Worked out in the statement that counts, so that tries at the same moment are counted one by one. Alias `t`. */
export const waitSql = (kind: Kind): SQL =>
  sql`case when t.failed + 1 < ${FREE_TRIES[kind]} then null
      else now() + least(${LONGEST_WAIT[kind]}, ${FIRST_WAIT[kind]} * 2 ^ least(t.failed + 1 - ${FREE_TRIES[kind]}, 20)) * interval '1 second' end`

/** Where a password is tried. */
export interface TriedAt {
  readonly userName: string
  /** Address or network of the client. */
  readonly network: string
  /** A device that has signed in under this name, or a session of it; undefined for all others. */
  readonly knownDevice: string | undefined
}

export interface Tries {
  readonly nameDigest: string
  readonly keys: readonly { readonly key: string; readonly kind: Kind }[]
  /** 0: this try may be made, and has been counted as a wrong one until it is shown to be right. */
  readonly waitSeconds: number
}

const keysOf = (secrets: Secrets, { userName, network, knownDevice }: TriedAt): Omit<Tries, 'waitSeconds'> => {
  const nameDigest = secrets.digest(userName)
  // The name leads, so that a new password can make all of its counts forgotten.
  const key = (place: string): string => `${nameDigest}|${secrets.digest(place)}`
  return {
    nameDigest,
    keys:
      knownDevice === undefined
        ? [
            { key: key(`network ${network}`), kind: 'place' },
            { key: nameDigest, kind: 'name' },
          ]
        : [{ key: key(`device ${knownDevice}`), kind: 'place' }],
  }
}

/** Before the password is looked at. Commits by itself: what follows may take a while, and must not undo the count. */
export async function beginTry(db: Queryable, secrets: Secrets, place: TriedAt): Promise<Tries> {
  const { nameDigest, keys } = keysOf(secrets, place)
  const waits = await rows<{ seconds: number }>(
    db,
    sql`select ceil(extract(epoch from locked_until - now()))::int as seconds from sign_in_tries
        where name_digest = any(${sql.param(keys.map(({ key }) => key))}::text[]) and locked_until > now()`,
  )
  const waitSeconds = Math.max(0, ...waits.map(({ seconds }) => seconds))
  if (waitSeconds > 0) return { nameDigest, keys, waitSeconds }
  for (const { key, kind } of keys) {
    // Two at the same moment: the second finds the row as the first has left it, and waits if that says so.
    const counted = await rows<{ waits: boolean }>(
      db,
      sql`insert into sign_in_tries as t (name_digest, failed) values (${key}, 1)
          on conflict (name_digest) do update set failed = t.failed + 1, last_try_at = now(), locked_until = ${waitSql(kind)}
          where t.locked_until is null or t.locked_until <= now() returning true as waits`,
    )
    if (counted.length === 0) return { nameDigest, keys, waitSeconds: FIRST_WAIT[kind] }
  }
  return { nameDigest, keys, waitSeconds: 0 }
}

/** The password was right: this place begins anew, and so does the name. */
export const endTries = (uow: UnitOfWork, { keys }: Tries) =>
  uow.tx.execute(
    sql`delete from sign_in_tries where name_digest = any(${sql.param(keys.map(({ key }) => key))}::text[])`,
  )

/** A new password or the operator: every count of the name is forgotten. */
export const forgetTries = (uow: UnitOfWork, userName: string) =>
  uow.tx.execute(sql`delete from sign_in_tries where starts_with(name_digest, ${uow.secrets.digest(userName)})`)
