/** The processes of production: `serve.ts api`, `serve.ts worker`. They migrate nothing; `migrate.ts` does, once per release. */
import { buildApp } from '../src/app.ts'
import { createConfig, readEnvironment } from '../src/config.ts'
import { createDatabase } from '../src/kernel/db.ts'
import { startWorker } from '../src/worker.ts'
import { WorkerRefused } from '../src/worker/lease.ts'

const role = process.argv[2]
if (role !== 'api' && role !== 'worker') {
  console.error('Say which process to run: api or worker')
  process.exit(2)
}

const config = createConfig(readEnvironment())
const database = createDatabase(config.databaseUrl)

/** One line, and an end that a supervisor sees. */
const refused = (error: unknown): never => {
  if (!(error instanceof WorkerRefused)) throw error
  console.error(error.message)
  process.exit(1)
}

const start = async (): Promise<() => Promise<void>> => {
  if (role === 'worker') {
    const worker = await startWorker({ config, database, onRefused: refused })
    return () => worker.stop()
  }
  const app = await buildApp({ config, database })
  await app.listen({ port: config.port, host: config.host })
  return () => app.close()
}

const stopWork = await start().catch(refused)
let stopping = false
const stop = async (): Promise<void> => {
  if (stopping) return
  stopping = true
  await stopWork()
  await database.close()
  process.exit(0)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    stop().catch((error: unknown) => {
      console.error(error)
      process.exit(1)
    })
  })
