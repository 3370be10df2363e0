import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.registry,
    component: () => import('./pages/RegistryPage.vue'),
    meta: { permission: 'person.read', title: () => t('personsRegistry') },
  },
  {
    path: paths.newPerson,
    component: () => import('./pages/NewPersonPage.vue'),
    meta: { permission: 'person.create', title: () => t('personsNewPerson') },
  },
  {
    path: paths.person(':id'),
    component: () => import('./pages/PersonPage.vue'),
    meta: { permission: 'person.read', title: () => t('personsPerson') },
  },
  {
    path: paths.family(':id'),
    component: () => import('./pages/FamilyPage.vue'),
    meta: { permission: 'person.read', title: () => t('personsFamily') },
  },
]
