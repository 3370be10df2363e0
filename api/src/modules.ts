/** Every module with its contract and handlers, in dependency order, for code and for SQL (owners.ts): a module may use only those above it. */
import { contracts } from '@pandu-gempita/shared/contracts'
import type { FastifyInstance } from 'fastify'
import type { Kernel } from './kernel/handlers.ts'
import { registerContract } from './kernel/register.ts'
import { handlers as access } from './modules/access/routes.ts'
import { handlers as audit } from './modules/audit/routes.ts'
import { handlers as complaints } from './modules/complaints/routes.ts'
import { handlers as drafts } from './modules/drafts/routes.ts'
import { handlers as exchange } from './modules/exchange/routes.ts'
import { handlers as exports } from './modules/exports/routes.ts'
import { handlers as families } from './modules/families/routes.ts'
import { createHandlers as createIdentityHandlers } from './modules/identity/routes.ts'
import { handlers as imports } from './modules/imports/routes.ts'
import { handlers as institutions } from './modules/institutions/routes.ts'
import { handlers as jobs } from './modules/jobs/routes.ts'
import { handlers as persons } from './modules/persons/routes.ts'
import { handlers as ppks } from './modules/ppks/routes.ts'
import { handlers as programmes } from './modules/programmes/routes.ts'
import { handlers as referrals } from './modules/referrals/routes.ts'
import { handlers as regions } from './modules/regions/routes.ts'
import { handlers as releases } from './modules/releases/routes.ts'
import { handlers as system } from './modules/system/routes.ts'
import { handlers as uploads } from './modules/uploads/routes.ts'
import { createHandlers as createWebhookHandlers } from './modules/webhooks/routes.ts'
import type { Targets } from './modules/webhooks/targets.ts'
import { handlers as work } from './modules/work/routes.ts'

export const moduleOrder = [
  'jobs',
  'system',
  'regions',
  'institutions',
  'programmes',
  'identity',
  'access',
  'drafts',
  'matters',
  'timeline',
  'persons',
  'families',
  'ppks',
  'complaints',
  'referrals',
  'audit',
  'imports',
  'uploads',
  'releases',
  'exchange',
  'exports',
  'webhooks',
  'work',
] as const

/** What modules need of the configuration. */
export interface ModuleSettings {
  readonly webhookTargets: Targets
  /** How browsers and programs reach the product. */
  readonly publicUrl: string
}

export function registerModules(
  app: FastifyInstance,
  kernel: Kernel,
  { webhookTargets, publicUrl }: ModuleSettings,
): void {
  registerContract(app, kernel, contracts.jobs, jobs)
  registerContract(app, kernel, contracts.system, system)
  registerContract(app, kernel, contracts.regions, regions)
  registerContract(app, kernel, contracts.identity, createIdentityHandlers(publicUrl))
  registerContract(app, kernel, contracts.access, access)
  registerContract(app, kernel, contracts.drafts, drafts)
  registerContract(app, kernel, contracts.audit, audit)
  registerContract(app, kernel, contracts.persons, persons)
  registerContract(app, kernel, contracts.families, families)
  registerContract(app, kernel, contracts.institutions, institutions)
  registerContract(app, kernel, contracts.programmes, programmes)
  registerContract(app, kernel, contracts.ppks, ppks)
  registerContract(app, kernel, contracts.complaints, complaints)
  registerContract(app, kernel, contracts.referrals, referrals)
  registerContract(app, kernel, contracts.imports, imports)
  registerContract(app, kernel, contracts.uploads, uploads)
  registerContract(app, kernel, contracts.releases, releases)
  registerContract(app, kernel, contracts.exchange, exchange)
  registerContract(app, kernel, contracts.exports, exports)
  registerContract(app, kernel, contracts.webhooks, createWebhookHandlers(webhookTargets))
  registerContract(app, kernel, contracts.work, work)
}
