import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.audit,
    component: () => import('./pages/AuditListPage.vue'),
    meta: { permission: 'audit.read', title: () => t('auditList') },
  },
  {
    path: paths.accessLog,
    component: () => import('./pages/AccessLogPage.vue'),
    meta: { permission: 'access-log.read', title: () => t('auditAccessLog') },
  },
]
