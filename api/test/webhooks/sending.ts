/** The sender of the worker at a test's pace, and waiting for what it does. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Webhook, WebhookDelivery } from '@pandu-gempita/shared/webhooks'
import { startSender, type WebhookSender } from '../../src/modules/webhooks/sender.ts'
import { createTargets } from '../../src/modules/webhooks/targets.ts'
import type { WebhookSettings } from '../../src/modules/webhooks/worker-context.ts'
import type { Caller } from '../harness.ts'
import type { World } from '../world.ts'

export const startTestSender = (world: World, settings: Partial<WebhookSettings> = {}): WebhookSender =>
  startSender({
    database: world.database,
    secrets: world.secrets,
    targets: createTargets(['127.0.0.1']),
    settings: { tickMs: 20, schedule: [0, 60, 60, 60], timeoutMs: 2_000, pendingEveryMs: 0, ...settings },
  })

const LIMIT_MS = 20_000

export async function waitFor<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const limit = Date.now() + LIMIT_MS; ; await pause(20)) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > limit) throw new Error(`waited too long for ${what}`)
  }
}

export const stateOf = (caller: Caller, webhookId: string): Promise<Webhook> =>
  caller.api.webhooks.getWebhook({ params: { webhookId } })

export const untilStatus = (caller: Caller, webhookId: string, status: Webhook['status']): Promise<Webhook> =>
  waitFor(`a webhook that is ${status}`, async () => {
    const found = await stateOf(caller, webhookId)
    return found.status === status ? found : undefined
  })

export const deliveriesOf = async (caller: Caller, webhookId: string): Promise<WebhookDelivery[]> =>
  (await caller.api.webhooks.listWebhookDeliveries({ params: { webhookId }, query: { limit: 200 } })).items

/** The delivery of a message, once it fits. */
export const untilDelivery = (
  caller: Caller,
  webhookId: string,
  fits: (delivery: WebhookDelivery) => boolean,
): Promise<WebhookDelivery> => waitFor('a delivery', async () => (await deliveriesOf(caller, webhookId)).find(fits))

/** Events as an import writes them: many in one transaction. */
export async function insertEvents(
  world: World,
  count: number,
  type = 'person.imported',
  region = world.here.village,
): Promise<string[]> {
  const { rows } = await world.owner.query<{ id: string }>(
    `insert into events (jurisdiction_id, type, subject_type, subject_id, about_id, region_code, request_id)
     select $1, $2, split_part($2, '.', 1), p.id, p.id, $3, 'test' from (select uuidv7() as id from generate_series(1, $4)) p returning id`,
    [world.shards.here, type, region, count],
  )
  return rows.map(({ id }) => id)
}
