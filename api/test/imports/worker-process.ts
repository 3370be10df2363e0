/**
 * The background worker as a process of its own, to be killed. `PANDU_TEST_DIES` makes it the victim of its jobs: it kills
 * itself while one runs, as a job that takes its process with it does.
 */
import pg from 'pg'
import { createConfig, readEnvironment } from '../../src/config.ts'
import { createDatabase } from '../../src/kernel/db.ts'
import { startWorker } from '../../src/worker.ts'

const config = createConfig(readEnvironment())
const worker = await startWorker({ config, database: createDatabase(config.databaseUrl) })
process.stdout.write('ready\n')
process.on('SIGTERM', () => void worker.stop().then(() => process.exit(0)))

if (process.env['PANDU_TEST_DIES']) {
  const watching = new pg.Client({ connectionString: config.migrateDatabaseUrl })
  await watching.connect()
  for (;;) {
    const { rowCount } = await watching.query('select 1 from job_runs where running')
    if (rowCount) process.kill(process.pid, 'SIGKILL')
  }
}
