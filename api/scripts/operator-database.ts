/** The database for a command of the server's operator: the one of DATABASE_URL, else the product's own, started for it. */
import { ConfigError, createConfig, readEnvironment, type Config } from '../src/config.ts'
import { EmbeddedPostgresError, reachableFolder, runningOwner } from '../src/embedded-postgres.ts'
import { DatabaseSetupError, migrateDatabase } from '../src/migrate.ts'
import { preflight, StartRefused } from '../src/preflight.ts'
import { loadReferenceData } from '../src/reference-data.ts'
import { openEmbeddedDatabase, startEmbeddedDatabase } from './embedded-database.ts'

/** The product runs from this folder, and so does its database. */
class FolderInUse extends Error {}

/** What the operator can mend; shown without a stack trace. */
export const isOperatorsToMend = (error: unknown): error is Error =>
  error instanceof FolderInUse ||
  error instanceof ConfigError ||
  error instanceof StartRefused ||
  error instanceof EmbeddedPostgresError ||
  error instanceof DatabaseSetupError

export interface OpenedForOperator {
  readonly config: Config
  readonly stop: () => Promise<unknown>
}

export async function openForOperator(): Promise<OpenedForOperator> {
  const environment = readEnvironment()
  if (environment.databaseUrl) return { config: await preflight('command'), stop: () => Promise.resolve() }
  const { folder } = reachableFolder(environment.dataDirectory)
  const running = runningOwner(folder)
  if (running !== undefined)
    throw new FolderInUse(`Pandu Gempita runs from this folder (process ${running}). Stop it first.`)
  const server = await startEmbeddedDatabase(folder)
  try {
    const config = createConfig(environment, await openEmbeddedDatabase(server, folder))
    await migrateDatabase(config.migrateDatabaseUrl)
    await loadReferenceData(config.migrateDatabaseUrl)
    return { config, stop: () => server.stop() }
  } catch (error) {
    await server.stop()
    throw error
  }
}
