/** `npm run bench [-- --rows 1000000]`: both sides of each goal in one run, one table; the exit code says whether a goal was missed. */
import { readOptions } from '../scripts/options.ts'
import { measureBulk } from './bulk.ts'
import { machine } from './cpu.ts'
import { measureExchange } from './exchange.ts'
import { measureImports } from './imports.ts'
import { holds, table } from './result.ts'
import { startScratchServer } from './scratch-server.ts'
import { measureSearch } from './search.ts'

const values = readOptions({ rows: { type: 'string', default: '1000000' } })
if (!/^[1-9][0-9]{2,7}$/.test(values.rows)) {
  console.error('--rows must be a whole number from 100')
  process.exit(2)
}
const rows = Number(values.rows)
const since = Date.now()
const say = (text: string): void => console.error(`${((Date.now() - since) / 1000).toFixed(0).padStart(5)} s  ${text}`)
const server = await startScratchServer()
try {
  const results = [
    ...(await measureImports(server, rows, say)),
    ...(await measureSearch(server, rows, say)),
    ...(await measureExchange(server, rows, say)),
    ...(await measureBulk(server, rows, say)),
  ]
  console.log(`${rows} rows; ${machine()}; PostgreSQL 18 with fsync on\n`)
  console.log(table(results))
  const missed = results.filter((result) => !holds(result))
  const goals = results.filter(({ bound }) => bound !== undefined)
  console.log(`\n${goals.length - missed.length} of ${goals.length} hold`)
  process.exitCode = missed.length > 0 ? 1 : 0
} finally {
  await server.stop()
}
