import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.home,
    component: () => import('./pages/HomePage.vue'),
    meta: { title: () => t('homeTitle') },
  },
]
