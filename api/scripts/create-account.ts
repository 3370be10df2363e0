/**
 * `npm run account:create -- --user kadis.sragen --name "Nama Lengkap" --role dinsos_head --region 3314`
 *
 * For the operator of the server: the first administrator and the first head of a dinas. Prints the first password.
 */
import { parseArgs } from 'node:util'
import { ConfigError, createConfig, readEnvironment, type Config } from '../src/config.ts'
import { EmbeddedPostgresError, reachableFolder, runningOwner } from '../src/embedded-postgres.ts'
import { createDatabase } from '../src/kernel/db.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import { ProblemError } from '../src/kernel/problem-error.ts'
import { sqlState } from '../src/kernel/unit-of-work.ts'
import { DatabaseSetupError, migrateDatabase } from '../src/migrate.ts'
import { createOperatorAccount, OperatorAccountError } from '../src/operator-account.ts'
import { loadReferenceData } from '../src/reference-data.ts'
import { openEmbeddedDatabase, startEmbeddedDatabase } from './embedded-database.ts'

const UNIQUE_VIOLATION = '23505'

const readArguments = () => {
  const { values } = parseArgs({
    options: {
      user: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
      region: { type: 'string' },
    },
  })
  if (!values.user || !values.name || !values.role)
    throw new OperatorAccountError('Needed: --user, --name, --role, and --region for a role of an area')
  return {
    userName: values.user,
    displayName: values.name,
    role: values.role,
    ...(values.region !== undefined && { regionCode: values.region }),
  }
}

let stop: () => Promise<unknown> = () => Promise.resolve()

const configOf = async (): Promise<Config> => {
  const environment = readEnvironment()
  if (environment.databaseUrl) return createConfig(environment)
  const { folder } = reachableFolder(environment.dataDirectory)
  const running = runningOwner(folder)
  if (running !== undefined)
    throw new OperatorAccountError(`Pandu Gempita runs from this folder (process ${running}). Stop it first.`)
  const server = await startEmbeddedDatabase(folder)
  stop = () => server.stop()
  const config = createConfig(environment, await openEmbeddedDatabase(server, folder))
  await migrateDatabase(config.migrateDatabaseUrl)
  await loadReferenceData(config.migrateDatabaseUrl)
  return config
}

const words = (error: unknown): unknown => {
  if (error instanceof ProblemError) return `${error.message}: ${error.code}`
  if (sqlState(error) === UNIQUE_VIOLATION) return 'This user name is taken.'
  const plain =
    error instanceof OperatorAccountError ||
    error instanceof ConfigError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof DatabaseSetupError
  return plain ? error.message : error
}

try {
  const wanted = readArguments()
  const config = await configOf()
  const database = createDatabase(config.databaseUrl)
  try {
    const password = await createOperatorAccount(
      database,
      createSecrets(config.dataKey),
      config.migrateDatabaseUrl,
      wanted,
    )
    console.log(`Account ${wanted.userName}: ${wanted.role} ${wanted.regionCode ?? 'of the nation'}`)
    console.log(`First password, shown this once, to be changed at the first sign-in: ${password}`)
  } finally {
    await database.close()
  }
} catch (error) {
  console.error(words(error))
  process.exitCode = 1
} finally {
  await stop()
}
