/** The API as a process of its own that tells how long its event loop was blocked, how much processor time it used and how large it is. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { buildApp } from '../../src/app.ts'
import { createConfig, readEnvironment } from '../../src/config.ts'
import { createDatabase } from '../../src/kernel/db.ts'

export interface Watched {
  readonly longestMs: number
  readonly cpuMs: number
  readonly megabytes: number
}

const config = createConfig(readEnvironment())
const app = await buildApp({ config, database: createDatabase(config.databaseUrl, { watch: true }) })
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
let since = process.cpuUsage()
process.on('message', (asked) => {
  if (asked !== 'look') return
  const { user, system } = process.cpuUsage(since)
  const seen: Watched = {
    longestMs: delay.max / 1e6,
    cpuMs: (user + system) / 1000,
    megabytes: process.memoryUsage().rss / 1e6,
  }
  delay.reset()
  since = process.cpuUsage()
  process.send?.(seen)
})
process.send?.({ url: await app.listen({ port: 0, host: '127.0.0.1' }) })
