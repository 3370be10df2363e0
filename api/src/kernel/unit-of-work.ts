/**
 * The unit of work: one transaction, one actor, one clock, and the entries that tell what happened.
 *
 * There is no way to write without one, and an operation that writes without an audit entry fails:
 * forgetting is impossible, not impolite; only what the contract calls `untold` may do so (docs/adr/0040). Entries and events are inserted before COMMIT, in the same
 * transaction. A serialization failure or deadlock runs the whole function again (at most three
 * times), so an action has no effect outside the database; what must happen outside is a job, added
 * in the same transaction by `enqueue`.
 */
import type { AccessField, AuditField, AuditSubject } from '@pandu-gempita/shared/audit-words'
import type { EventKind } from '@pandu-gempita/shared/events'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from './actor.ts'
import { rows, type Database, type Queryable, type Tx } from './db.ts'
import type { Secrets } from './digest.ts'
import { kept } from './kept-plans.ts'
import { problem } from './problem-error.ts'

export interface Change {
  readonly field: AuditField
  readonly before: string | null
  readonly after: string | null
}
export interface AuditEntry {
  readonly jurisdictionId: number
  readonly subjectType: AuditSubject
  readonly subjectId: string | null
  readonly regionCode?: string | null
  readonly changes?: readonly Change[]
  readonly matterId?: string | null
  /** Who it turned out to be, where the request began as nobody's: a sign-in, whose session this transaction has opened. */
  readonly actor?: Pick<Actor, 'id' | 'name' | 'kind'>
}
/** `aboutId` is the person that the event is about: what puts it on that person's timeline. */
export interface DomainEvent {
  readonly jurisdictionId: number
  readonly type: EventKind
  readonly subjectType: string
  readonly subjectId: string
  readonly aboutId?: string | null
  readonly regionCode?: string | null
  /** Only for holders of this permission (protected PPKS types). */
  readonly visibleWith?: PermissionCode | null
  /** The matter (case) that it belongs to: who may not know of that hears nothing of this (docs/adr/0039). */
  readonly matterId?: string | null
  /** Codes and numbers. Never personal data. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>
}
export interface AccessRecord {
  readonly jurisdictionId: number
  readonly subjectIds: readonly string[]
  readonly fields: readonly AccessField[]
  readonly reason?: string
  /** The matter in which they were read. */
  readonly matterId?: string | null
}

export interface ReadContext {
  readonly db: Queryable
  readonly actor: Actor
  readonly now: Date
  readonly requestId: string
  readonly operation: string
  readonly secrets: Secrets
  /** Every read of personal data; written before the reply leaves. */
  recordAccess(record: AccessRecord): void
  /** Events of this unit of work; they are written at its end. */
  readonly emitted?: readonly DomainEvent[]
}
export interface UnitOfWork extends ReadContext {
  readonly tx: Tx
  audit(entry: AuditEntry): void
  emit(event: DomainEvent): void
  /** A background job that commits with the work. Handlers run at least once and must bear repetition. Jobs of one queue run one after the other. */
  enqueue(
    task: string,
    payload: Record<string, unknown>,
    options?: { readonly key?: string; readonly queue?: string },
  ): Promise<void>
  /** `throw uow.commitThen(problem)`: refuse, but keep what was written (failed sign-ins must be counted). */
  commitThen(refusal: Error): Error
}

class CommitThen extends Error {
  readonly refusal: Error
  constructor(refusal: Error) {
    super(refusal.message)
    this.refusal = refusal
  }
}

export interface WorkIdentity {
  readonly actor: Actor
  readonly requestId: string
  readonly operation: string
  readonly now?: Date
  /** No record is written, so no entry tells of it. */
  readonly untold?: boolean
}

const RETRYABLE = new Set(['40001', '40P01'])
export const sqlState = (error: unknown): string | undefined => {
  for (let at: unknown = error; typeof at === 'object' && at !== null; at = 'cause' in at ? at.cause : undefined)
    if ('code' in at && typeof at.code === 'string' && /^[0-9A-Z]{5}$/.test(at.code)) return at.code
  return undefined
}

const json = (value: unknown) => sql`${JSON.stringify(value)}::jsonb`

/**
 * Both logs are written by functions of the database: who and when is not for the program to say, so a stolen application role
 * cannot put words in an officer's mouth (docs/adr/0027). It shows the session, and the function looks up whose that is.
 */
const shown = ({ actor, operation, requestId }: WorkIdentity) =>
  sql`${actor.sessionHash}, ${actor.kind}, ${actor.name}, ${operation}, ${requestId}`
const INVALID_AUTHORIZATION = '28000'

async function callLog(db: Queryable, call: SQL): Promise<void> {
  try {
    await db.execute(call)
  } catch (error) {
    // Signed out or suspended while this was under way.
    if (sqlState(error) === INVALID_AUTHORIZATION) throw problem('not-signed-in')
    throw error
  }
}

/** One row a look: what one request read of somebody several times is one entry with all of it. */
function accessLog(who: WorkIdentity, records: readonly AccessRecord[]): SQL | undefined {
  const looks = new Map<
    string,
    {
      jurisdiction_id: number
      subject_id: string
      fields: Set<string>
      reason: string | null
      matter_id: string | null
    }
  >()
  for (const { jurisdictionId, subjectIds, fields, reason, matterId = null } of records)
    for (const subject of subjectIds) {
      const key = `${jurisdictionId} ${subject} ${matterId ?? ''}`
      const look = looks.get(key) ?? {
        jurisdiction_id: jurisdictionId,
        subject_id: subject,
        fields: new Set(),
        reason: null,
        matter_id: matterId,
      }
      for (const field of fields) look.fields.add(field)
      look.reason ??= reason ?? null
      looks.set(key, look)
    }
  if (looks.size === 0) return undefined
  const list = [...looks.values()].map((look) => ({ ...look, fields: [...look.fields] }))
  return sql`write_access_log(${shown(who)}, ${json(list)})`
}
export async function writeAccessLog(
  db: Queryable,
  who: WorkIdentity,
  records: readonly AccessRecord[],
): Promise<void> {
  const call = accessLog(who, records)
  if (call) await callLog(db, kept(sql`select ${call}`))
}

function auditLog(who: WorkIdentity, entries: readonly AuditEntry[]): SQL {
  const list = entries.map((entry) => ({
    jurisdiction_id: entry.jurisdictionId,
    subject_type: entry.subjectType,
    subject_id: entry.subjectId,
    region_code: entry.regionCode ?? null,
    changes: entry.changes ?? [],
    matter_id: entry.matterId ?? null,
    signed_in: entry.actor?.id ?? null,
  }))
  return sql`write_audit_entries(${shown(who)}, ${json(list)})`
}

function eventInsert(who: WorkIdentity, events: readonly DomainEvent[]): SQL {
  const list = events.map((event, n) => ({
    n,
    jurisdiction_id: event.jurisdictionId,
    type: event.type,
    subject_type: event.subjectType,
    subject_id: event.subjectId,
    about_id: event.aboutId ?? null,
    region_code: event.regionCode ?? null,
    visible_with: event.visibleWith ?? null,
    matter_id: event.matterId ?? null,
    details: event.details ?? {},
  }))
  return sql`insert into events (jurisdiction_id, type, subject_type, subject_id, about_id, region_code, actor_id, actor_name, visible_with, matter_id, details, request_id)
    select r.jurisdiction_id, r.type, r.subject_type, r.subject_id, r.about_id, r.region_code, ${who.actor.id}::uuid, ${who.actor.name}::text, r.visible_with, r.matter_id, r.details, ${who.requestId}::text
    from jsonb_to_recordset(${json(list)}) as r (n int, jurisdiction_id int, type text, subject_type text, subject_id uuid, about_id uuid, region_code text, visible_with text, matter_id uuid, details jsonb)
    order by r.n returning 1`
}

/**
 * Events of a change that is made for many records at once: `select` gives jurisdiction_id, type, subject_type, subject_id,
 * about_id, region_code, actor_name, details and request_id. Nobody's hand made each of them.
 */
export const insertEventsOf = (select: SQL): SQL => sql`
  insert into events (jurisdiction_id, type, subject_type, subject_id, about_id, region_code, actor_name, details, request_id) ${select}`

/** All that is told of a unit of work, in one statement: audit entries, events, and who was read. */
async function tellAll(
  tx: Tx,
  who: WorkIdentity,
  told: {
    readonly audits: readonly AuditEntry[]
    readonly events: readonly DomainEvent[]
    readonly reads: readonly AccessRecord[]
  },
): Promise<void> {
  const events = told.events.length > 0 ? sql`with told as (${eventInsert(who, told.events)}) ` : sql``
  const access = accessLog(who, told.reads)
  await callLog(tx, kept(sql`${events}select ${auditLog(who, told.audits)}${access ? sql`, ${access}` : sql``}`))
}

/** Tests put a fault here to show that nothing is left behind when the last step before COMMIT fails. */
export interface WorkHooks {
  beforeCommit?: (uow: UnitOfWork) => Promise<void> | void
}

export async function inUnitOfWork<T>(
  database: Database,
  secrets: Secrets,
  who: WorkIdentity,
  work: (uow: UnitOfWork) => Promise<T>,
  hooks: WorkHooks = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    // On a dead connection ROLLBACK fails too, and its error would hide the one that says what happened.
    let first: { readonly error: unknown } | undefined
    try {
      const outcome = await database.db.transaction(async (tx) => {
        const audits: AuditEntry[] = []
        const events: DomainEvent[] = []
        const reads: AccessRecord[] = []
        const uow: UnitOfWork = {
          tx,
          db: tx,
          actor: who.actor,
          now: who.now ?? new Date(),
          requestId: who.requestId,
          operation: who.operation,
          secrets,
          emitted: events,
          audit: (entry) => void audits.push(entry),
          emit: (event) => void events.push(event),
          recordAccess: (record) => void reads.push(record),
          commitThen: (refusal) => new CommitThen(refusal),
          enqueue: async (task, payload, options) => {
            await rows(
              tx,
              sql`select enqueue(${task}, ${JSON.stringify(payload)}::json, ${options?.key ?? null}, ${options?.queue ?? null})`,
            )
          },
        }
        const result = await work(uow).catch((error: unknown) => {
          if (error instanceof CommitThen) return error
          first = { error }
          throw error
        })
        const told = audits.length + events.length + reads.length
        if (who.untold ? told > 0 : audits.length === 0)
          throw new Error(`${who.operation} wrote ${who.untold ? 'what is to be told' : 'without an audit entry'}`)
        if (!who.untold) await tellAll(tx, who, { audits, events, reads })
        await hooks.beforeCommit?.(uow)
        return result
      })
      if (outcome instanceof CommitThen) throw outcome.refusal
      return outcome
    } catch (raised) {
      const error = first ? first.error : raised
      if (attempt >= 3 || !RETRYABLE.has(sqlState(error) ?? '')) throw error
    }
  }
}

/** Until this transaction ends the actor does nothing else that asks for the same: what he has may be counted before one more is made. */
export const oneAtATime = (uow: UnitOfWork): Promise<unknown> =>
  uow.tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${uow.actor.id}, 0))`)
