/** A database of its own for each test file, cloned from the template; tests connect as the application role. */
import { randomUUID } from 'node:crypto'
import { createDatabase, type Database } from '../src/kernel/db.ts'
import { APP_ROLE, OWNER_ROLE, withClient } from '../src/migrate.ts'
import { ADMIN_URL_VARIABLE, databaseUrl, TEMPLATE_VARIABLE } from './database-url.ts'

export interface TestDatabase {
  /** As `pandu_app`: a missing GRANT fails in the tests, not in production. */
  readonly database: Database
  readonly ownerUrl: string
  readonly appUrl: string
  drop(): Promise<void>
}

const setting = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run tests by \`npm run jest\`, in a project that has a database`)
  return value
}

export const createTestDatabase = async (): Promise<TestDatabase> => {
  const adminUrl = setting(ADMIN_URL_VARIABLE)
  const name = `pandu_test_${randomUUID().replaceAll('-', '')}`
  // FILE_COPY: a third of the time of the default where fsync is off.
  await withClient(adminUrl, (client) =>
    client.query(
      `CREATE DATABASE ${name} TEMPLATE ${setting(TEMPLATE_VARIABLE)} STRATEGY FILE_COPY OWNER ${OWNER_ROLE}`,
    ),
  )
  const appUrl = databaseUrl(adminUrl, name, APP_ROLE)
  const database = createDatabase(appUrl)
  return {
    database,
    ownerUrl: databaseUrl(adminUrl, name, OWNER_ROLE),
    appUrl,
    drop: async () => {
      await database.close()
      await withClient(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    },
  }
}
