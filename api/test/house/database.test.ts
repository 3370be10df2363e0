/** The migrated database keeps the rules of the house: comments, grants, one shard a jurisdiction, no drift from the tables in code. */
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { accessReleaseKinds, accessReleaseRecord, accountRecord } from '@pandu-gempita/shared/access'
import { complaintRecord, confidentialReasons, endingKinds, tellingWays } from '@pandu-gempita/shared/complaint-record'
import { urgencies } from '@pandu-gempita/shared/complaint-record'
import { exportFailures, exportFormats, exportKinds, exportStatuses } from '@pandu-gempita/shared/exports'
import { identifierForms } from '@pandu-gempita/shared/exchange'
import { relations } from '@pandu-gempita/shared/families'
import { imports } from '@pandu-gempita/shared/imports'
import { importRecord } from '@pandu-gempita/shared/import-record'
import { importCoverages } from '@pandu-gempita/shared/import-record'
import { importSources } from '@pandu-gempita/shared/import-record'
import { institutionKinds } from '@pandu-gempita/shared/institutions'
import {
  dataSources,
  identifierStatuses,
  identifierTypes,
  identityStatuses,
  sexes,
  deathSources,
} from '@pandu-gempita/shared/persons'
import { ppks, ppksRecord } from '@pandu-gempita/shared/ppks'
import { ownerLevels } from '@pandu-gempita/shared/programmes'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import { regionKinds } from '@pandu-gempita/shared/regions'
import { timeZones } from '@pandu-gempita/shared/time-zones'
import {
  webhookDeliveryErrors,
  webhookDeliveryStatuses,
  webhookFailures,
  webhookRecord,
} from '@pandu-gempita/shared/webhooks'
import type pg from 'pg'
import { repositoryRoot } from '../../src/config.ts'
import { migrationsFolder, withClient } from '../../src/migrate.ts'
import { moduleOrder } from '../../src/modules.ts'
import { tables, type Placement } from '../../src/owners.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'

let clone: TestDatabase
beforeAll(async () => {
  clone = await createTestDatabase()
})
afterAll(() => clone?.drop())

const query = <R extends pg.QueryResultRow>(text: string): Promise<R[]> =>
  withClient(clone.ownerUrl, async (client) => (await client.query<R>(text)).rows)

/** Keys of what stands once for all offices, that do not begin with the jurisdiction, each with its reason. */
const OTHER_KEYS = [
  'accounts_id_idx', // a session or an administrator names an account before its shard is known
  'accounts_user_name_idx', // so does who signs in
  'idempotency_keys_pkey', // kept by caller for 48 hours, not a record of a jurisdiction
  'sessions_pkey', // found by the digest of a secret that says nothing of its shard
  'sign_in_tries_pkey', // a name that nobody has belongs to no jurisdiction
]

test('every table says what it is for, and is granted to the application', async () => {
  const tables = await query<{ name: string; comment: string | null; granted: boolean }>(
    `select c.relname as name, obj_description(c.oid) as comment, has_table_privilege('pandu_app', c.oid, 'select') as granted
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') order by 1`,
  )
  expect(tables.length).toBeGreaterThan(30)
  expect(tables.filter(({ comment }) => (comment ?? '').length < 10).map(({ name }) => name)).toEqual([])
  expect(tables.filter(({ granted }) => !granted).map(({ name }) => name)).toEqual([])
})

test('what happened can be added to and read, and never changed by the application', async () => {
  const rights = await query<{ name: string }>(
    `select t || ' ' || p as name from unnest(array['events', 'audit_entries', 'access_log', 'person_revisions']) t, unnest(array['update', 'delete', 'truncate']) p
     where has_table_privilege('pandu_app', 'public.' || t, p)
     union all select c.relname || ' ' || p from pg_class c, unnest(array['insert', 'update', 'delete', 'truncate']) p
     where (c.relname in ('audit_entries', 'access_log') or c.relname ~ '^(audit_entries|access_log)_[0-9]+$') and has_table_privilege('pandu_app', c.oid, p)`,
  )
  expect(rights).toEqual([])
})

const placed = tables as Readonly<Record<string, { readonly placement: Placement; readonly owner: string }>>
const at = (...placements: Placement[]): string[] =>
  Object.keys(placed).filter((table) => placements.includes(placed[table]?.placement ?? 'local'))

test('every table and view has an owner and a place, and nothing else has', async () => {
  const known = await query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')`,
  )
  expect(Object.keys(placed).sort()).toEqual(known.map(({ name }) => name).sort())
})

test('a view reads only what its own house owns', async () => {
  const reads = await query<{ view: string; table: string }>(
    `select distinct v.relname as view, t.relname as table from pg_class v join pg_rewrite w on w.ev_class = v.oid
     join pg_depend d on d.objid = w.oid and d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
     join pg_class t on t.oid = d.refobjid and t.oid <> v.oid where v.relkind = 'v' and v.relnamespace = 'public'::regnamespace`,
  )
  expect(reads.length).toBeGreaterThan(2)
  expect(reads.filter(({ view, table }) => placed[view]?.owner !== placed[table]?.owner)).toEqual([])
})

test('the jurisdiction leads every key of tenant data', async () => {
  const tenant = at('tenant')
  const columns = await query<{ name: string; tenant: boolean }>(
    `select c.relname as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'jurisdiction_id' and a.attnotnull) as tenant
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  )
  expect(columns.filter(({ name, tenant: leads }) => tenant.includes(name) && !leads)).toEqual([])
  const reference = at('reference', 'local')
  expect(columns.filter(({ name, tenant: leads }) => reference.includes(name) && leads)).toEqual([])

  const keys = await query<{ name: string }>(
    `select i.relname as name from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
     where t.relnamespace = 'public'::regnamespace and (x.indisunique or x.indisexclusion) and t.relname = any('{${tenant.join()}}')
       and (select attname from pg_attribute a where a.attrelid = t.oid and a.attnum = x.indkey[0]) is distinct from 'jurisdiction_id' order by 1`,
  )
  expect(keys).toEqual([])
  const control = await query<{ name: string }>(
    `select i.relname as name from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
     where t.relnamespace = 'public'::regnamespace and x.indisunique and t.relname = any('{${at('control').join()}}')
       and (select attname from pg_attribute a where a.attrelid = t.oid and a.attnum = x.indkey[0]) is distinct from 'jurisdiction_id' order by 1`,
  )
  expect(control.map(({ name }) => name)).toEqual(OTHER_KEYS)
})

test('a foreign key leads from a table to one of the same place, or to what stands in all places', async () => {
  const keys = await query<{ name: string; from: string; to: string; shared: boolean }>(
    `select c.conname as name, t.relname as from, r.relname as to,
       (select attname from pg_attribute a where a.attrelid = t.oid and a.attnum = c.conkey[1]) = 'jurisdiction_id'
         and (select attname from pg_attribute a where a.attrelid = r.oid and a.attnum = c.confkey[1]) = 'jurisdiction_id' as shared
     from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class r on r.oid = c.confrelid
     where c.contype = 'f' and c.conparentid = 0 and t.relnamespace = 'public'::regnamespace`,
  )
  expect(keys.length).toBeGreaterThan(30)
  const allowed: Readonly<Record<Placement, readonly Placement[]>> = {
    tenant: ['tenant', 'reference'],
    control: ['control', 'reference'],
    reference: ['reference'],
    local: ['local', 'reference'],
  }
  const place = (table: string): Placement => placed[table]?.placement ?? 'local'
  expect(keys.filter(({ from, to }) => !allowed[place(from)].includes(place(to)))).toEqual([])
  // Between records of one jurisdiction by its number, so that no key crosses from one to another.
  expect(keys.filter(({ to, shared }) => place(to) === 'tenant' && !shared)).toEqual([])
})

test('every foreign key says what happens when its row goes, and is backed by a key that starts alike', async () => {
  const vague = await query<{ name: string }>(
    `select conname as name from pg_constraint where contype = 'f' and conparentid = 0 and connamespace = 'public'::regnamespace and confdeltype = 'a'`,
  )
  expect(vague).toEqual([])
})

test('instants keep milliseconds, as cursors and JavaScript do', async () => {
  const other = await query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type like 'timestamp%' and datetime_precision <> 3 and table_name not like 'current_%'`,
  )
  expect(other).toEqual([])
})

const plainType = (type: string): string =>
  type
    .toLowerCase()
    .replace(/\s*\(\s*/g, '(')
    .replace('timestamp(3)with', 'timestamp(3) with')
    .replace(/^int4$/, 'integer')

test('the tables in code are the tables of the database', async () => {
  const files = ['api/src/kernel/tables.ts', ...moduleOrder.map((name) => `api/src/modules/${name}/tables.ts`)].filter(
    (file) => fs.existsSync(path.join(repositoryRoot, file)),
  )
  const inCode: string[] = []
  for (const file of files) {
    const exported = (await import(path.join(repositoryRoot, file))) as Readonly<Record<string, unknown>>
    for (const table of Object.values(exported)) {
      if (!is(table, PgTable)) continue
      const { name, columns } = getTableConfig(table)
      for (const column of columns)
        inCode.push(`${name}.${column.name} ${plainType(column.getSQLType())}${column.notNull ? ' not null' : ''}`)
    }
  }
  const stored = await query<{ said: string }>(
    `select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end as said
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`,
  )
  expect([...new Set(inCode)].sort()).toEqual(stored.map(({ said }) => plainType(said)).sort())
})

const photo = ppks.operations.uploadPpksPhoto.upload.types
/** Each list of codes that the database checks, and where the contract says the same. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  access_releases_kind_check: accessReleaseKinds,
  access_releases_status_check: accessReleaseRecord.states,
  accounts_kind_check: ['officer', 'machine'],
  accounts_status_check: accountRecord.states,
  audit_entries_actor_kind_check: ['officer', 'machine', 'public', 'system'],
  complaints_confidential_check: confidentialReasons,
  complaint_endings_kind_check: endingKinds,
  complaints_told_how_check: tellingWays,
  person_deaths_said_by_check: deathSources,
  person_deaths_source_check: dataSources,
  matter_guards_kind_check: ['circle', 'accused', 'unsafe'],
  matter_guards_permission_check: ['complaint.read-integrity', 'ppks.read-restricted'],
  complaints_status_check: complaintRecord.states,
  complaints_urgency_check: urgencies,
  data_exports_failure_check: exportFailures,
  data_exports_format_check: exportFormats,
  data_exports_identifiers_check: identifierForms,
  data_exports_kind_check: exportKinds,
  data_exports_status_check: exportStatuses,
  data_releases_source_check: dataSources,
  families_source_check: dataSources,
  family_members_relation_check: relations,
  family_members_source_check: dataSources,
  grants_scope_check: ['national', 'area', 'institution'],
  households_source_check: dataSources,
  import_batches_source_check: importSources,
  import_batches_status_check: importRecord.states,
  import_batches_coverage_check: importCoverages,
  import_uploads_coverage_check: importCoverages,
  import_uploads_media_type_check: imports.operations.uploadImport.upload.types,
  import_uploads_source_check: importSources,
  import_matches_action_check: ['changed', 'unchanged'],
  institutions_kind_check: institutionKinds,
  jurisdictions_kind_check: ['nation', 'province', 'regency'],
  jurisdictions_time_zone_check: timeZones,
  person_addresses_kind_check: ['card', 'domicile'],
  person_addresses_source_check: dataSources,
  person_identifiers_source_check: dataSources,
  person_identifiers_status_check: identifierStatuses,
  person_identifiers_type_check: identifierTypes,
  persons_identity_status_check: identityStatuses,
  persons_sex_check: sexes,
  persons_source_check: dataSources,
  ppks_photos_media_type_check: photo,
  ppks_registrations_status_check: ppksRecord.states,
  programme_memberships_source_check: dataSources,
  programmes_owner_level_check: ownerLevels,
  programmes_unit_check: ['person', 'family', 'group'],
  referrals_status_check: referralRecord.states,
  regions_kind_check: regionKinds,
  roles_scope_check: ['national', 'area', 'institution'],
  webhook_deliveries_error_check: webhookDeliveryErrors,
  webhook_deliveries_status_check: webhookDeliveryStatuses,
  webhooks_failure_check: webhookFailures,
  webhooks_status_check: webhookRecord.states,
}

test('lists of codes in the database are those of the contract', async () => {
  const checks = await query<{ name: string; definition: string }>(
    `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
     where contype = 'c' and conparentid = 0 and connamespace = 'public'::regnamespace and pg_get_constraintdef(oid) ~ '^CHECK \\(\\(+\\w+ = ANY'`,
  )
  const single = await query<{ name: string; definition: string }>(
    `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
     where contype = 'c' and conparentid = 0 and connamespace = 'public'::regnamespace and pg_get_constraintdef(oid) ~ '^CHECK \\(\\(\\w+ = ''\\w+''::text\\)\\)$'`,
  )
  const found = Object.fromEntries(
    [...checks, ...single].map(({ name, definition }) => [
      name,
      [...definition.matchAll(/'([^']+)'::text/g)].map((match) => match[1] ?? '').sort(),
    ]),
  )
  expect(found).toEqual(Object.fromEntries(Object.entries(LISTS).map(([name, list]) => [name, [...list].sort()])))
})

test('views, functions and defaults have no clock of the server: the day is the office’s', async () => {
  const found = await query<{ name: string }>(
    `select name from (
       select viewname::text as name, definition as said from pg_views where schemaname = 'public'
       union all select p.oid::regprocedure::text, pg_get_functiondef(p.oid) from pg_proc p
         where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
       union all select d.adrelid::regclass::text, pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d join pg_class c on c.oid = d.adrelid and c.relnamespace = 'public'::regnamespace) s
     where said ~* 'current_date|localtimestamp|Asia/|now\\(\\)::date'`,
  )
  expect(found).toEqual([])
})

test('drizzle-kit would generate nothing: the snapshot is the tables in code', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pandu-drift-'))
  try {
    fs.cpSync(migrationsFolder, folder, { recursive: true })
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--conditions=source',
        '--import',
        'tsx',
        path.join(repositoryRoot, 'node_modules', 'drizzle-kit', 'bin.cjs'),
        'generate',
        '--dialect=postgresql',
        '--prefix=index',
        `--out=${path.relative(repositoryRoot, folder)}`,
        '--schema=./api/src/**/tables.ts',
      ],
      { cwd: repositoryRoot },
    )
    // What would be generated is the remedy: `npm run db:generate`.
    const missing = fs
      .readdirSync(folder)
      .filter((file) => file.endsWith('.sql') && !fs.existsSync(path.join(migrationsFolder, file)))
    expect(missing.map((file) => fs.readFileSync(path.join(folder, file), 'utf8'))).toEqual([])
    expect(stdout).toContain('No schema changes')
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)

test('migrations are told in the order of their times: one that is older than its forerunner would never be applied', () => {
  const { entries } = JSON.parse(fs.readFileSync(path.join(migrationsFolder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { when: number; tag: string }[]
  }
  const late = entries.filter(({ when }, index) => index > 0 && when <= (entries[index - 1]?.when ?? 0))
  expect(late.map(({ tag }) => tag)).toEqual([])
})
