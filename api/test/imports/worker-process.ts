/** The background worker as a process of its own, to be killed. */
import { createConfig, readEnvironment } from '../../src/config.ts'
import { createDatabase } from '../../src/kernel/db.ts'
import { startWorker } from '../../src/worker.ts'

const config = createConfig(readEnvironment())
await startWorker({ config, database: createDatabase(config.databaseUrl) })
process.stdout.write('ready\n')
