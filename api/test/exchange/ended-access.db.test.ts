/** Who may hear nothing any more hears nothing, also on an answer that has begun to wait before. */
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { createPerson } from '../factories/people.ts'
import { useWorld } from '../world.ts'
import { settled } from './settled.ts'

let url: string
const world = useWorld(async () => {
  url = await world.app.listen({ port: 0, host: '127.0.0.1' })
})

const follower = (tag: string) => world.as({ role: 'slrt_manager', region: world.here.regency, tag })
const follow = (path: string, token: string) =>
  fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })

const ENDINGS = [
  ['is suspended', "update accounts set status = 'suspended' where id = $1"],
  ['is signed out', 'delete from sessions where account_id = $1'],
  ['loses its grants', 'update grants set valid_to = current_date - 1 where account_id = $1'],
] as const

test.each(ENDINGS)(
  'a stream whose reader %s tells nothing of what happens afterwards',
  async (what, statement) => {
    const reader = await follower(`stream ${what}`)
    const stream = await follow('/v1/changes/stream?start=now&wait=4', reader.token)
    expect(stream.status).toBe(200)
    const told = stream.text()
    await pause(400)
    await world.owner.query(statement, [reader.id])
    await createPerson(world)
    await settled(world)
    expect(await told).toBe('')
  },
  30_000,
)

test.each(ENDINGS)(
  'a waiting answer whose reader %s is refused',
  async (what, statement) => {
    const reader = await follower(`poll ${what}`)
    const answer = follow('/v1/changes?start=now&wait=4', reader.token)
    await pause(400)
    await world.owner.query(statement, [reader.id])
    await createPerson(world)
    await settled(world)
    const { status } = await answer
    expect(status).toBe(what === 'loses its grants' ? 410 : 401)
  },
  30_000,
)

test('who still may is told at once', async () => {
  const reader = await follower('stays')
  const since = Date.now()
  const answer = follow('/v1/changes?start=now&wait=15', reader.token)
  await pause(400)
  const { id } = await createPerson(world)
  const body = (await (await answer).json()) as { items: { subject: string }[] }
  expect(body.items.map(({ subject }) => subject)).toContain(`person/${id}`)
  expect(Date.now() - since).toBeLessThan(10_000)
}, 30_000)
