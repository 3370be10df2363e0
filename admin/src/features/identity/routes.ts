import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from './messages.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.signIn,
    component: () => import('./pages/SignInPage.vue'),
    meta: { public: true, title: () => t('signIn') },
  },
  {
    path: paths.changePassword,
    component: () => import('./pages/ChangePasswordPage.vue'),
    meta: { title: () => t('changePassword') },
  },
]
