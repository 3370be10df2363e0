/**
 * A database that hangs, dies or is full: what callers hear, that it heals by itself, and that no log holds a name. On a
 * server of its own, because it is stopped and killed.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { openEmbeddedDatabase } from '../../scripts/embedded-database.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { newToken, sha256 } from '../../src/kernel/digest.ts'
import { migrateDatabase } from '../../src/migrate.ts'
import { enrolJurisdiction } from '../../src/modules/regions/enrolment.ts'
import { loadReferenceData } from '../../src/reference-data.ts'
import { DEMO_KEY } from './keys.ts'
import { startWatchedApi, type WatchedApi } from './watching.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pandu-faults-'))
fs.chmodSync(folder, 0o755)
/** A small disk of its own, where the machine lets us make one (root on Linux): only there a full disk can be tried. */
const disk = `${folder}-disk`
const DISK_MB = 64
const mountDisk = (): boolean => {
  fs.mkdirSync(disk)
  const made = spawnSync('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${DISK_MB}m,mode=0700,uid=65534,gid=65534`,
    'tmpfs',
    disk,
  ])
  return made.status === 0
}
const hasDisk = process.getuid?.() === 0 && process.platform === 'linux' && mountDisk()

let server: EmbeddedPostgres
let owner: pg.Client
let ownerUrl = ''
let api: WatchedApi
let token = ''
const connect = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: ownerUrl })
  client.on('error', () => undefined) // it is killed below, on purpose
  await client.connect()
  return client
}

beforeAll(async () => {
  server = await startEmbeddedPostgres(folder, 'data')
  const opened = await openEmbeddedDatabase(server, folder)
  ownerUrl = opened.migrateDatabaseUrl
  await migrateDatabase(ownerUrl)
  await loadReferenceData(ownerUrl)
  owner = await connect()
  const shard = await enrolJurisdiction(owner, '3314')
  const { rows } = await owner.query<{ id: string }>(
    `insert into accounts (jurisdiction_id, kind, user_name, display_name, region_code, password_hash) values ($1, 'officer', 'petugas.uji', 'Petugas Uji', '3314', 'none') returning id`,
    [shard],
  )
  token = newToken()
  await owner.query(
    `insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, released_at) values ($1, $2, 'slrt_back_office', 'area', '3314', now())`,
    [shard, rows[0]?.id],
  )
  await owner.query(
    `insert into sessions (token_hash, jurisdiction_id, account_id, expires_at) values ($1, $2, $3, now() + interval '1 hour')`,
    [sha256(token), shard, rows[0]?.id],
  )
  api = await startWatchedApi({ DATABASE_URL: opened.databaseUrl, DATA_KEY: DEMO_KEY, REQUESTS_PER_ACCOUNT: '1000000' })
}, 120_000)

afterAll(async () => {
  await api?.stop()
  await owner?.end().catch(() => undefined)
  await server?.stop()
  if (hasDisk) execFileSync('umount', [disk])
  for (const made of [disk, folder]) fs.rmSync(made, { recursive: true, force: true })
}, 60_000)

const call = async (
  address: string,
  body?: unknown,
): Promise<{ status: number; code?: string; retry: string | null }> => {
  const reply = await fetch(`${api.url}${address}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'idempotency-key': crypto.randomUUID(),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const answer = (await reply.json()) as { code?: string }
  return {
    status: reply.status,
    ...(answer.code !== undefined && { code: answer.code }),
    retry: reply.headers.get('retry-after'),
  }
}
const village = '3314012001'
const newPerson = (name: string) => ({
  identityStatus: 'partial',
  name,
  villageCode: village,
  motherName: `Ibu ${name}`,
})
const postmaster = (): number =>
  Number(fs.readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
const family = (): number[] =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', String(postmaster())], { encoding: 'utf8' })
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0)

async function until(what: () => Promise<boolean>, ms: number): Promise<number> {
  const since = Date.now()
  for (;;) {
    if (await what().catch(() => false)) return Date.now() - since
    if (Date.now() - since > ms) throw new Error(`not within ${ms} ms`)
    await pause(200)
  }
}
const isReady = async (): Promise<boolean> => (await call('/health/ready')).status === 200

test('a database that hangs is told within seconds, by health too, and forgotten when it goes on', async () => {
  expect((await call('/v1/persons/search', { name: 'Sutinah' })).status).toBe(200)
  const all = [postmaster(), ...family()]
  for (const pid of all) process.kill(pid, 'SIGSTOP')
  try {
    const since = Date.now()
    const replies = await Promise.all(Array.from({ length: 20 }, () => call('/v1/persons/search', { name: 'Sutinah' })))
    expect(Date.now() - since).toBeLessThan(20_000)
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([503]))
    // By now it is known: nobody waits any more.
    const at = Date.now()
    expect(await call('/v1/persons/search', { name: 'Sutinah' })).toMatchObject({ status: 503, retry: '2' })
    expect((await call('/health/ready')).status).toBe(503)
    expect((await call('/health/live')).status).toBe(200)
    expect(Date.now() - at).toBeLessThan(3_000)
  } finally {
    for (const pid of all) process.kill(pid, 'SIGCONT')
  }
  expect(await until(isReady, 30_000)).toBeLessThan(15_000)
  expect((await call('/v1/persons/search', { name: 'Sutinah' })).status).toBe(200)
}, 90_000)

const killIfThere = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

test('a database that is killed with thousands of names under way leaves none in any log, and comes back by itself', async () => {
  const names = Array.from({ length: 10_000 }, (_, n) => `Kusmirah Rahasia${n}`)
  let next = 0
  let killed = false
  const statuses = new Map<number, number>()
  const worker = async (): Promise<void> => {
    while (next < names.length && !(killed && next > 9_000)) {
      const name = names[next++] ?? ''
      const { status } = await call(
        next % 2 ? '/v1/persons' : '/v1/persons/search',
        next % 2 ? newPerson(name) : { name },
      )
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (killed) next += 20
    }
  }
  const crash = async (): Promise<void> => {
    await pause(1_500)
    // Whichever is left: when one is killed the server ends the others itself, and takes new ones.
    for (const pid of family().slice(0, 6)) killIfThere(pid)
    await pause(1_500)
    killIfThere(postmaster())
    killed = true
  }
  await Promise.all([crash(), ...Array.from({ length: 50 }, worker)])
  expect([...statuses.keys()].filter((status) => ![200, 201, 503].includes(status))).toEqual([])
  expect(statuses.get(503)).toBeGreaterThan(0)
  expect(await until(isReady, 60_000)).toBeLessThan(45_000)
  await owner.end().catch(() => undefined)
  owner = await connect()
  const logs = `${api.said()}${fs.readFileSync(path.join(folder, 'postgres.log'), 'utf8')}`
  expect(logs).toContain('request failed')
  expect(logs.match(/Kusmirah|Rahasia\d|Ibu K|params|insert into|select /gi) ?? []).toEqual([])
}, 150_000)

const onDisk = hasDisk ? test : test.skip
onDisk(
  'a full disk refuses what would be written by 507, goes on reading, and heals when there is room',
  async () => {
    const admin = new pg.Client({ connectionString: server.adminUrl.replace(/\/postgres$/, '/pandu_gempita') })
    await admin.connect()
    await admin.query(`create tablespace small location '${disk}'`)
    const { rows } = await admin.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c where c.relname ~ '^audit_entries' and c.relkind = 'r'`,
    )
    for (const { name } of rows) await admin.query(`alter table ${name} set tablespace small`)
    await admin.end()
    const ballast = path.join(disk, 'ballast')
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'], { stdio: 'ignore' })
    let refused: Awaited<ReturnType<typeof call>> | undefined
    for (let n = 0; n < 400 && !refused; n++) {
      const reply = await call('/v1/persons', newPerson(`Sutinah ${n}`))
      if (reply.status !== 201) refused = reply
    }
    expect(refused).toEqual({ status: 507, code: 'storage-full', retry: '60' })
    expect((await call('/v1/persons/search', { name: 'Sutinah' })).status).toBe(200)
    expect(await isReady()).toBe(true)
    fs.rmSync(ballast)
    expect((await call('/v1/persons', newPerson('Sutinah sesudahnya'))).status).toBe(201)
  },
  90_000,
)
