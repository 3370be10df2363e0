import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.cases,
    component: () => import('./pages/ComplaintListPage.vue'),
    meta: { permission: 'complaint.read', title: () => t('complaintsList') },
  },
  {
    path: paths.case(':id'),
    component: () => import('./pages/ComplaintPage.vue'),
    meta: { permission: 'complaint.read', title: () => t('complaintsCase') },
  },
]
