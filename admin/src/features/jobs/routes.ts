import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.jobs,
    component: () => import('./pages/JobListPage.vue'),
    meta: { permission: 'job.read', title: () => t('jobsList') },
  },
]
