/** The product in one process: database, schema, reference and demo data, administration pages, API and worker. */
import { buildApp } from '../src/app.ts'
import { ConfigError, createConfig, readEnvironment, type Config, type Environment } from '../src/config.ts'
import { EmbeddedPostgresError, reachableFolder, runningOwner } from '../src/embedded-postgres.ts'
import { createDatabase } from '../src/kernel/db.ts'
import { loggable } from '../src/kernel/faults.ts'
import { DatabaseSetupError, migrateDatabase } from '../src/migrate.ts'
import { checkDatabase, checkOwnersDatabase, ensurePortFree, StartRefused } from '../src/preflight.ts'
import { loadReferenceData } from '../src/reference-data.ts'
import { startWorker } from '../src/worker.ts'
import { WorkerRefused } from '../src/worker/lease.ts'
import { ensureAdminBuilt } from './build-admin.ts'
import { DEMO_PASSWORD, demoAccounts, loadDemoData } from './demo-data.ts'
import { openEmbeddedDatabase, startEmbeddedDatabase } from './embedded-database.ts'

/** A request or job that is under way gets this long before it is cut off. */
const STOP_WITHIN_MS = 20_000

/** What the operator can mend; shown without a stack trace. */
class StartError extends Error {
  override readonly name = 'StartError'
}

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`

const step = async <T>(
  label: string,
  work: () => Promise<T>,
  unless?: (result: T) => string | undefined,
): Promise<T> => {
  const since = Date.now()
  const ticking = setInterval(() => console.log(`  … ${label}, ${seconds(since)}`), 5_000)
  try {
    const result = await work()
    console.log(`  ✓ ${unless?.(result) ?? label} (${seconds(since)})`)
    return result
  } finally {
    clearInterval(ticking)
  }
}

const stops: { readonly name: string; readonly stop: () => Promise<unknown> }[] = []
let stopping: Promise<void> | undefined

const within = async (name: string, work: Promise<unknown>): Promise<void> => {
  const late = setTimeout(() => console.error(`  ${name} is still busy …`), 3_000)
  const limit = new Promise((resolve) => setTimeout(resolve, STOP_WITHIN_MS).unref())
  try {
    await Promise.race([work, limit])
  } catch (error) {
    console.error(`  ${name} did not stop cleanly: ${JSON.stringify(loggable(error))}`)
  } finally {
    clearTimeout(late)
  }
}

/** Newest first: requests drain before the worker stops, and both before the database does. */
const stopAll = (): Promise<void> =>
  (stopping ??= (async () => {
    for (let last = stops.pop(); last; last = stops.pop()) await within(last.name, last.stop())
  })())

const stopOnRequest = (): void => {
  const asked = (): void => {
    if (stopping) return // Ctrl-C in a terminal arrives twice: from the terminal and from the parent
    console.log('\nStopping …')
    void stopAll().then(() => {
      console.log('Stopped; nothing was lost.')
      process.exit(0)
    })
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, asked)
  // The terminal or the reader of a pipe may be gone; that must not stop the database hard.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined)
  process.on('disconnect', asked) // the parent was killed
}

/** The product's own server, in the data folder. */
const embeddedConfig = async (environment: Environment): Promise<Config> => {
  const { folder, moved } = reachableFolder(environment.dataDirectory)
  if (moved)
    console.log(`  The database server cannot enter ${environment.dataDirectory}; the data are kept in ${folder}`)
  const running = runningOwner(folder)
  if (running !== undefined)
    throw new StartError(`Pandu Gempita is already running from this folder (process ${running}).`)
  await ensurePortFree(environment.host, environment.port)
  const server = await step('PostgreSQL 18 started', () => startEmbeddedDatabase(folder))
  stops.push({ name: 'PostgreSQL', stop: () => server.stop() })
  return createConfig(environment, await openEmbeddedDatabase(server, folder))
}

/** A PostgreSQL 18 server of the operator's own. */
const externalConfig = async (environment: Environment): Promise<Config> => {
  await ensurePortFree(environment.host, environment.port)
  const config = createConfig(environment)
  await step('PostgreSQL 18 of DATABASE_URL reached', () => checkOwnersDatabase(config.migrateDatabaseUrl))
  return config
}

const prepareData = async (config: Config): Promise<boolean> => {
  await step('Schema up to date', () => migrateDatabase(config.migrateDatabaseUrl))
  await step(
    'Reference data loaded: regions, PPKS types, programmes',
    () => loadReferenceData(config.migrateDatabaseUrl),
    (loaded) => (loaded.length === 0 ? 'Reference data up to date' : undefined),
  )
  // With the right role, schema and key, before anything is written or served.
  await checkDatabase(config)
  if (config.production || !config.demo) return false
  return step(
    'Demo data created',
    () => loadDemoData(config),
    (result) =>
      result === 'created'
        ? undefined
        : result === 'present'
          ? 'Demo data present'
          : 'Database in use: no demo data added',
  ).then((result) => result !== 'foreign')
}

const run = async (): Promise<void> => {
  const since = Date.now()
  stopOnRequest()
  console.log('Pandu Gempita')
  const environment = readEnvironment()
  const config = environment.databaseUrl ? await externalConfig(environment) : await embeddedConfig(environment)
  const ownPages = process.env.ADMIN_DIST === undefined && !process.argv.includes('--dev')
  const pages = ownPages
    ? step('Administration pages built', ensureAdminBuilt, (built) =>
        built ? undefined : 'Administration pages up to date',
      )
    : Promise.resolve(false)
  const [demo] = await Promise.all([prepareData(config), pages])
  if (stopping) return

  await step('API and worker started', async () => {
    const database = createDatabase(config.databaseUrl, { watch: true })
    stops.push({ name: 'Database connections', stop: () => database.close() })
    const worker = await startWorker({ config, database })
    stops.push({ name: 'Worker', stop: () => worker.stop() })
    const app = await buildApp({ config, database })
    stops.push({ name: 'API', stop: () => app.close() })
    await app.listen({ port: config.port, host: config.host })
  })

  console.log(`\nReady in ${seconds(since)}: ${config.publicUrl}`)
  console.log(`API description: ${config.publicUrl}/docs   Data: ${config.dataDirectory}`)
  if (demo) {
    console.log(`\nDemo accounts, all with the password ${DEMO_PASSWORD}`)
    for (const { username, label } of demoAccounts()) console.log(`  ${username.padEnd(26)} ${label}`)
  }
  console.log('\nCtrl-C stops.')
}

try {
  await run()
} catch (error) {
  const plain =
    error instanceof StartError ||
    error instanceof StartRefused ||
    error instanceof ConfigError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof DatabaseSetupError ||
    error instanceof WorkerRefused
  // Of what we have not foreseen only kind and place: its message may hold values or an address with its password.
  console.error(plain ? `\n${error.message}` : `\nThe product could not start: ${JSON.stringify(loggable(error))}`)
  await stopAll()
  process.exit(error instanceof StartRefused ? error.exitCode : 1)
}
