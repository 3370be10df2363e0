/** What a session may do is kept for some seconds, and forgotten as soon as anything about it changes, whoever changes it. */
import { afterAll, beforeEach, expect, jest, test } from '@jest/globals'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../src/app.ts'
import { createDatabase, type Database } from '../../src/kernel/db.ts'
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
// Time stands still for what is kept, so that nothing is read again only because it has become old.
jest.spyOn(performance, 'now').mockReturnValue(1_000)
const hears = () => until('news of access', () => database.accessNews?.isHeard() === true)

let officer: Caller
let officers = 0
beforeEach(async () => {
  officer = await world.as({ role: 'slrt_back_office', region: world.here.regency, tag: String(++officers) })
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
const soon = (what: string, status: number) => until(what, async () => (await ask()) === status)

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
test.each(Object.entries(CHANGES))('%s: at once, however it was changed', async (what, [sql, status]) => {
  await keep()
  await world.owner.query(sql, [officer.id])
  await soon(what, status)
})

test('a session of the same account that is younger is not touched by what the older one may', async () => {
  await keep()
  const second = await openSession(world.owner, world.shards.here, officer.id)
  await world.owner.query(`update sessions set scope = '{person.read}' where account_id = $1 and token_hash <> $2`, [
    officer.id,
    (
      await world.owner.query<{ h: string }>(
        'select token_hash as h from sessions where account_id = $1 order by created_at desc limit 1',
        [officer.id],
      )
    ).rows[0]?.h,
  ])
  await soon('narrowed', 403)
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
