/**
 * What would go wrong later, told before the first request: each in one line that says what to do, with an exit code of
 * its own (docs/operations.md lists them). A server that starts wrongly and without a word does harm for weeks: as the
 * wrong role it can change the audit log, with the wrong key its digests fit nothing.
 */
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import pg from 'pg'
import { ConfigError, createConfig, readEnvironment, type Config, type Environment } from './config.ts'
import { createSecrets } from './kernel/digest.ts'
import { OWNER_ROLE, APP_ROLE, REQUIRED_MAJOR, newestMigration } from './migrate.ts'

export const EXIT = {
  usage: 2,
  setting: 10,
  databaseUnreachable: 11,
  databaseRefuses: 12,
  databaseVersion: 13,
  databaseRole: 14,
  schemaOlder: 15,
  schemaNewer: 16,
  otherDataKey: 17,
  port: 18,
  folder: 19,
  pages: 20,
  ownerPassword: 21,
} as const

/** What the operator can mend; shown as one line, without a stack trace. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
  readonly exitCode: number
  constructor(kind: keyof typeof EXIT, line: string) {
    super(line.replaceAll(/\s+/g, ' '))
    this.exitCode = EXIT[kind]
  }
}

export type Role = 'api' | 'worker' | 'migrate' | 'command'
type Variables = Readonly<Record<string, string | undefined>>

/** Where and as whom, without the password. */
const placeOf = (url: string): { user: string; host: string; database: string } => {
  const { username, hostname, port, pathname } = new URL(url)
  return {
    user: decodeURIComponent(username),
    host: `${hostname}:${port || '5432'}`,
    database: decodeURIComponent(pathname.slice(1)),
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

/** Why there is no connection, in the operator's words. Only what we say ourselves: a message may hold the address with its password. */
function refusedConnection(url: string, error: unknown): StartRefused {
  const { user, host, database } = placeOf(url)
  const code = codeOf(error)
  if (code === '28P01' || code === '28000')
    return new StartRefused(
      'databaseRefuses',
      `Cannot sign in to the database as ${user} at ${host}: wrong password, or pg_hba.conf does not let this address in.`,
    )
  if (code === '3D000')
    return new StartRefused(
      'databaseRefuses',
      `There is no database ${database} at ${host}. Create it, or mend the address.`,
    )
  if (code === '42501')
    return new StartRefused(
      'databaseRefuses',
      `${user} may not connect to the database ${database} at ${host}: GRANT CONNECT.`,
    )
  if (code === '53300')
    return new StartRefused('databaseRefuses', `The database server at ${host} has no connection left.`)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new StartRefused('databaseUnreachable', `The name service does not know the database host ${host}.`)
  if (code === 'ECONNREFUSED')
    return new StartRefused(
      'databaseUnreachable',
      `No database server answers at ${host}. Is it running, and is this its port?`,
    )
  return new StartRefused(
    'databaseUnreachable',
    `The database server at ${host} cannot be reached (${code || 'no answer within 5 seconds'}).`,
  )
}

async function withDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'pandu-gempita preflight',
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
  })
  client.on('error', () => undefined) // told by the query that it breaks
  try {
    await client.connect()
  } catch (error) {
    throw refusedConnection(url, error)
  }
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export async function checkServerVersion(client: pg.Client, required = REQUIRED_MAJOR): Promise<void> {
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
  const version = rows[0]?.server_version ?? 'unknown'
  if (Number.parseInt(version, 10) !== required)
    throw new StartRefused(
      'databaseVersion',
      `The database server is PostgreSQL ${version}; Pandu Gempita needs PostgreSQL ${required}.`,
    )
}

/** The application may change neither the schema nor what is append-only. */
async function checkRole(client: pg.Client, url: string): Promise<void> {
  const { rows } = await client.query<{ super: boolean; owns: boolean }>(
    `select r.rolsuper as super, exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relname = 'audit_entries' and pg_has_role(r.oid, c.relowner, 'member')) as owns
     from pg_roles r where r.rolname = current_user`,
  )
  const { user } = placeOf(url)
  if (rows[0]?.super || rows[0]?.owns)
    throw new StartRefused(
      'databaseRole',
      `DATABASE_URL signs in as ${user}, who ${rows[0].super ? 'is a superuser' : 'owns the tables'} and could change the audit log. Use the role ${APP_ROLE}.`,
    )
}

/** The schema that the code was written for: neither older nor newer. */
async function checkSchema(client: pg.Client, url: string): Promise<void> {
  const newest = newestMigration()
  const found = await client
    .query<{ at: string | null }>('select schema_version()::text as at')
    .catch((error: unknown) => {
      // Undefined function or schema: nothing of ours is here yet. Insufficient privilege: the grants are not.
      if (codeOf(error) === '42883' || codeOf(error) === '3F000') return undefined
      if (codeOf(error) === '42501')
        throw new StartRefused('databaseRole', `${placeOf(url).user} lacks the grants of ${APP_ROLE}. Use that role.`)
      throw error
    })
  const at = Number(found?.rows[0]?.at ?? 0)
  if (at < newest.when)
    throw new StartRefused(
      'schemaOlder',
      `The database is not at the schema of this release (${newest.tag} is missing). Run: npm run db:migrate`,
    )
  if (at > newest.when) throw newerSchema()
}

const newerSchema = (): StartRefused =>
  new StartRefused(
    'schemaNewer',
    `The database has a newer schema than this release (${newestMigration().tag}). Start the newer release, or restore the backup made before it.`,
  )

/** A keyed mark in the database: with another key digests of the audit log fit nothing, and sealed secrets do not open. */
async function checkDataKey(client: pg.Client, dataKey: Uint8Array): Promise<void> {
  const mark = createSecrets(dataKey).digest('pandu gempita: mark of the data key')
  await client.query('insert into data_key_mark (mark) values ($1) on conflict do nothing', [mark])
  const { rows } = await client.query<{ mark: string }>('select mark from data_key_mark')
  if (rows[0]?.mark !== mark)
    throw new StartRefused(
      'otherDataKey',
      'DATA_KEY is not the key of this database. Find the one that was kept with its backup; nothing was changed.',
    )
}

const words: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (_host, port) =>
    `Port ${port} is used by another program. Stop that one, or choose another: PORT=${port + 1}`,
  EACCES: (_host, port) => `Port ${port} may not be used by this account. Choose one above 1023: PORT=3000`,
  EADDRNOTAVAIL: (host) => `HOST ${host} is no address of this machine. Use 0.0.0.0 for all of them, or 127.0.0.1.`,
  ENOTFOUND: (host) => `HOST ${host} is not known to the name service. Use 0.0.0.0 for all addresses of this machine.`,
}
export const ensurePortFree = (host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', (error) => {
      const line = words[codeOf(error)]?.(host, port) ?? `Cannot listen on ${host} port ${port} (${codeOf(error)}).`
      reject(new StartRefused('port', line))
    })
    probe.listen(port, host, () => probe.close(() => resolve()))
  })

function checkFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true })
    fs.accessSync(folder, fs.constants.W_OK)
  } catch (error) {
    throw new StartRefused(
      'folder',
      `PANDU_DATA_DIRECTORY ${folder} cannot be written (${codeOf(error)}). Give it to the account that runs this.`,
    )
  }
}

function checkPages({ adminDist }: Environment, env: Variables): void {
  if (env['ADMIN_DIST'] === 'none' || fs.existsSync(path.join(adminDist, 'index.html'))) return
  throw new StartRefused(
    'pages',
    `There are no administration pages in ${adminDist}. Run: npm run build -w admin, or set ADMIN_DIST=none for an API alone.`,
  )
}

/** The owner can do everything; a process that talks to the world must not be able to tell anybody how. */
function checkOwnersPassword(env: Variables): void {
  if (env['MIGRATE_DATABASE_URL'])
    throw new StartRefused(
      'ownerPassword',
      `MIGRATE_DATABASE_URL holds the password of ${OWNER_ROLE}: give it to migrate and worker, not to the API.`,
    )
}

const settings = (env: Variables): Environment => {
  try {
    return readEnvironment(env)
  } catch (error) {
    if (error instanceof ConfigError) throw new StartRefused('setting', error.message)
    throw error
  }
}

/** The database as the application meets it. @throws StartRefused */
export const checkDatabase = ({ databaseUrl, dataKey }: Config): Promise<void> =>
  withDatabase(databaseUrl, async (client) => {
    await checkServerVersion(client)
    await checkRole(client, databaseUrl)
    await checkSchema(client, databaseUrl)
    await checkDataKey(client, dataKey)
  })

/** The database as who migrates it, or runs its queue: an older release must not go over a newer schema. @throws StartRefused */
export const checkOwnersDatabase = (url: string): Promise<void> =>
  withDatabase(url, async (client) => {
    await checkServerVersion(client)
    const { rows } = await client.query<{ known: boolean }>(
      "select to_regclass('drizzle.__drizzle_migrations') is not null as known",
    )
    if (!rows[0]?.known) return
    const { rows: found } = await client.query<{ at: string | null }>(
      'select max(created_at)::text as at from drizzle.__drizzle_migrations',
    )
    if (Number(found[0]?.at ?? 0) > newestMigration().when) throw newerSchema()
  })

/**
 * Everything that can be known before work begins, in the order in which it is mended.
 * @throws StartRefused
 */
export async function preflight(role: Role, env: Variables = process.env): Promise<Config> {
  const environment = settings(env)
  const url = role === 'migrate' ? (environment.migrateDatabaseUrl ?? environment.databaseUrl) : environment.databaseUrl
  if (url === undefined)
    throw new StartRefused(
      'setting',
      role === 'migrate'
        ? 'Set MIGRATE_DATABASE_URL, or DATABASE_URL, to a PostgreSQL 18 database.'
        : `Set DATABASE_URL to the PostgreSQL 18 database, as ${APP_ROLE}. (npm start brings one along.)`,
    )
  if (role === 'api') {
    if (environment.production) checkOwnersPassword(env)
    checkPages(environment, env)
  }
  if (environment.givenDataKey === undefined) checkFolder(environment.dataDirectory)
  if (role === 'api') await ensurePortFree(environment.host, environment.port)
  const config = createConfig(environment, role === 'migrate' ? { databaseUrl: url, migrateDatabaseUrl: url } : {})
  if (role !== 'migrate') await checkDatabase(config)
  if (role === 'migrate' || role === 'worker') await checkOwnersDatabase(config.migrateDatabaseUrl)
  return config
}
