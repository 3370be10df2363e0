/** From a cookie or a bearer token to the actor with its present grants: one statement a request, or none for some seconds after one. */
import { accountRecord } from '@pandu-gempita/shared/access'
import { statesIn } from '../../kernel/record.ts'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import type { Actor, ActorGrant } from '../../kernel/actor.ts'
import { firstRow, type AccessNews, type Database, type Queryable } from '../../kernel/db.ts'
import { sha256 } from '../../kernel/digest.ts'
import { kept } from '../../kernel/kept-plans.ts'
import { narrowedTo } from './actor-of.ts'
import { GRANTS } from './effective-grants.ts'

interface SessionRow {
  id: string
  kind: 'officer' | 'machine'
  display_name: string
  jurisdiction_id: number
  must_change_password: boolean
  grants: ActorGrant[] | null
  scope: PermissionCode[] | null
}

/** A session ends so many minutes after the last request, however long it may last in all. */
const IDLE_MINUTES = 8 * 60

const bearer = (header: string | undefined): string | undefined => {
  const found = /^Bearer ([A-Za-z0-9_-]{20,100})$/i.exec(header ?? '')
  return found?.[1]
}

/** Read again after this at the latest, whatever was or was not heard. */
const KEPT_MS = 5_000
/** More sessions than an office has at work at once; then all are read anew. */
const MOST_KEPT = 5_000

/**
 * What sessions may do, for some seconds: an officer's screen asks several things at once. Kept only while changes of access
 * are heard, and forgotten wholly with each, so that who is suspended or signed out is so at once.
 */
class KeptActors {
  readonly #news: AccessNews | undefined
  readonly #actors = new Map<string, { readonly actor: Actor; readonly until: number }>()
  /** Rises with each change: what was read before one is not kept after it. */
  #changes = 0

  constructor(news: AccessNews | undefined) {
    this.#news = news
    news?.onChange(() => {
      this.#changes++
      this.#actors.clear()
    })
  }
  async get(tokenHash: string, read: () => Promise<Actor | undefined>): Promise<Actor | undefined> {
    const known = this.#news?.isHeard() ? this.#actors.get(tokenHash) : undefined
    if (known && known.until > performance.now()) return known.actor
    const before = this.#changes
    const actor = await read()
    if (actor && this.#changes === before && this.#news?.isHeard()) {
      if (this.#actors.size >= MOST_KEPT) this.#actors.clear()
      this.#actors.set(tokenHash, { actor, until: performance.now() + KEPT_MS })
    }
    return actor
  }
}

async function readActor(db: Queryable, tokenHash: string): Promise<Actor | undefined> {
  const row = await firstRow<SessionRow>(
    db,
    kept(sql`with seen as (
            update sessions s set last_seen_at = now()
            where s.token_hash = ${tokenHash} and s.last_seen_at < now() - interval '1 minute' and s.expires_at > now()
              and s.last_seen_at > now() - make_interval(mins => ${IDLE_MINUTES}))
          select a.id, a.kind, a.display_name, a.jurisdiction_id, a.must_change_password, s.scope, (${GRANTS}) as grants
          from sessions s join accounts a on a.jurisdiction_id = s.jurisdiction_id and a.id = s.account_id
          where s.token_hash = ${tokenHash} and s.expires_at > now() and s.last_seen_at > now() - make_interval(mins => ${IDLE_MINUTES})
            and a.status in ${statesIn(accountRecord, 'active')} and a.revoked_at is null`),
  )
  if (!row) return undefined
  return {
    id: row.id,
    kind: row.kind,
    name: row.display_name,
    jurisdictionId: row.jurisdiction_id,
    grants: narrowedTo(row.scope, row.grants ?? []),
    sessionHash: tokenHash,
    mustChangePassword: row.must_change_password,
  }
}

export function createAuthenticate({ db, accessNews }: Database, cookieName: string) {
  const actors = new KeptActors(accessNews)
  return async (request: FastifyRequest): Promise<Actor | undefined> => {
    const token =
      request.headers.authorization === undefined ? request.cookies[cookieName] : bearer(request.headers.authorization)
    if (!token) return undefined
    const tokenHash = sha256(token)
    return actors.get(tokenHash, () => readActor(db, tokenHash))
  }
}
