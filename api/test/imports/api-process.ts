/** The API as a process of its own, to be killed. Says its address when it listens. */
import { buildApp } from '../../src/app.ts'
import { createConfig, readEnvironment } from '../../src/config.ts'
import { createDatabase } from '../../src/kernel/db.ts'

const config = createConfig(readEnvironment())
const app = await buildApp({ config, database: createDatabase(config.databaseUrl) })
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`)
