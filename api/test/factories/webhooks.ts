/** Webhooks as officers make them. Addresses are public ones that no test ever calls, unless a receiver is given. */
import type { RequestOf } from '@pandu-gempita/shared/contract/client'
import type { webhooks, WebhookDelivery, WebhookWithSecret } from '@pandu-gempita/shared/webhooks'
import type { Caller } from '../harness.ts'
import { newKey, type World } from '../world.ts'

type NewWebhook = RequestOf<(typeof webhooks)['operations']['createWebhook']>['body']

/** An address of example.net's former network, by number: no name service is asked. */
export const PUBLIC_URL = 'https://93.184.216.34/pandu'

export const newWebhookBody = (world: World, wish: Partial<NewWebhook> = {}): NewWebhook => ({
  name: 'Gudang data kabupaten',
  url: PUBLIC_URL,
  regionCode: world.here.regency,
  ...wish,
})

export const createWebhook = (world: World, caller: Caller, wish?: Partial<NewWebhook>): Promise<WebhookWithSecret> =>
  caller.api.webhooks.createWebhook({ body: newWebhookBody(world, wish), idempotencyKey: newKey() })

/** A webhook with one message in its log. */
export async function testedWebhook(
  world: World,
  caller: Caller,
): Promise<WebhookWithSecret & { readonly delivery: WebhookDelivery }> {
  const made = await createWebhook(world, caller)
  return { ...made, delivery: await caller.api.webhooks.testWebhook({ body: { webhookId: made.webhook.id } }) }
}
