/** Guessing passwords is slow from everywhere, and keeps nobody out who has the right one. */
import { expect, test } from '@jest/globals'
import { sql } from 'drizzle-orm'
import { rows } from '../../src/kernel/db.ts'
import { waitSql } from '../../src/modules/identity/tries.ts'
import { createAccount, givePassword, PASSWORD } from '../factories/accounts.ts'
import { openSession } from '../harness.ts'
import { useWorld } from '../world.ts'

const world = useWorld()

const HOME = '203.0.113.7'
let stranger = 0
/** An address that nobody had before. */
const elsewhere = (): string => `198.18.${(++stranger >> 8) & 255}.${stranger & 255}`

interface Outcome {
  readonly code: string
  readonly wait: number
  readonly device: string
}
async function signIn(userName: string, password: string, from: string, device = ''): Promise<Outcome> {
  const reply = await world.app.inject({
    method: 'POST',
    url: '/v1/session',
    remoteAddress: from,
    headers: { 'content-type': 'application/json', ...(device && { cookie: `pandu_session_device=${device}` }) },
    payload: { userName, password },
  })
  return {
    code: reply.statusCode === 200 ? 'signed in' : reply.json<{ code: string }>().code,
    wait: Number(reply.headers['retry-after'] ?? 0),
    device: reply.cookies.find(({ name }) => name === 'pandu_session_device')?.value ?? '',
  }
}
const officer = async (): Promise<{ id: string; userName: string }> => {
  const { id } = await createAccount(world)
  return { id, userName: await givePassword(world, id) }
}
const WRONG = 'bukan kata sandinya'

test('five wrong passwords make one place wait, and no other', async () => {
  const { id, userName } = await officer()
  for (let attempt = 0; attempt < 5; attempt++)
    expect((await signIn(userName, WRONG, HOME)).code).toBe('wrong-credentials')
  expect(await signIn(userName, PASSWORD, HOME)).toMatchObject({ code: 'too-many-tries', wait: 60 })
  expect((await signIn(userName, PASSWORD, elsewhere())).code).toBe('signed in')
  // Only who knew the password is named as the one who signed in.
  const { rows } = await world.owner.query<{ field: string; actor: string; kind: string }>(
    `select e.changes->0->>'field' as field, e.actor_id as actor, e.actor_kind as kind from audit_entries e
     where e.subject_id = $1 and e.changes->0->>'field' like 'sign_in%' order by e.at desc limit 2`,
    [id],
  )
  expect(rows).toEqual([
    { field: 'sign_in', actor: id, kind: 'officer' },
    { field: 'sign_in_locked', actor: '00000000-0000-0000-0000-000000000000', kind: 'public' },
  ])
})

test('nobody keeps the owner out of a device that he has used before, however many guess from wherever', async () => {
  const { userName } = await officer()
  const { device } = await signIn(userName, PASSWORD, HOME)
  expect(device).not.toBe('')
  const codes = []
  for (let attempt = 0; attempt < 60; attempt++) codes.push((await signIn(userName, WRONG, elsewhere())).code)
  // From many places too it becomes slow: twenty tries, then a wait for the name.
  expect(codes.filter((code) => code === 'wrong-credentials')).toHaveLength(20)
  expect(codes.at(-1)).toBe('too-many-tries')
  expect(await signIn(userName, PASSWORD, elsewhere(), device)).toMatchObject({ code: 'signed in' })
  // And at his own address, from which somebody guesses as well.
  for (let attempt = 0; attempt < 8; attempt++) await signIn(userName, WRONG, HOME)
  expect(await signIn(userName, PASSWORD, HOME, device)).toMatchObject({ code: 'signed in' })
})

test('a known device is slowed down by its own wrong passwords, and is known under its own name only', async () => {
  const [mine, other] = [await officer(), await officer()]
  const { device } = await signIn(mine.userName, PASSWORD, HOME)
  for (let attempt = 0; attempt < 5; attempt++) await signIn(mine.userName, WRONG, elsewhere(), device)
  expect((await signIn(mine.userName, PASSWORD, elsewhere(), device)).code).toBe('too-many-tries')
  for (let attempt = 0; attempt < 5; attempt++) await signIn(other.userName, WRONG, '203.0.113.9', device)
  expect((await signIn(other.userName, PASSWORD, '203.0.113.9', device)).code).toBe('too-many-tries')
  // Two officers at one counter: the device is known under both names.
  const third = await officer()
  const shared = await signIn(third.userName, PASSWORD, '203.0.113.10', device)
  expect(shared.device.split('.')[0]).toBe(device.split('.')[0])
  expect((await signIn(mine.userName, PASSWORD, elsewhere(), shared.device)).code).toBe('too-many-tries')
})

test('signing in does not tell whether a user name exists: the same answers, the same count, the same wait', async () => {
  const { userName } = await officer()
  const replies = async (name: string, from: string) => {
    const seen = []
    for (let attempt = 0; attempt < 8; attempt++) {
      const { code, wait } = await signIn(name, WRONG, from)
      seen.push([code, wait])
    }
    return seen
  }
  const unknown = await replies('tidak.ada.orangnya', '203.0.113.20')
  expect(unknown).toEqual(await replies(userName, '203.0.113.21'))
  expect(unknown.at(-1)?.[0]).toBe('too-many-tries')
  // However the name is written; and the table keeps neither names nor addresses.
  expect((await signIn(' TIDAK.ada.orangnya ', WRONG, '203.0.113.20')).code).toBe('too-many-tries')
  const { rows } = await world.owner.query<{ said: string }>('select to_jsonb(t)::text as said from sign_in_tries t')
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter(({ said }) => /tidak|akun|203\.0|198\.18/i.test(said))).toEqual([])
})

test('tries at the same moment are all counted', async () => {
  const codes = await Promise.all(Array.from({ length: 9 }, () => signIn('serentak.tanpa.akun', WRONG, '203.0.113.30')))
  expect(codes.filter(({ code }) => code === 'wrong-credentials')).toHaveLength(5)
  expect(codes.filter(({ code }) => code === 'too-many-tries')).toHaveLength(4)
})

test('who guesses at an open session is slowed down like at the door, and its owner signs in elsewhere', async () => {
  const { id, userName } = await officer()
  const token = await openSession(world.owner, world.shards.here, id)
  const change = async (currentPassword: string): Promise<string> => {
    const reply = await world.app.inject({
      method: 'POST',
      url: '/v1/session/password',
      remoteAddress: elsewhere(),
      headers: { authorization: `Bearer ${token}` },
      payload: { currentPassword, newPassword: 'kata sandi yang lain sekali' },
    })
    return reply.statusCode === 204 ? 'changed' : reply.json<{ code: string }>().code
  }
  for (let attempt = 0; attempt < 5; attempt++) expect(await change(WRONG)).toBe('wrong-credentials')
  expect(await change(PASSWORD)).toBe('too-many-tries')
  expect((await signIn(userName, PASSWORD, elsewhere())).code).toBe('signed in')
  await world.owner.query('update sign_in_tries set locked_until = now()')
  expect(await change(PASSWORD)).toBe('changed')
  expect((await signIn(userName, PASSWORD, elsewhere())).code).toBe('wrong-credentials')
})

test('waits double and end: an hour for a place, five minutes for a name', async () => {
  const waits = async (kind: 'place' | 'name', failures: number[]): Promise<(number | null)[]> => {
    const found = await rows<{ seconds: number | null }>(
      world.database.db,
      sql`select extract(epoch from ${waitSql(kind)} - now())::int as seconds
          from unnest(${sql.param(failures.map((count) => count - 1))}::int[]) with ordinality as t (failed, n) order by n`,
    )
    return found.map(({ seconds }) => seconds)
  }
  expect(await waits('place', [4, 5, 6, 7, 20])).toEqual([null, 60, 120, 240, 3_600])
  expect(await waits('name', [19, 20, 21, 40])).toEqual([null, 15, 30, 300])
})
