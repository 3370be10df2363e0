import 'vue-router'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'

declare module 'vue-router' {
  interface RouteMeta {
    /** Pages without an account: sign-in and the citizen's status page. */
    public?: boolean
    /** Any one of these opens the page. */
    permission?: PermissionCode | readonly PermissionCode[]
    /** The page's name, for the tab and for screen readers. */
    title: () => string
  }
}
