import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.referralInbox,
    component: () => import('./pages/ReferralInboxPage.vue'),
    meta: { permission: 'referral.answer', title: () => t('referralsInbox') },
  },
  {
    path: paths.referralOutbox,
    component: () => import('./pages/ReferralOutboxPage.vue'),
    meta: { permission: ['complaint.read', 'referral.read'], title: () => t('referralsOutbox') },
  },
  {
    path: paths.referral(':id'),
    component: () => import('./pages/ReferralPage.vue'),
    meta: { permission: 'referral.read', title: () => t('referralsReferral') },
  },
]
