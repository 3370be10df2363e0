import { webhooks } from '@pandu-gempita/shared/webhooks'
import type { Handlers } from '../../kernel/handlers.ts'
import { stepHandlers } from '../../kernel/step.ts'
import { createWebhook, replayWebhook, rotateWebhookSecret, testWebhook, webhookSteps } from './actions.ts'
import { webhookDoor } from './door.ts'
import { getWebhook, listWebhookDeliveries, listWebhooks } from './queries.ts'
import type { Targets } from './targets.ts'

export const createHandlers = (targets: Targets): Handlers<typeof webhooks> => ({
  ...stepHandlers(webhooks, webhookDoor, webhookSteps),
  listWebhooks,
  getWebhook: (context, { params }) => getWebhook(context, params.webhookId),
  createWebhook: createWebhook(targets),
  rotateWebhookSecret,
  listWebhookDeliveries,
  testWebhook,
  replayWebhook,
})
