import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.accounts,
    component: () => import('./pages/AccountListPage.vue'),
    meta: { permission: 'account.read', title: () => t('accessAccounts') },
  },
  {
    path: paths.newAccount,
    component: () => import('./pages/NewAccountPage.vue'),
    meta: { permission: 'account.manage', title: () => t('accessNewAccount') },
  },
  {
    path: paths.account(':id'),
    component: () => import('./pages/AccountPage.vue'),
    meta: { permission: 'account.read', title: () => t('accessAccount') },
  },
  {
    path: paths.machineClients,
    component: () => import('./pages/MachineClientListPage.vue'),
    meta: { permission: 'client.manage', title: () => t('accessClients') },
  },
  {
    path: paths.accessReleases,
    component: () => import('./pages/AccessReleaseListPage.vue'),
    meta: { permission: 'access.release', title: () => t('accessReleases') },
  },
]
