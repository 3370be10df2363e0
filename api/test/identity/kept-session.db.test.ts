/** What a session may do is kept for some seconds, and forgotten as soon as anything about it changes, whoever changes it. */
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../src/app.ts'
import { createDatabase, type Database } from '../../src/kernel/db.ts'
import { sha256 } from '../../src/kernel/digest.ts'
import { openSession, UNLIMITED, type Caller } from '../harness.ts'
import { until } from '../jobs/workers.ts'
import { useWorld } from '../world.ts'

let database: Database
let app: FastifyInstance
let lookUps = 0
// Defined before the world, so that it is closed before it.
afterAll(async () => {
  await app?.close()
  await database?.close()
})
const world = useWorld(async () => {
  database = createDatabase(world.appUrl, {
    watch: true,
    onStatement: ({ text }) => {
      if (text.includes('from sessions s join accounts')) lookUps++
    },
  })
  app = await buildApp({ config: world.config, database, rates: UNLIMITED })
  await hears()
})
const hears = () => until('news of access', () => database.accessNews?.isHeard() === true)

let officer: Caller
let officers = 0
const anOfficer = () => world.as({ role: 'slrt_back_office', region: world.here.regency, tag: String(++officers) })
beforeEach(async () => {
  officer = await anOfficer()
  await hears()
})

const ask = async (token = officer.token): Promise<number> => {
  const reply = await app.inject({
    method: 'GET',
    url: '/v1/complaints',
    headers: { authorization: `Bearer ${token}` },
  })
  return reply.statusCode
}
/** Asked often, so that the answer is kept. */
const keep = async (): Promise<void> => {
  await until('the session to be kept', async () => {
    expect(await ask()).toBe(200)
    const before = lookUps
    await ask()
    return lookUps === before
  })
}
/** What is kept is read again after so long in any case; a try that took longer proves nothing, and is made again with another officer. */
const READ_AGAIN_MS = 5_000
async function changesAtOnce(change: () => Promise<unknown>, status: number): Promise<boolean> {
  for (let tries = 0; tries < 5; tries++) {
    await keep()
    const since = performance.now()
    await change()
    await until(`status ${status}`, async () => (await ask()) === status)
    if (performance.now() - since < READ_AGAIN_MS) return true
    officer = await anOfficer()
  }
  return false
}

test('several requests of one session look it up once', async () => {
  await keep()
  const before = lookUps
  for (let n = 0; n < 5; n++) expect(await ask()).toBe(200)
  expect(lookUps).toBe(before)
})

const CHANGES: Readonly<Record<string, readonly [sql: string, status: number]>> = {
  'signed out': [`update sessions set expires_at = now() where account_id = $1`, 401],
  'signed out everywhere': [`delete from sessions where account_id = $1`, 401],
  suspended: [`update accounts set status = 'suspended' where id = $1`, 401],
  'revoked as a client': [`update accounts set revoked_at = now() where id = $1`, 401],
  'without its grant': [`delete from grants where account_id = $1`, 403],
  'with a grant that is over': [`update grants set valid_to = current_date - 1 where account_id = $1`, 403],
}
test.each(Object.entries(CHANGES))('%s: at once, however it was changed', async (_what, [sql, status]) => {
  expect(await changesAtOnce(() => world.owner.query(sql, [officer.id]), status)).toBe(true)
})

test('one session of an account is narrowed, the other is not', async () => {
  const second = await openSession(world.owner, world.shards.here, officer.id)
  const narrow = () =>
    world.owner.query(`update sessions set scope = '{person.read}' where token_hash = $1`, [sha256(officer.token)])
  expect(await changesAtOnce(narrow, 403)).toBe(true)
  expect(await ask(second)).toBe(200)
})

test('who hears no news keeps nothing', async () => {
  await keep()
  // A role may end its own connections.
  await world.database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pandu-gempita pulse' and datname = current_database()`,
  )
  await until('deafness', () => database.accessNews?.isHeard() === false)
  const before = lookUps
  for (let n = 0; n < 3; n++) expect(await ask()).toBe(200)
  expect(lookUps).toBe(before + 3)
})
