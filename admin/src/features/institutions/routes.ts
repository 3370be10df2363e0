import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.institutions,
    component: () => import('./pages/InstitutionListPage.vue'),
    meta: { permission: 'institution.read', title: () => t('institutionsList') },
  },
]
