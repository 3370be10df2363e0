import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from './messages.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.ppks,
    component: () => import('./pages/PpksListPage.vue'),
    meta: { permission: 'ppks.read', title: () => t('list') },
  },
  {
    path: paths.newPpks,
    component: () => import('./pages/PpksRegisterPage.vue'),
    meta: { permission: 'ppks.register', title: () => t('register') },
  },
  {
    path: paths.ppksRegistration(':id'),
    component: () => import('./pages/PpksPage.vue'),
    meta: { permission: 'ppks.read', title: () => t('registration') },
  },
]
