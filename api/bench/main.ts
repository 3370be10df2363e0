/**
 * `npm run bench [-- --rows 1000000]`: both sides of each goal in one run, one table; the exit code says whether a goal was missed.
 * `-- --short`: the everyday alone (one person, one case, one step), in less than five minutes.
 */
import { readOptions } from '../scripts/options.ts'
import { measureBulk } from './bulk.ts'
import { machine } from './cpu.ts'
import { measureEveryday } from './everyday.ts'
import { measureExchange } from './exchange.ts'
import { measureImports } from './imports.ts'
import { holds, table } from './result.ts'
import { startScratchServer, type ScratchServer } from './scratch-server.ts'
import { measureSearch } from './search.ts'

const values = readOptions({ rows: { type: 'string', default: '1000000' }, short: { type: 'boolean', default: false } })
if (!/^[1-9][0-9]{2,7}$/.test(values.rows)) {
  console.error('--rows must be a whole number from 100')
  process.exit(2)
}
const rows = Number(values.rows)
/** Kabupaten and kota of the whole country, and so many that what grows with them is seen. */
const ALL_KABUPATEN = 514
const SOME_KABUPATEN = 70
const since = Date.now()
const say = (text: string): void => console.error(`${((Date.now() - since) / 1000).toFixed(0).padStart(5)} s  ${text}`)
const onAServerOfItsOwn = async <T>(run: (server: ScratchServer) => Promise<T>): Promise<T> => {
  const fresh = await startScratchServer()
  try {
    return await run(fresh)
  } finally {
    await fresh.stop()
  }
}
const server = await startScratchServer()
try {
  const results = values.short
    ? await measureEveryday(server, SOME_KABUPATEN, say)
    : [
        ...(await measureImports(server, rows, say)),
        ...(await measureSearch(server, rows, say)),
        ...(await measureExchange(server, rows, say)),
        ...(await measureBulk(server, rows, say)),
        ...(await onAServerOfItsOwn((fresh) => measureEveryday(fresh, ALL_KABUPATEN, say))),
      ]
  console.log(`${values.short ? 'short form' : `${rows} rows`}; ${machine()}; PostgreSQL 18 with fsync on\n`)
  console.log(table(results))
  const missed = results.filter((result) => !holds(result))
  const goals = results.filter(({ bound }) => bound !== undefined)
  console.log(`\n${goals.length - missed.length} of ${goals.length} hold`)
  process.exitCode = missed.length > 0 ? 1 : 0
} finally {
  await server.stop()
}
