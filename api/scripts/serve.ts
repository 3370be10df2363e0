/**
 * The processes of production: `serve.ts api`, `serve.ts worker`. They migrate nothing; `migrate.ts` does, once per
 * release. `serve.ts check api` looks for what would go wrong, and starts nothing.
 */
import { loggable } from '../src/kernel/faults.ts'
import { EXIT, preflight, StartRefused } from '../src/preflight.ts'
import { tellRefusal } from './refusal.ts'

const [first, second] = process.argv.slice(2)
const onlyCheck = first === 'check'
const role = onlyCheck ? second : first

/** The database refuses for good while the worker runs: one line, and an end that a supervisor sees. */
const refused = (error: Error): never => {
  console.error(error.message)
  process.exit(EXIT.databaseRefuses)
}

const start = async (): Promise<(() => Promise<void>) | undefined> => {
  if (role !== 'api' && role !== 'worker') throw new StartRefused('usage', 'Say which process to run: api or worker')
  const config = await preflight(role)
  if (onlyCheck) {
    console.log(`Nothing is in the way of starting: ${role}`)
    return undefined
  }
  const { createDatabase } = await import('../src/kernel/db.ts')
  const database = createDatabase(config.databaseUrl, { watch: role === 'api' })
  if (role === 'worker') {
    const { startWorker, WorkerRefused } = await import('../src/worker.ts')
    const worker = await startWorker({ config, database, onRefused: refused }).catch((error: unknown) => {
      throw error instanceof WorkerRefused ? new StartRefused('databaseRefuses', error.message) : error
    })
    return () => worker.stop().then(() => database.close())
  }
  const { buildApp } = await import('../src/app.ts')
  const app = await buildApp({ config, database })
  await app.listen({ port: config.port, host: config.host })
  if (config.publicUrl.startsWith('http:') && config.production)
    console.error(`PUBLIC_URL is plain http: ${config.publicUrl}. Passwords can be read on the way.`)
  return () => app.close().then(() => database.close())
}

/** Whatever nobody caught ends the process, told without values; its supervisor starts it again. */
for (const fault of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(fault, (error) => {
    console.error(JSON.stringify({ fault, cause: loggable(error) }))
    process.exit(1)
  })

try {
  const stopWork = await start()
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    await stopWork?.()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())
} catch (error) {
  process.exit(tellRefusal(error))
}
