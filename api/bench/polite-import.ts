/** A polite import in a process of its own, as the background worker does it: `polite-import.ts FILE SHARD`. */
import fs from 'node:fs'
import { randomBytes } from 'node:crypto'
import { createDatabase } from '../src/kernel/db.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import { applyImport, prepareImport } from '../src/modules/imports/tasks.ts'

const [file = '', shard = ''] = process.argv.slice(2)
const database = createDatabase(process.env['BENCH_DATABASE_URL'] ?? '', { max: 4, longWork: true })
const jurisdictionId = Number(shard)
const { rows } = await database.pool.query<{ id: string }>(
  `with release as (insert into data_releases (jurisdiction_id, source, name, cut_off_on) values ($1, 'dtks', 'polite', '2025-07-20') returning id)
   insert into import_batches (jurisdiction_id, region_code, source, release_name, cut_off_on, release_id, file_name, file_bytes, counts, created_by, created_by_name, coverage, polite)
   select $1, (select region_code from jurisdictions where id = $1), 'dtks', 'polite', '2025-07-20', release.id, 'bench.csv', $2, '{}', uuidv7(), 'bench', 'everybody', true from release returning id`,
  [jurisdictionId, fs.statSync(file).size],
)
const importId = rows[0]?.id ?? ''
let ordinal = 0
for await (const piece of fs.createReadStream(file, { highWaterMark: 1 << 20 }))
  await database.pool.query(
    'insert into import_chunks (jurisdiction_id, batch_id, ordinal, bytes) values ($1, $2, $3, $4)',
    [jurisdictionId, importId, ordinal++, piece],
  )
const context = { database, secrets: createSecrets(randomBytes(32)), signal: new AbortController().signal }
await prepareImport(context, { jurisdictionId, importId })
await database.pool.query(`update import_batches set status = 'reviewed' where jurisdiction_id = $1 and id = $2`, [
  jurisdictionId,
  importId,
])
await applyImport(context, { jurisdictionId, importId })
await database.close()
