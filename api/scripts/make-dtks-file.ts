/** `npm run demo:file -- --rows 20000 --bad 100 --kabupaten 3314 [--edition 2] [--out FILE]`: a DTKS export to try the import with. */
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { dtksFile } from './demo/dtks-file.ts'
import { readOptions } from './options.ts'

const values = readOptions({
  rows: { type: 'string', default: '20000' },
  bad: { type: 'string', default: '100' },
  kabupaten: { type: 'string', default: '3314' },
  edition: { type: 'string', default: '1' },
  out: { type: 'string' },
})
const whole = (name: string, value: string): number => {
  if (/^[0-9]{1,8}$/.test(value)) return Number(value)
  console.error(`--${name} must be a whole number, not "${value}"`)
  process.exit(2)
}
const rows = whole('rows', values.rows)
const bad = whole('bad', values.bad)
const edition = whole('edition', values.edition)
if (bad > rows || !/^[1-9][0-9]{3}$/.test(values.kabupaten)) {
  console.error('--bad must not exceed --rows, and --kabupaten is a code of four digits')
  process.exit(2)
}
const out = path.resolve(
  values.out ?? path.join('test-output', `dtks-${values.kabupaten}-${rows}-${bad}-${edition}.csv`),
)
await mkdir(path.dirname(out), { recursive: true })
await pipeline(Readable.from(dtksFile({ rows, bad, kabupaten: values.kabupaten, edition })), createWriteStream(out))
console.log(`${out}: ${rows} rows, ${bad} of them bad`)
