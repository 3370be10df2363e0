/** Brings a database to the newest schema, and makes the two roles that the product uses. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { repositoryRoot } from './config.ts'

export const OWNER_ROLE = 'pandu_owner'
export const APP_ROLE = 'pandu_app'
export const REQUIRED_MAJOR = 18
/** Two programs that start at once must not migrate at once; any fixed number does. */
const MIGRATION_LOCK = 7_264_733_041

export const migrationsFolder = path.join(repositoryRoot, 'migrations')

export class DatabaseSetupError extends Error {
  override readonly name = 'DatabaseSetupError'
}

export const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url, application_name: 'pandu-gempita setup' })
  // Without a listener a lost connection would end the process instead of failing the query.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** PostgreSQL 18 or nothing: uuidv7() and transaction_timeout are used throughout. */
export const ensureServerVersion = async (url: string): Promise<void> => {
  const version = await withClient(url, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
    return rows[0]?.server_version ?? 'unknown'
  })
  if (Number.parseInt(version, 10) !== REQUIRED_MAJOR)
    throw new DatabaseSetupError(`The database server is PostgreSQL ${version}; Pandu Gempita needs PostgreSQL 18.`)
}

const roleExists = async (client: pg.Client, role: string): Promise<boolean> =>
  (await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])).rowCount === 1

const createRole = async (client: pg.Client, role: string, password: string | undefined): Promise<void> => {
  const name = client.escapeIdentifier(role)
  if (!(await roleExists(client, role))) await client.query(`CREATE ROLE ${name} LOGIN`)
  if (password !== undefined) await client.query(`ALTER ROLE ${name} LOGIN PASSWORD ${client.escapeLiteral(password)}`)
}

/**
 * The application role's own settings, not left to each connection:
 * generic plans over partitions cost up to a second (docs/adr/0013), and one long transaction stops the change feed.
 */
const APP_ROLE_SETTINGS = [
  `ALTER ROLE ${APP_ROLE} SET plan_cache_mode = force_custom_plan`,
  `ALTER ROLE ${APP_ROLE} SET transaction_timeout = '60s'`,
  `ALTER ROLE ${APP_ROLE} SET idle_in_transaction_session_timeout = '30s'`,
  `ALTER ROLE ${APP_ROLE} SET statement_timeout = '30s'`,
  `ALTER ROLE ${APP_ROLE} SET lock_timeout = '10s'`,
]

export interface RolePasswords {
  readonly owner?: string
  readonly app?: string
}

/** With a superuser's connection: makes the roles, and the database owned by the owner role. */
export const prepareServer = async (adminUrl: string, database: string, passwords: RolePasswords): Promise<void> =>
  withClient(adminUrl, async (client) => {
    await createRole(client, OWNER_ROLE, passwords.owner)
    await createRole(client, APP_ROLE, passwords.app)
    for (const statement of APP_ROLE_SETTINGS) await client.query(statement)
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database])
    if (known.rowCount === 0)
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)} OWNER ${OWNER_ROLE}`)
  })

const hasAppRole = async (client: pg.Client): Promise<boolean> => {
  const { rows } = await client.query<{ rolconfig: string[] | null }>(
    'SELECT rolconfig FROM pg_roles WHERE rolname = $1',
    [APP_ROLE],
  )
  return rows[0]?.rolconfig?.includes('plan_cache_mode=force_custom_plan') ?? false
}

/** An external server: the application role or its settings may be missing; the migrating role makes them where it may. */
const ensureAppRole = async (client: pg.Client): Promise<void> => {
  if (await hasAppRole(client)) return
  try {
    await createRole(client, APP_ROLE, undefined)
    for (const statement of APP_ROLE_SETTINGS) await client.query(statement)
  } catch (error) {
    throw new DatabaseSetupError(
      `The role ${APP_ROLE} or its settings are missing and may not be made with this connection. Let an administrator run: ` +
        [`CREATE ROLE ${APP_ROLE} LOGIN PASSWORD '…'`, ...APP_ROLE_SETTINGS].join('; '),
      { cause: error },
    )
  }
}

/** What the code expects to find applied. */
export const newestMigration = (): { readonly tag: string; readonly when: number } => {
  const journal = JSON.parse(fs.readFileSync(path.join(migrationsFolder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string; when: number }[]
  }
  const newest = journal.entries.at(-1)
  if (!newest) throw new Error('there are no migrations')
  return newest
}

/** Applies what is new. Safe to call at every start and from several programs at once. */
export const migrateDatabase = async (ownerUrl: string): Promise<void> => {
  await ensureServerVersion(ownerUrl)
  await withClient(ownerUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await ensureAppRole(client)
    // The queue first: functions of ours refer to its schema. Its own migrations, of the pinned version.
    await runMigrations({ connectionString: ownerUrl })
    await migrate(drizzle(client), { migrationsFolder })
  })
}

/** Changes when the schema or the reference data does: names the template database of the tests. */
export const migrationsHash = (extra: readonly string[] = []): string => {
  const hash = createHash('sha256')
  const add = (file: string): void => {
    hash.update(path.basename(file))
    hash.update(fs.readFileSync(file))
  }
  const walk = (folder: string): string[] =>
    fs
      .readdirSync(folder, { withFileTypes: true })
      .flatMap((entry) => (entry.isDirectory() ? walk(path.join(folder, entry.name)) : [path.join(folder, entry.name)]))
  for (const file of [...walk(migrationsFolder), ...extra].sort()) add(file)
  return hash.digest('hex').slice(0, 16)
}
