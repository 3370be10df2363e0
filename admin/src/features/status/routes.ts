import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.status,
    component: () => import('./pages/StatusPage.vue'),
    meta: { public: true, title: () => t('statusTitle') },
  },
]
