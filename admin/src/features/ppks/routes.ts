import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.ppks,
    component: () => import('./pages/PpksListPage.vue'),
    meta: { permission: 'ppks.read', title: () => t('ppksList') },
  },
  {
    path: paths.newPpks,
    component: () => import('./pages/PpksRegisterPage.vue'),
    meta: { permission: 'ppks.register', title: () => t('ppksRegister') },
  },
  {
    path: paths.ppksRegistration(':id'),
    component: () => import('./pages/PpksPage.vue'),
    meta: { permission: 'ppks.read', title: () => t('ppksRegistration') },
  },
]
