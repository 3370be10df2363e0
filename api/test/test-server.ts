/** The PostgreSQL 18 server of a test run: a throwaway one, or TEST_DATABASE_URL (a superuser's address). */
import { startThrowawayPostgres } from '../src/embedded-postgres.ts'
import {
  ensureServerVersion,
  migrateDatabase,
  migrationsHash,
  OWNER_ROLE,
  prepareServer,
  withClient,
} from '../src/migrate.ts'
import { loadReferenceData, referenceFiles } from '../src/reference-data.ts'
import { ADMIN_URL_VARIABLE, databaseUrl, RUN_VARIABLE, TEMPLATE_VARIABLE, TEST_ROLE_PASSWORD } from './database-url.ts'

const TEMPLATE_LOCK = 7_264_733_043

export interface TestServer {
  stop(): Promise<void>
}

/** Named by what is in it, so that a kept server builds it once per change of schema or reference data. */
const buildTemplate = async (adminUrl: string): Promise<string> => {
  const name = `pandu_template_${migrationsHash(referenceFiles)}`
  await withClient(adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const ready = await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND NOT datallowconn', [name])
    if (ready.rowCount === 1) return
    const draft = `${name}_draft`
    await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`)
    await prepareServer(adminUrl, draft, { owner: TEST_ROLE_PASSWORD, app: TEST_ROLE_PASSWORD })
    const ownerUrl = databaseUrl(adminUrl, draft, OWNER_ROLE)
    await migrateDatabase(ownerUrl)
    await loadReferenceData(ownerUrl)
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`)
    await client.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`)
  })
  return name
}

/** What this run has prepared, on a server that goes on without it. */
const dropPrepared = (adminUrl: string): Promise<void> =>
  withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
      [process.env[RUN_VARIABLE]],
    )
    for (const { name } of rows) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  })

export const prepareTestServer = async (): Promise<TestServer> => {
  const since = Date.now()
  const external = process.env.TEST_DATABASE_URL
  const own = external ? undefined : await startThrowawayPostgres()
  const adminUrl = external ?? own?.adminUrl ?? ''
  try {
    await ensureServerVersion(adminUrl)
    process.env[TEMPLATE_VARIABLE] = await buildTemplate(adminUrl)
    process.env[ADMIN_URL_VARIABLE] = adminUrl
    process.env[RUN_VARIABLE] = `pandu_run_${process.pid}_${since.toString(36)}`
  } catch (error) {
    await own?.stop()
    throw error
  }
  process.stderr.write(`PostgreSQL and template database ready in ${((Date.now() - since) / 1000).toFixed(1)} s\n`)
  // The application role of an external server keeps its settings; only the databases are ours.
  return { stop: () => own?.stop() ?? dropPrepared(adminUrl) }
}
