import { webhookRecord } from '@pandu-gempita/shared/webhooks'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { Webhook, WebhookDelivery, webhooks } from '@pandu-gempita/shared/webhooks'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { newestFirst, readPage } from '../../kernel/page.ts'
import { problem } from '../../kernel/problem-error.ts'
import { allowedActions, scopedRead, statesIn } from '../../kernel/record.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { regionPath } from '../regions/public.ts'
import { webhookDoor } from './door.ts'

type Operations = (typeof webhooks)['operations']
type WebhookRow = Omit<Webhook, 'allowedActions'> & { jurisdictionId: number }

const COLUMNS = sql`t.jurisdiction_id as "jurisdictionId", t.id, t.name, t.url, t.types, t.region_code as "regionCode", ${regionPath('t.region_code')} as "regionPath", t.status, t.failure,
  case when t.old_secret_until > now() then iso(t.old_secret_until) end as "oldSecretUntil",
  (select count(*)::int from webhook_deliveries d where d.jurisdiction_id = t.jurisdiction_id and d.webhook_id = t.id and d.status = 'waiting') as waiting,
  iso(t.last_success_at) as "lastSuccessAt", t.created_by_name as "createdByName", iso(t.created_at) as "createdAt", t.version`

const toWebhook = (context: ReadContext, row: WebhookRow): Webhook => {
  const { jurisdictionId: _j, ...webhook } = row
  return { ...webhook, allowedActions: allowedActions(context, webhookDoor, row) }
}

export async function listWebhooks(context: ReadContext, { query }: InputOf<Operations['listWebhooks']>) {
  const page = await readPage<WebhookRow>(
    context.db,
    query,
    [context.actor.id],
    newestFirst('t'),
    ({ after, orderBy, limit, cursorColumns }) =>
      sql`select ${COLUMNS}, ${cursorColumns} from webhooks t where t.status not in ${statesIn(webhookRecord, 'ended')} and ${scopedRead(webhookDoor, context.actor)} and ${after} order by ${orderBy} ${limit}`,
  )
  return { items: page.items.map((row) => toWebhook(context, row)), nextCursor: page.nextCursor }
}

export async function getWebhook(context: ReadContext, id: string): Promise<Webhook> {
  const row = await firstRow<WebhookRow>(
    context.db,
    sql`select ${COLUMNS} from webhooks t where t.id = ${id} and ${scopedRead(webhookDoor, context.actor)}`,
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
    sql`select t.jurisdiction_id from webhooks t where t.id = ${params.webhookId} and ${scopedRead(webhookDoor, context.actor)}`,
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
