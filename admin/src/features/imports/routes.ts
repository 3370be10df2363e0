import type { RouteRecordRaw } from 'vue-router'
import { paths } from '../../paths.ts'
import { t } from '../../titles.id.ts'

export const routes: RouteRecordRaw[] = [
  {
    path: paths.imports,
    component: () => import('./pages/ImportListPage.vue'),
    meta: { permission: 'import.read', title: () => t('importsList') },
  },
  {
    path: paths.newImport,
    component: () => import('./pages/ImportUploadPage.vue'),
    meta: { permission: 'import.upload', title: () => t('importsUpload') },
  },
  {
    path: paths.importBatch(':id'),
    component: () => import('./pages/ImportPage.vue'),
    meta: { permission: 'import.read', title: () => t('importsBatch') },
  },
]
