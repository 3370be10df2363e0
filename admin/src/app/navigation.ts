/** The navigation as data: what people do, shown to those who may. */
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { paths } from '../paths.ts'
import { allowed } from '../session.ts'

type NavigationKey =
  | 'home'
  | 'cases'
  | 'referralInbox'
  | 'referralOutbox'
  | 'registry'
  | 'ppks'
  | 'imports'
  | 'exports'
  | 'releases'
  | 'programmes'
  | 'institutions'
  | 'offices'
  | 'accounts'
  | 'machineClients'
  | 'webhooks'
  | 'accessReleases'
  | 'jobs'
  | 'accessLog'
  | 'audit'
export interface NavigationItem {
  readonly key: NavigationKey
  readonly icon: string
  readonly to: string
  readonly permission?: PermissionCode
}
export interface NavigationGroup {
  readonly key: 'work' | 'data' | 'admin'
  readonly items: readonly NavigationItem[]
}

const groups: readonly NavigationGroup[] = [
  {
    key: 'work',
    items: [
      { key: 'home', icon: 'i-lucide-house', to: paths.home },
      { key: 'cases', icon: 'i-lucide-messages-square', to: paths.cases, permission: 'complaint.read' },
      { key: 'referralInbox', icon: 'i-lucide-inbox', to: paths.referralInbox, permission: 'referral.answer' },
      { key: 'referralOutbox', icon: 'i-lucide-send', to: paths.referralOutbox, permission: 'complaint.read' },
      { key: 'registry', icon: 'i-lucide-users', to: paths.registry, permission: 'person.read' },
      { key: 'ppks', icon: 'i-lucide-heart-handshake', to: paths.ppks, permission: 'ppks.read' },
    ],
  },
  {
    key: 'data',
    items: [
      { key: 'imports', icon: 'i-lucide-database', to: paths.imports, permission: 'import.read' },
      { key: 'releases', icon: 'i-lucide-git-compare', to: paths.releases, permission: 'report.read' },
      { key: 'exports', icon: 'i-lucide-file-down', to: paths.exports, permission: 'export.create' },
      { key: 'programmes', icon: 'i-lucide-hand-coins', to: paths.programmes, permission: 'programme.read' },
      { key: 'institutions', icon: 'i-lucide-building-2', to: paths.institutions, permission: 'institution.read' },
    ],
  },
  {
    key: 'admin',
    items: [
      { key: 'offices', icon: 'i-lucide-phone', to: paths.offices, permission: 'office.manage' },
      { key: 'accounts', icon: 'i-lucide-user-cog', to: paths.accounts, permission: 'account.read' },
      { key: 'machineClients', icon: 'i-lucide-plug', to: paths.machineClients, permission: 'client.manage' },
      { key: 'webhooks', icon: 'i-lucide-webhook', to: paths.webhooks, permission: 'webhook.read' },
      {
        key: 'accessReleases',
        icon: 'i-lucide-shield-check',
        to: paths.accessReleases,
        permission: 'access.release',
      },
      { key: 'jobs', icon: 'i-lucide-cog', to: paths.jobs, permission: 'job.read' },
      { key: 'accessLog', icon: 'i-lucide-eye', to: paths.accessLog, permission: 'access-log.read' },
      { key: 'audit', icon: 'i-lucide-scroll-text', to: paths.audit, permission: 'audit.read' },
    ],
  },
]

export const visibleNavigation = (): NavigationGroup[] =>
  groups
    .map((group) => ({ ...group, items: group.items.filter((item) => !item.permission || allowed(item.permission)) }))
    .filter((group) => group.items.length > 0)
