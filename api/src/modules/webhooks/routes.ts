import type { webhooks } from '@pandu-gempita/shared/webhooks'
import type { Handlers } from '../../kernel/handlers.ts'
import {
  createWebhook,
  endWebhook,
  pauseWebhook,
  replayWebhook,
  resumeWebhook,
  rotateWebhookSecret,
  testWebhook,
} from './actions.ts'
import { getWebhook, listWebhookDeliveries, listWebhooks } from './queries.ts'
import type { Targets } from './targets.ts'

export const createHandlers = (targets: Targets): Handlers<typeof webhooks> => ({
  listWebhooks,
  getWebhook: (context, { params }) => getWebhook(context, params.webhookId),
  createWebhook: createWebhook(targets),
  pauseWebhook,
  resumeWebhook,
  endWebhook,
  rotateWebhookSecret,
  listWebhookDeliveries,
  testWebhook,
  replayWebhook,
})
