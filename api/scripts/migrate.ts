/** `npm run db:migrate`: brings the database of MIGRATE_DATABASE_URL (or DATABASE_URL) to the newest schema and reference data. */
import { readEnvironment } from '../src/config.ts'
import { migrateDatabase } from '../src/migrate.ts'
import { loadReferenceData } from '../src/reference-data.ts'

const environment = readEnvironment()
const url = environment.migrateDatabaseUrl ?? environment.databaseUrl
if (url === undefined) {
  console.error('Set MIGRATE_DATABASE_URL, or DATABASE_URL, to a PostgreSQL 18 database.')
  process.exit(2)
}
await migrateDatabase(url)
const loaded = await loadReferenceData(url)
console.log(loaded.length === 0 ? 'Schema and reference data are up to date.' : `Loaded: ${loaded.join(', ')}`)
