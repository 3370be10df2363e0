import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { ref } from 'vue'
import { routes as accessRoutes } from '../features/access/routes.ts'
import { routes as auditRoutes } from '../features/audit/routes.ts'
import { routes as complaintRoutes } from '../features/complaints/routes.ts'
import { routes as exportRoutes } from '../features/exports/routes.ts'
import { routes as homeRoutes } from '../features/home/routes.ts'
import { routes as identityRoutes } from '../features/identity/routes.ts'
import { routes as importRoutes } from '../features/imports/routes.ts'
import { routes as institutionRoutes } from '../features/institutions/routes.ts'
import { routes as intakeRoutes } from '../features/intake/routes.ts'
import { routes as jobRoutes } from '../features/jobs/routes.ts'
import { routes as officeRoutes } from '../features/offices/routes.ts'
import { routes as personRoutes } from '../features/persons/routes.ts'
import { routes as ppksRoutes } from '../features/ppks/routes.ts'
import { routes as releaseRoutes } from '../features/releases/routes.ts'
import { routes as programmeRoutes } from '../features/programmes/routes.ts'
import { routes as referralRoutes } from '../features/referrals/routes.ts'
import { routes as statusRoutes } from '../features/status/routes.ts'
import { routes as webhookRoutes } from '../features/webhooks/routes.ts'
import { languageReady } from '../i18n/i18n.ts'
import { paths } from '../paths.ts'
import { allowed, ensureSession } from '../session.ts'
import { t as ui } from '../ui/messages.id.ts'
import { notify } from '../ui/notices.ts'
import { t } from './messages.id.ts'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    ...identityRoutes,
    ...statusRoutes,
    ...homeRoutes,
    ...intakeRoutes,
    ...complaintRoutes,
    ...referralRoutes,
    ...personRoutes,
    ...ppksRoutes,
    ...importRoutes,
    ...exportRoutes,
    ...releaseRoutes,
    ...programmeRoutes,
    ...institutionRoutes,
    ...officeRoutes,
    ...accessRoutes,
    ...webhookRoutes,
    ...jobRoutes,
    ...auditRoutes,
    {
      path: '/:rest(.*)*',
      component: () => import('./pages/NotFoundPage.vue'),
      meta: { title: () => t('pageNotFound'), public: true },
    },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? {} : { top: 0 }),
})

export const refused = ref(false)
const mayOpen = (to: RouteLocationNormalized): boolean => {
  const needed = to.meta.permission
  if (!needed) return true
  return (typeof needed === 'string' ? [needed] : needed).some(allowed)
}

router.beforeEach(async (to) => {
  if (to.meta.public) return true
  const session = await ensureSession()
  if (!session) return { path: paths.signIn, query: to.path === paths.home ? {} : { next: to.fullPath } }
  if (session.mustChangePassword && to.path !== paths.changePassword) return paths.changePassword
  return true
})
router.beforeResolve(async (to) => {
  await languageReady()
  refused.value = !mayOpen(to)
})

// A page that has not been opened yet is a file of its own: without a connection it does not come, and the click says so.
router.onError((error) => {
  console.error(error)
  notify(`${ui('offlineTitle')}. ${ui('offlineText')}`, 'warning')
})
