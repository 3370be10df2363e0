/** A database of its own for each test file, cloned from the template; tests connect as the application role. */
import { randomUUID } from 'node:crypto'
import { createDatabase, type Database, type Statement } from '../src/kernel/db.ts'
import { APP_ROLE, OWNER_ROLE, withClient } from '../src/migrate.ts'
import { ADMIN_URL_VARIABLE, databaseUrl, RUN_VARIABLE, TEMPLATE_VARIABLE } from './database-url.ts'

/** While a list is set, every statement of the application's pool is put into it. */
export interface Heard {
  statements?: Statement[]
}

export interface TestDatabase {
  /** As `pandu_app`: a missing GRANT fails in the tests, not in production. */
  readonly database: Database
  readonly heard: Heard
  readonly ownerUrl: string
  readonly appUrl: string
  drop(): Promise<void>
}

const setting = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run tests by \`npm run jest\`, in a project that has a database`)
  return value
}

/** FILE_COPY: a third of the time of the default where fsync is off. */
const cloneOf = (template: string, name: string): string =>
  `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY OWNER ${OWNER_ROLE}`

const PREPARING_LOCK = 7_264_733_044

/**
 * A further template, made of the common one by the first test file of a run that asks for it.
 * @param what its name: small letters
 * @returns the name for `createTestDatabase`
 */
export const preparedTemplate = async (
  what: string,
  prepare: (ownerUrl: string) => Promise<unknown>,
): Promise<string> => {
  const adminUrl = setting(ADMIN_URL_VARIABLE)
  const name = `${setting(RUN_VARIABLE)}_${what}`
  await withClient(adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [PREPARING_LOCK])
    const ready = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (ready.rowCount === 1) return
    const draft = `${name}_draft`
    await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`)
    await client.query(cloneOf(setting(TEMPLATE_VARIABLE), draft))
    await prepare(databaseUrl(adminUrl, draft, OWNER_ROLE))
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`)
  })
  return name
}

export const createTestDatabase = async (template = setting(TEMPLATE_VARIABLE)): Promise<TestDatabase> => {
  const adminUrl = setting(ADMIN_URL_VARIABLE)
  const name = `pandu_test_${randomUUID().replaceAll('-', '')}`
  await withClient(adminUrl, (client) => client.query(cloneOf(template, name)))
  const appUrl = databaseUrl(adminUrl, name, APP_ROLE)
  const heard: Heard = {}
  const database = createDatabase(appUrl, { onStatement: (statement) => heard.statements?.push(statement) })
  return {
    database,
    heard,
    ownerUrl: databaseUrl(adminUrl, name, OWNER_ROLE),
    appUrl,
    drop: async () => {
      await database.close()
      await withClient(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    },
  }
}
