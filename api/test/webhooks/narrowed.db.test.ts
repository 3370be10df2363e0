/** A token that was narrowed by `scope` (RFC 6749 3.3) makes no webhook that tells more than it could read itself. */
import { expect, test } from '@jest/globals'
import { sha256 } from '../../src/kernel/digest.ts'
import { createInstitution } from '../factories/institutions.ts'
import { createPerson } from '../factories/people.ts'
import { createWebhook } from '../factories/webhooks.ts'
import { useWorld } from '../world.ts'
import { settled } from '../exchange/settled.ts'
import { startReceiver, type Letter } from './receiver.ts'
import { startTestSender } from './sending.ts'

const world = useWorld()

test('a webhook made with a narrowed token stays as narrow, also when the token has ended', async () => {
  const receiver = await startReceiver()
  const manager = await world.officer('slrt_manager')
  const narrowed = await world.officer('slrt_manager', 'narrowed')
  await world.owner.query(
    `update sessions set scope = '{webhook.manage,webhook.read,change.read,institution.read}' where token_hash = $1`,
    [sha256(narrowed.token)],
  )
  await settled(world)
  for (const [caller, path] of [
    [manager, 'wide'],
    [narrowed, 'narrow'],
  ] as const)
    await createWebhook(world, caller, { url: new URL(`/${path}`, receiver.url).href })
  await world.owner.query('delete from sessions where token_hash = $1', [sha256(narrowed.token)])
  const sender = startTestSender(world)
  try {
    const person = await createPerson(world)
    const institution = await createInstitution(world)
    const of =
      (path: string, subjectId: string) =>
      (letter: Letter): boolean =>
        letter.path === `/${path}` && letter.body.data['subjectId'] === subjectId
    await receiver.until(1, of('wide', person.id))
    // The feed is told in order: what came after the person has come, so the person was passed over.
    await receiver.until(1, of('narrow', institution.id))
    expect(receiver.letters.filter(of('narrow', person.id))).toEqual([])
  } finally {
    await sender.stop()
    await receiver.close()
  }
})
