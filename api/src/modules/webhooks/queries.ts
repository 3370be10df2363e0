import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { webhookLifecycle, webhooks, type Webhook, type WebhookDelivery } from '@pandu-gempita/shared/webhooks'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf } from '../../kernel/authorize.ts'
import { firstRow } from '../../kernel/db.ts'
import { allowedActions, scopedRead, type Aggregate } from '../../kernel/lifecycle.ts'
import { newestFirst, readPage } from '../../kernel/page.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { regionPath } from '../regions/public.ts'

type Operations = (typeof webhooks)['operations']
type WebhookState = (typeof webhookLifecycle.states)[number]
export type WebhookTransition = keyof typeof webhookLifecycle.transitions & string

/** Programs of different makers work in one area; none of them has to do with the others' receivers. Alias t. */
export const readableWebhook = (actor: Actor): SQL =>
  actor.kind === 'machine' ? sql`t.created_by = ${actor.id}` : sql`true`

export const webhookAggregate: Aggregate<WebhookState, WebhookTransition> = {
  lifecycle: webhookLifecycle,
  table: 'webhooks',
  scope: scopeOf('t'),
  readPermission: 'webhook.read',
  readable: readableWebhook,
}

type WebhookRow = Omit<Webhook, 'allowedActions'>

const COLUMNS = sql`t.id, t.name, t.url, t.types, t.region_code as "regionCode", ${regionPath('t.region_code')} as "regionPath", t.status, t.failure,
  case when t.old_secret_until > now() then iso(t.old_secret_until) end as "oldSecretUntil",
  (select count(*)::int from webhook_deliveries d where d.jurisdiction_id = t.jurisdiction_id and d.webhook_id = t.id and d.status = 'waiting') as waiting,
  iso(t.last_success_at) as "lastSuccessAt", t.created_by_name as "createdByName", iso(t.created_at) as "createdAt", t.version`

const toWebhook = (context: ReadContext, row: WebhookRow): Webhook => ({
  ...row,
  allowedActions: allowedActions(webhookLifecycle, webhooks.operations, row.status, context.actor),
})

export async function listWebhooks(context: ReadContext, { query }: InputOf<Operations['listWebhooks']>) {
  const page = await readPage<WebhookRow>(
    context.db,
    query,
    [context.actor.id],
    newestFirst('t'),
    ({ after, orderBy, limit, cursorColumns }) =>
      sql`select ${COLUMNS}, ${cursorColumns} from webhooks t where t.status <> 'ended' and ${scopedRead(webhookAggregate, context.actor)} and ${after} order by ${orderBy} ${limit}`,
  )
  return { items: page.items.map((row) => toWebhook(context, row)), nextCursor: page.nextCursor }
}

export async function getWebhook(context: ReadContext, id: string): Promise<Webhook> {
  const row = await firstRow<WebhookRow>(
    context.db,
    sql`select ${COLUMNS} from webhooks t where t.id = ${id} and ${scopedRead(webhookAggregate, context.actor)}`,
  )
  if (!row) throw problem('not-found')
  return toWebhook(context, row)
}

const DELIVERY = sql`d.id, d.message_id as "messageId", d.type, d.status, d.attempts, d.error, d.response_status as "responseStatus", d.duration_ms as "durationMs",
  iso(d.created_at) as "createdAt", iso(d.last_attempt_at) as "lastAttemptAt", iso(d.next_attempt_at) as "nextAttemptAt"`

export async function listWebhookDeliveries(
  context: ReadContext,
  { params, query }: InputOf<Operations['listWebhookDeliveries']>,
) {
  const found = await firstRow<{ jurisdiction_id: number }>(
    context.db,
    sql`select t.jurisdiction_id from webhooks t where t.id = ${params.webhookId} and ${scopedRead(webhookAggregate, context.actor)}`,
  )
  if (!found) throw problem('not-found')
  return readPage<WebhookDelivery>(
    context.db,
    query,
    [context.actor.id, params.webhookId, query.status ?? null],
    newestFirst('d'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select ${DELIVERY}, ${cursorColumns} from webhook_deliveries d
      where d.jurisdiction_id = ${found.jurisdiction_id} and d.webhook_id = ${params.webhookId}
        and ${query.status ? sql`d.status = ${query.status}` : sql`true`} and ${after}
      order by ${orderBy} ${limit}`,
  )
}

export async function getDelivery(context: ReadContext, jurisdictionId: number, id: string): Promise<WebhookDelivery> {
  const found = await firstRow<WebhookDelivery>(
    context.db,
    sql`select ${DELIVERY} from webhook_deliveries d where d.jurisdiction_id = ${jurisdictionId} and d.id = ${id}`,
  )
  if (!found) throw new Error('the delivery is not there')
  return found
}
