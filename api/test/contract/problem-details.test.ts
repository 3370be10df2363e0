/** What is refused says of itself what was wanted: the values, the permission, the types, the limit. */
import { describe, expect, test } from '@jest/globals'
import { problemHelp } from '@pandu-gempita/shared/problem-help'
import { problems } from '@pandu-gempita/shared/problems'
import { newKey, useWorld } from '../world.ts'
import type { Caller } from '../harness.ts'

let officer: Caller
const world = useWorld(async () => {
  officer = await world.officer('puskesos_back_office')
})

const post = async (url: string, body: unknown, headers: Record<string, string> = {}) => {
  const reply = await officer.send({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', 'idempotency-key': newKey(), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { headers: reply.headers, ...reply.problem() }
}
const person = (changes: Record<string, unknown>) => ({
  identityStatus: 'partial',
  name: 'Sutinah',
  villageCode: world.here.village,
  ...changes,
})

test('a word that is not on the list is answered by the list', async () => {
  const { errors } = await post('/v1/persons', person({ identityStatus: 'unsure' }))
  expect(errors).toContainEqual(
    expect.objectContaining({ pointer: '/identityStatus', code: 'enum', allowed: expect.arrayContaining(['partial']) }),
  )
})

test('a query names its values, too', async () => {
  const reply = await officer.send({ method: 'GET', url: '/v1/referrals?status=lost', headers: {} })
  expect(reply.problem().errors?.[0]).toMatchObject({ code: 'enum', allowed: expect.arrayContaining(['sent']) })
})

test('a permission that is missing is named, for people and for OAuth libraries', async () => {
  const refused = await post('/v1/exports', {})
  expect(refused).toMatchObject({ status: 403, code: 'permission-missing', permission: 'export.create' })
  expect(refused.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="export.create"')
})

test('a body that is too large or of another type hears what would have been taken', async () => {
  expect(await post('/v1/persons', person({ name: 'x'.repeat(70_000) }))).toMatchObject({
    status: 413,
    code: 'body-too-large',
    limit: 65_536,
  })
  expect(await post('/v1/persons', '<x/>', { 'content-type': 'application/xml' })).toMatchObject({
    status: 415,
    accepted: ['application/json'],
  })
})

test('who has the first password only is told so', async () => {
  const fresh = await world.officer('slrt_manager', 'first password')
  await world.owner.query('update accounts set must_change_password = true where id = $1', [fresh.id])
  const reply = await fresh.send({ method: 'GET', url: '/v1/complaints', headers: {} })
  expect([reply.status, reply.problem().code]).toEqual([403, 'password-change-needed'])
})

test('an address that nobody has is another thing than a record that is not there', async () => {
  const get = async (url: string) => (await officer.send({ method: 'GET', url, headers: {} })).problem().code
  expect(await get('/v1/nothing')).toBe('unknown-path')
  expect(await get('/v1/complaints/')).toBe('unknown-path')
  expect(await get('/v1/complaints/019a0000-0000-7000-8000-000000000000')).toBe('not-found')
})

test('more values than any body has are not counted one by one', async () => {
  const { errors } = await post('/v1/persons', `[${'1,'.repeat(20_000)}1]`)
  expect(errors).toEqual([expect.objectContaining({ code: 'too_many_values', limit: 10_000 })])
})

describe('every code', () => {
  test.each(Object.keys(problems))('%s has its page, cause and remedy in both languages', async (code) => {
    const help = problemHelp[code as keyof typeof problems]
    for (const words of [help.id.cause, help.id.remedy, help.en.cause, help.en.remedy])
      expect(words.length).toBeGreaterThan(5)
    const page = await world.app.inject({ url: `/problems/${code}` })
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('Yang dapat dilakukan')
  })
})
