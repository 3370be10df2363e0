/** A PostgreSQL 18 of its own for one measurement: fsync on as in production, memory as an office server has it, gone afterwards. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '../src/embedded-postgres.ts'
import { createDatabase, type Database } from '../src/kernel/db.ts'
import { postmasterOf } from './cpu.ts'
import { migrateDatabase, OWNER_ROLE, APP_ROLE, prepareServer, withClient } from '../src/migrate.ts'
import { enrolJurisdiction } from '../src/modules/regions/enrolment.ts'
import { loadReferenceData } from '../src/reference-data.ts'

export interface ScratchServer {
  readonly ownerUrl: string
  readonly appUrl: string
  readonly adminUrl: string
  readonly postmaster: number
  /** As the application's background worker works: long transactions allowed. */
  readonly database: Database
  /** Stable number of the shard of a kabupaten (four digits), enrolled when first asked for. */
  shardOf(kabupaten: string): Promise<number>
  /** What autovacuum would have done some minutes after an import; it is off, so that it falls on neither side. */
  settle(): Promise<void>
  stop(): Promise<void>
}

const PASSWORD = 'bench'
const MEMORY = [
  `ALTER SYSTEM SET shared_buffers = '4GB'`,
  `ALTER SYSTEM SET maintenance_work_mem = '1GB'`,
  `ALTER SYSTEM SET max_wal_size = '8GB'`,
  `ALTER SYSTEM SET autovacuum = off`,
]

export async function startScratchServer(): Promise<ScratchServer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pandu-bench-'))
  fs.chmodSync(folder, 0o755)
  const first = await startEmbeddedPostgres(folder, 'data')
  await withClient(first.adminUrl, async (client) => {
    for (const statement of MEMORY) await client.query(statement)
  })
  await first.stop()
  const server = await startEmbeddedPostgres(folder, 'data')
  const name = 'pandu_bench'
  await prepareServer(server.adminUrl, name, { owner: PASSWORD, app: PASSWORD })
  const urlFor = (role: string): string => {
    const url = new URL(server.adminUrl)
    url.username = role
    url.password = PASSWORD
    url.pathname = `/${name}`
    return url.href
  }
  const ownerUrl = urlFor(OWNER_ROLE)
  const appUrl = urlFor(APP_ROLE)
  await migrateDatabase(ownerUrl)
  await loadReferenceData(ownerUrl)
  const database = createDatabase(appUrl, { max: 8, longWork: true })
  const shards = new Map<string, number>()
  const adminUrl = new URL(server.adminUrl)
  adminUrl.pathname = `/${name}`
  return {
    ownerUrl,
    appUrl,
    adminUrl: adminUrl.href,
    postmaster: postmasterOf(server.dataDirectory),
    database,
    shardOf: async (kabupaten) => {
      const known = shards.get(kabupaten)
      if (known !== undefined) return known
      const id = await withClient(ownerUrl, (client) => enrolJurisdiction(client, kabupaten))
      shards.set(kabupaten, id)
      return id
    },
    settle: () =>
      withClient(adminUrl.href, async (client) => {
        await client.query('vacuum analyze')
        await client.query('checkpoint')
      }),
    stop: async () => {
      await database.close()
      await server.stop()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}
