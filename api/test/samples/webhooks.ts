import type { webhooks } from '@pandu-gempita/shared/webhooks'
import { createWebhook, newWebhookBody, testedWebhook } from '../factories/webhooks.ts'
import { newKey, type World } from '../world.ts'
import type { Samples } from './sample.ts'

const manager = (world: World) => world.officer('slrt_manager')
const unknown = { problem: 'unknown-reference' } as const

export const webhooksSamples: Samples<typeof webhooks> = {
  listWebhooks: async (world) => {
    const as = await manager(world)
    const { webhook } = await createWebhook(world, as)
    return { as, request: { query: { limit: 200 } }, elsewhere: { absent: webhook.id } }
  },
  getWebhook: async (world) => {
    const as = await manager(world)
    const { webhook } = await createWebhook(world, as)
    return { as, request: { params: { webhookId: webhook.id } }, elsewhere: 'not-found' }
  },
  createWebhook: async (world) => ({
    as: await manager(world),
    request: {
      body: newWebhookBody(world, { types: ['person', 'referral.completed'], regionCode: world.here.village }),
      idempotencyKey: newKey(),
    },
    elsewhere: { problem: 'outside-your-area' },
  }),
  pauseWebhook: async (world) => {
    const as = await manager(world)
    const { webhook } = await createWebhook(world, as)
    return { as, request: { params: { webhookId: webhook.id }, ifMatch: webhook.version }, elsewhere: 'not-found' }
  },
  resumeWebhook: async (world) => {
    const as = await manager(world)
    const { webhook } = await createWebhook(world, as)
    const params = { webhookId: webhook.id }
    const { version } = await as.api.webhooks.pauseWebhook({ params, ifMatch: webhook.version })
    return { as, request: { params, ifMatch: version }, elsewhere: 'not-found' }
  },
  endWebhook: async (world) => {
    const as = await manager(world)
    const { webhook } = await createWebhook(world, as)
    return { as, request: { params: { webhookId: webhook.id }, ifMatch: webhook.version }, elsewhere: 'not-found' }
  },
  rotateWebhookSecret: async (world) => {
    const as = await manager(world)
    const { webhook } = await createWebhook(world, as)
    return {
      as,
      request: {
        params: { webhookId: webhook.id },
        body: { overlapHours: 48 },
        ifMatch: webhook.version,
        idempotencyKey: newKey(),
      },
      elsewhere: 'not-found',
    }
  },
  listWebhookDeliveries: async (world) => {
    const as = await manager(world)
    const { webhook } = await testedWebhook(world, as)
    return {
      as,
      request: { params: { webhookId: webhook.id }, query: { limit: 10, status: 'waiting' } },
      elsewhere: 'not-found',
    }
  },
  testWebhook: async (world) => {
    const as = await manager(world)
    const { webhook } = await createWebhook(world, as)
    return { as, request: { body: { webhookId: webhook.id } }, elsewhere: unknown }
  },
  replayWebhook: async (world) => {
    const as = await manager(world)
    const { webhook } = await testedWebhook(world, as)
    return {
      as,
      request: { body: { webhookId: webhook.id, from: '2026-01-01T00:00:00.000Z' } },
      elsewhere: unknown,
    }
  },
}
