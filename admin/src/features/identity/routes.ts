import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.signIn,
    component: () => import('./pages/SignInPage.vue'),
    meta: { public: true, title: () => t('identitySignIn') },
  },
  {
    path: paths.activate,
    component: () => import('./pages/ActivatePage.vue'),
    meta: { public: true, title: () => t('identityActivate') },
  },
  {
    path: paths.changePassword,
    component: () => import('./pages/ChangePasswordPage.vue'),
    meta: { title: () => t('identityChangePassword') },
  },
]
