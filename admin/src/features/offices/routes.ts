import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.offices,
    component: () => import('./pages/OfficeListPage.vue'),
    meta: { permission: 'office.manage', title: () => t('officesList') },
  },
]
