import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.intake,
    component: () => import('./pages/IntakePage.vue'),
    meta: { permission: 'complaint.create', title: () => t('intakeTitle') },
  },
]
