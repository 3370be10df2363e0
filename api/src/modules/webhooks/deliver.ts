/**
 * Messages that are due, one at a time to each receiver. A message is claimed, sent without any transaction
 * open, and then its outcome is written: who dies in between has sent it at least once, and it is sent again.
 */
import { webhookRecord } from '@pandu-gempita/shared/webhooks'
import { statesIn } from '../../kernel/record.ts'
import { randomInt } from 'node:crypto'
import { webhookMessages, type WebhookDeliveryError } from '@pandu-gempita/shared/webhooks'
import { sql, type SQL } from 'drizzle-orm'
import { firstRow, rows } from '../../kernel/db.ts'
import { mayTell } from '../exchange/public.ts'
import { makerOf, type MadeBy } from './maker.ts'
import { nextTry, type Outcome } from './rules.ts'
import { send, SendInterrupted } from './send.ts'
import { signatureOf } from './signature.ts'
import { disable, type WebhookContext, type WebhookKey } from './worker-context.ts'

export interface DueDelivery extends MadeBy {
  readonly jurisdiction_id: number
  readonly id: string
  readonly webhook_id: string
  readonly message_id: string
  readonly type: string
  readonly body: string
  readonly attempts: number
  readonly event_jurisdiction_id: number | null
  readonly event_xid: string | null
  readonly event_seq: string | null
  readonly url: string
  readonly types: string[]
  readonly secret: Uint8Array
  readonly old_secret: Uint8Array | null
}

/** Longer than any request takes; who has died in between gives it up by then. */
const CLAIM_MARGIN_MS = 15_000
const CHANCES = 1_000_000

/** @param only of this webhook alone, which is known to be free */
export const claimDue = (
  { database, settings }: WebhookContext,
  most: number,
  only?: WebhookKey,
): Promise<DueDelivery[]> =>
  rows<DueDelivery>(
    database.db,
    sql`with due as (
          select distinct on (d.jurisdiction_id, d.webhook_id) d.jurisdiction_id, d.id
          from webhook_deliveries d join webhooks w on w.jurisdiction_id = d.jurisdiction_id and w.id = d.webhook_id
          where d.status = 'waiting' and d.next_attempt_at <= now() and ${only ? sql`d.jurisdiction_id = ${only.jurisdictionId} and d.webhook_id = ${only.id}` : sql`true`}
            and (w.status in ${statesIn(webhookRecord, 'active')} and coalesce(w.rest_until <= now(), true) or d.type = ${webhookMessages.test} and w.status not in ${statesIn(webhookRecord, 'ended')})
            and not exists (select 1 from webhook_deliveries b where b.jurisdiction_id = d.jurisdiction_id and b.webhook_id = d.webhook_id and b.status = 'waiting' and b.claimed_until > now())
          order by d.jurisdiction_id, d.webhook_id, d.next_attempt_at, d.id)
        update webhook_deliveries d set claimed_until = now() + make_interval(secs => ${(settings.timeoutMs + CLAIM_MARGIN_MS) / 1000})
        from (select * from due order by random() limit ${most}) x, webhooks w
        where d.jurisdiction_id = x.jurisdiction_id and d.id = x.id and d.status = 'waiting' and coalesce(d.claimed_until <= now(), true)
          and w.jurisdiction_id = d.jurisdiction_id and w.id = d.webhook_id
        returning d.jurisdiction_id, d.id, d.webhook_id, d.message_id, d.type, d.body, d.attempts, d.event_jurisdiction_id, d.event_xid::text as event_xid, d.event_seq::text as event_seq,
          w.url, w.types, w.secret, case when w.old_secret_until > now() then w.old_secret end as old_secret, w.region_code, w.created_by, w.created_by_jurisdiction, w.scope`,
  )

/** What a worker that was killed had claimed. One process a database sends, so at its start nothing has an owner. */
export const forgetClaims = async ({ database }: WebhookContext): Promise<void> => {
  await database.db.execute(
    sql`update webhook_deliveries set claimed_until = null where status = 'waiting' and claimed_until is not null`,
  )
}

const isDelivery = (due: DueDelivery): SQL =>
  sql`jurisdiction_id = ${due.jurisdiction_id} and id = ${due.id} and status = 'waiting'`

const release = async ({ database }: WebhookContext, due: DueDelivery): Promise<void> => {
  await database.db.execute(sql`update webhook_deliveries set claimed_until = null where ${isDelivery(due)}`)
}

async function close(
  { database }: WebhookContext,
  due: DueDelivery,
  status: 'delivered' | 'failed' | 'withdrawn',
  tried: SQL,
): Promise<{ firstAttemptAt: string } | undefined> {
  return firstRow<{ firstAttemptAt: string }>(
    database.db,
    sql`update webhook_deliveries set status = ${status}, next_attempt_at = null, claimed_until = null, updated_at = now()${tried}
        where ${isDelivery(due)} returning first_attempt_at::text as "firstAttemptAt"`,
  )
}

const triedWith = (outcome: Outcome): SQL => {
  const error: WebhookDeliveryError | null = outcome.error
  return sql`, attempts = attempts + 1, last_attempt_at = now(), first_attempt_at = coalesce(first_attempt_at, now()),
    error = ${error}, response_status = ${outcome.status}, duration_ms = ${outcome.durationMs}`
}

async function record(context: WebhookContext, due: DueDelivery, outcome: Outcome): Promise<void> {
  const { db } = context.database
  const hook = { jurisdictionId: due.jurisdiction_id, id: due.webhook_id }
  const isHook = sql`jurisdiction_id = ${hook.jurisdictionId} and id = ${hook.id}`
  const tried = triedWith(outcome)
  if (outcome.error === null) {
    await close(context, due, 'delivered', tried)
    await db.execute(sql`update webhooks set last_success_at = now(), rest_until = null where ${isHook}`)
    return
  }
  const isTest = due.type === webhookMessages.test
  const schedule = isTest ? [0] : context.settings.schedule
  const next = nextTry(outcome, due.attempts + 1, schedule, randomInt(CHANCES) / CHANCES, Date.now())
  if (next.restMs > 0 && !isTest)
    await db.execute(
      sql`update webhooks set rest_until = now() + make_interval(secs => ${next.restMs / 1000}) where ${isHook}`,
    )
  if (outcome.error !== 'gone' && next.afterMs !== null) {
    await db.execute(
      sql`update webhook_deliveries set claimed_until = null, next_attempt_at = now() + make_interval(secs => ${next.afterMs / 1000}), updated_at = now()${tried} where ${isDelivery(due)}`,
    )
    return
  }
  const closed = await close(context, due, 'failed', tried)
  // A test tells who asked for it, and nothing more.
  if (isTest || !closed) return
  if (outcome.error === 'gone') return disable(context, hook, 'receiver_gone')
  const other = await firstRow(
    db,
    sql`select 1 as taken from webhooks where ${isHook} and last_success_at >= ${closed.firstAttemptAt}::timestamptz`,
  )
  if (!other) await disable(context, hook, 'receiver_failing')
}

/** May it be sent, now? The right of the maker may have ended since it was kept, or the event been protected. */
async function stillTold(context: WebhookContext, due: DueDelivery): Promise<'yes' | 'no' | 'access_ended'> {
  const { db } = context.database
  const actor = await makerOf(db, due)
  if (!actor) return 'access_ended'
  if (due.event_jurisdiction_id === null || due.event_xid === null || due.event_seq === null) return 'yes'
  const place = { shard: due.event_jurisdiction_id, xid: due.event_xid, seq: due.event_seq }
  return (await mayTell({ db, actor }, { region: due.region_code, type: due.types }, place)) ? 'yes' : 'no'
}

export async function deliver(context: WebhookContext, due: DueDelivery): Promise<void> {
  const told = await stillTold(context, due)
  if (told === 'access_ended') {
    await release(context, due)
    return disable(context, { jurisdictionId: due.jurisdiction_id, id: due.webhook_id }, 'access_ended')
  }
  if (told === 'no') {
    await close(context, due, 'withdrawn', sql``)
    return
  }
  const secrets = [due.secret, due.old_secret].flatMap((sealed) =>
    sealed ? context.secrets.open(sealed, 'webhook') : [],
  )
  const seconds = Math.floor(Date.now() / 1000)
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'pandu-gempita-webhooks',
    'webhook-id': due.message_id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatureOf(secrets, due.message_id, seconds, due.body),
  }
  try {
    const letter = { url: due.url, headers, body: due.body }
    await record(context, due, await send(context.targets, letter, context.settings.timeoutMs, context.signal))
  } catch (error) {
    await release(context, due)
    if (!(error instanceof SendInterrupted)) throw error
  }
}
