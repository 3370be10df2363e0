/**
 * Who a table belongs to, where it is placed, and who else reads it. A table is written by its owner's house alone; others are
 * named here when they read it, and stand above it in the order of modules. `api/test/house/owners.test.ts` reads the SQL.
 */
import type { moduleOrder } from './modules.ts'

export type Module = (typeof moduleOrder)[number]
/** Modules whose tables cannot be parted: what one writes, the other decides by. Their code is parted all the same. */
export const houses = {
  /** An account is opened by one and used by the other. */
  accounts: ['identity', 'access'],
  /** The register: at the counter one by one, from releases in bulk. */
  register: ['persons', 'families', 'imports', 'uploads'],
  /** A complaint is open as long as one of its legs is. */
  casework: ['complaints', 'referrals'],
} as const satisfies Record<string, readonly Module[]>

/**
 * `control`: one copy for all offices, found without a jurisdiction (who signs in, and what the server does). `reference`: the
 * same everywhere, filled by `reference-data.ts`. `tenant`: of one jurisdiction, whose number leads every key. `local`: of one
 * database, nothing that a record refers to.
 */
export type Placement = 'control' | 'reference' | 'tenant' | 'local'

type Owner = Module | keyof typeof houses | 'kernel'
interface Table {
  readonly owner: Owner
  readonly placement: Placement
  /** Others that read it in their SQL. `worker` is the background worker. */
  readonly readBy?: readonly (Module | 'worker' | 'operator-account')[]
}

export const tables = {
  // Kernel: the one log, and what makes requests safe.
  events: {
    owner: 'kernel',
    placement: 'tenant',
    readBy: ['timeline', 'ppks', 'complaints', 'referrals', 'exchange'],
  },
  audit_entries: { owner: 'kernel', placement: 'tenant', readBy: ['audit', 'persons'] },
  access_log: { owner: 'kernel', placement: 'tenant', readBy: ['timeline', 'audit', 'complaints'] },
  idempotency_keys: { owner: 'kernel', placement: 'control' },
  data_key_mark: { owner: 'kernel', placement: 'local' },
  reference_loads: { owner: 'kernel', placement: 'local', readBy: ['system'] },

  job_runs: { owner: 'jobs', placement: 'local' },
  retention_runs: { owner: 'jobs', placement: 'local' },
  workers: { owner: 'jobs', placement: 'local' },

  regions: {
    owner: 'regions',
    placement: 'reference',
    readBy: ['identity', 'persons', 'imports', 'work', 'operator-account'],
  },
  region_successors: { owner: 'regions', placement: 'reference', readBy: ['imports'] },
  jurisdictions: {
    owner: 'regions',
    placement: 'reference',
    readBy: ['identity', 'access', 'audit', 'complaints', 'imports', 'exchange', 'work'],
  },
  office_contacts: { owner: 'regions', placement: 'tenant' },
  institutions: { owner: 'institutions', placement: 'control', readBy: ['identity', 'access'] },
  programmes: { owner: 'programmes', placement: 'reference', readBy: ['persons', 'releases'] },

  accounts: { owner: 'accounts', placement: 'control' },
  account_activations: { owner: 'accounts', placement: 'control' },
  sessions: { owner: 'accounts', placement: 'control' },
  sign_in_tries: { owner: 'accounts', placement: 'control' },
  grants: { owner: 'accounts', placement: 'control' },
  roles: { owner: 'accounts', placement: 'reference' },
  role_permissions: { owner: 'accounts', placement: 'reference' },
  access_releases: { owner: 'accounts', placement: 'control', readBy: ['work'] },

  drafts: { owner: 'drafts', placement: 'tenant' },

  matter_guards: { owner: 'matters', placement: 'tenant' },

  persons: {
    owner: 'register',
    placement: 'tenant',
    readBy: ['audit', 'ppks', 'complaints', 'referrals', 'releases', 'exchange', 'exports'],
  },
  person_identifiers: { owner: 'register', placement: 'tenant', readBy: ['referrals', 'releases', 'exchange'] },
  person_addresses: { owner: 'register', placement: 'tenant', readBy: ['referrals', 'releases', 'exchange'] },
  person_deaths: { owner: 'register', placement: 'tenant', readBy: ['exchange'] },
  person_revisions: { owner: 'register', placement: 'tenant' },
  programme_memberships: { owner: 'register', placement: 'tenant', readBy: ['exchange'] },
  name_dictionary: { owner: 'register', placement: 'tenant' },
  search_misses: { owner: 'register', placement: 'control' },
  data_releases: { owner: 'register', placement: 'tenant', readBy: ['releases', 'exports'] },
  families: { owner: 'register', placement: 'tenant', readBy: ['exchange', 'exports'] },
  family_members: { owner: 'register', placement: 'tenant', readBy: ['releases', 'exchange', 'exports'] },
  family_rankings: { owner: 'register', placement: 'tenant', readBy: ['exchange', 'exports'] },
  households: { owner: 'register', placement: 'tenant', readBy: ['exchange'] },
  household_members: { owner: 'register', placement: 'tenant', readBy: ['exchange'] },
  current_family_members: { owner: 'register', placement: 'tenant' },
  current_households: { owner: 'register', placement: 'tenant' },
  import_batches: { owner: 'register', placement: 'tenant', readBy: ['releases', 'work', 'worker'] },
  import_chunks: { owner: 'register', placement: 'tenant' },
  import_layouts: { owner: 'register', placement: 'tenant' },
  import_matches: { owner: 'register', placement: 'tenant' },
  import_rejects: { owner: 'register', placement: 'tenant' },
  import_rows: { owner: 'register', placement: 'tenant' },
  import_uploads: { owner: 'register', placement: 'tenant' },
  release_presence: { owner: 'register', placement: 'tenant', readBy: ['releases'] },
  source_records: { owner: 'register', placement: 'tenant', readBy: ['releases'] },

  ppks_types: { owner: 'ppks', placement: 'reference' },
  ppks_criteria: { owner: 'ppks', placement: 'reference' },
  ppks_registrations: { owner: 'ppks', placement: 'tenant', readBy: ['work'] },
  ppks_answers: { owner: 'ppks', placement: 'tenant' },
  ppks_photos: { owner: 'ppks', placement: 'tenant' },

  complaints: { owner: 'casework', placement: 'tenant', readBy: ['audit', 'work'] },
  complaint_endings: { owner: 'casework', placement: 'tenant' },
  referrals: { owner: 'casework', placement: 'tenant', readBy: ['audit', 'work'] },
  service_standards: { owner: 'casework', placement: 'reference' },

  data_exports: { owner: 'exports', placement: 'tenant', readBy: ['worker'] },
  export_pieces: { owner: 'exports', placement: 'tenant' },
  webhooks: { owner: 'webhooks', placement: 'tenant', readBy: ['work'] },
  webhook_deliveries: { owner: 'webhooks', placement: 'tenant' },
} as const satisfies Readonly<Record<string, Table>>
