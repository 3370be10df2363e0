import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.releases,
    component: () => import('./pages/ReleaseComparisonPage.vue'),
    meta: { permission: 'report.read', title: () => t('releasesComparison') },
  },
]
