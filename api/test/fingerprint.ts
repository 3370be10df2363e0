/** What the database holds, as one value: equal before and after means that no row of any table has changed. */
import type pg from 'pg'

/** Reference data: 91,599 regions and code lists, which the application role may not write (proved by database.db.test.ts). */
const REFERENCE = [
  'regions',
  'region_successors',
  'jurisdictions',
  'reference_loads',
  'roles',
  'role_permissions',
  'programmes',
  'ppks_types',
  'ppks_criteria',
  'service_standards',
]

export type Fingerprint = Readonly<Record<string, string>>

const statements = new WeakMap<pg.Client, string>()

async function statementFor(owner: pg.Client): Promise<string> {
  const known = statements.get(owner)
  if (known !== undefined) return known
  const { rows } = await owner.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all($1) order by 1`,
    [REFERENCE],
  )
  // A row that is written bears the number of the transaction that wrote it, so no value has to be read. Of sessions the
  // values: when one was last seen is written once a minute, whatever the request comes to.
  const parts = rows.map(({ name }) =>
    name === 'sessions'
      ? `select '${name}' as name, count(*) || ' ' || coalesce(sum(hashtextextended((to_jsonb(t) - 'last_seen_at')::text, 0)), 0) as state from ${name} t`
      : `select '${name}' as name, count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) as state from ${name}`,
  )
  parts.push(
    `select 'jobs', count(*) || ' ' || coalesce(sum(hashtextextended(payload::text, 0)), 0) from graphile_worker._private_jobs`,
  )
  const statement = parts.join(' union all ')
  statements.set(owner, statement)
  return statement
}

export async function fingerprint(owner: pg.Client): Promise<Fingerprint> {
  // By name, so that it is planned once: the plan looks at every partition of every table.
  const { rows } = await owner.query<{ name: string; state: string }>({
    name: 'fingerprint',
    text: await statementFor(owner),
  })
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]))
}

export const without = (print: Fingerprint, ...tables: readonly string[]): Fingerprint =>
  Object.fromEntries(Object.entries(print).filter(([name]) => !tables.includes(name)))
