import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.exports,
    component: () => import('./pages/ExportListPage.vue'),
    meta: { permission: 'export.create', title: () => t('exportsList') },
  },
]
