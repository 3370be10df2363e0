import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.webhooks,
    component: () => import('./pages/WebhookListPage.vue'),
    meta: { permission: 'webhook.read', title: () => t('webhooksList') },
  },
  {
    path: paths.webhook(':id'),
    component: () => import('./pages/WebhookPage.vue'),
    meta: { permission: 'webhook.read', title: () => t('webhooksWebhook') },
  },
]
