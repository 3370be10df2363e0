/** `npm run db:migrate`: brings the database of MIGRATE_DATABASE_URL (or DATABASE_URL) to the newest schema and reference data. */
import { DatabaseSetupError, migrateDatabase } from '../src/migrate.ts'
import { preflight, StartRefused } from '../src/preflight.ts'
import { loadReferenceData } from '../src/reference-data.ts'
import { tellRefusal } from './refusal.ts'

try {
  const { migrateDatabaseUrl } = await preflight('migrate')
  await migrateDatabase(migrateDatabaseUrl)
  const loaded = await loadReferenceData(migrateDatabaseUrl)
  console.log(loaded.length === 0 ? 'Schema and reference data are up to date.' : `Loaded: ${loaded.join(', ')}`)
} catch (error) {
  const told = error instanceof DatabaseSetupError ? new StartRefused('databaseRole', error.message) : error
  process.exitCode = tellRefusal(told)
}
