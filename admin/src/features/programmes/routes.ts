import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.programmes,
    component: () => import('./pages/ProgrammeListPage.vue'),
    meta: { permission: 'programme.read', title: () => t('programmesList') },
  },
]
