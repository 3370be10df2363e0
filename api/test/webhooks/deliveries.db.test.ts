/** Webhooks as receivers meet them: real HTTP on this machine, signatures checked by the reference implementation. */
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { WebhookSender } from '../../src/modules/webhooks/sender.ts'
import type { WebhookSettings } from '../../src/modules/webhooks/worker-context.ts'
import { createPerson } from '../factories/people.ts'
import { createWebhook } from '../factories/webhooks.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'
import { accepts, startReceiver, type Letter, type Receiver } from './receiver.ts'
import { deliveriesOf, insertEvents, startTestSender, stateOf, untilDelivery, untilStatus } from './sending.ts'

let manager: Caller
let receiver: Receiver
let senders: WebhookSender[] = []
const world = useWorld(async () => {
  manager = await world.officer('slrt_manager')
})
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(async () => {
  await Promise.all(senders.map((sender) => sender.stop()))
  senders = []
  await receiver.close()
  // No test hears of the webhooks of another.
  await world.owner.query(`update webhooks set status = 'paused' where status = 'active'`)
})
const start = (settings?: Partial<WebhookSettings>): void => void senders.push(startTestSender(world, settings))
const make = (wish: Parameters<typeof createWebhook>[2] = {}, caller = manager) =>
  createWebhook(world, caller, { url: receiver.url, types: ['person'], ...wish })
const about = (personId: string) => (letter: Letter) => letter.body.data['subjectId'] === personId

test('an event arrives signed, thin, and with a position to go on from', async () => {
  const { webhook, secret } = await make()
  start()
  const since = Date.now()
  const person = await createPerson(world, 'here', 'Sutinah binti Karto')
  const [letter] = await receiver.until(1, about(person.id))
  if (!letter) throw new Error('no letter came')
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(accepts(secret, letter)).toBe(true)
  expect(accepts(`whsec_${Buffer.alloc(32).toString('base64')}`, letter)).toBe(false)
  expect(accepts(secret, { ...letter, text: letter.text.replace('person', 'Person') })).toBe(false)
  expect(letter.headers).toMatchObject({ 'content-type': 'application/json', host: new URL(receiver.url).host })
  expect(letter.path).toBe('/kotak?ke=1')
  expect(letter.body).toEqual({
    type: 'person.registered',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    data: {
      id: letter.id,
      subjectType: 'person',
      subjectId: person.id,
      personId: person.id,
      regionCode: world.here.village,
      jurisdiction: '3314',
      cursor: expect.stringMatching(/^[\w-]{20,}$/),
    },
  })
  expect(letter.text).not.toMatch(/Sutinah|99010115|Ngatmi|0812/)
  expect(letter.text.length).toBeLessThan(20_000)
  // Other tests hold the feed back for moments; on its own it takes a fraction of this.
  expect(letter.at - since).toBeLessThan(15_000)
  // The position of the message is one of the feed: what comes next is what is told next.
  const next = await createPerson(world)
  await receiver.until(1, about(next.id))
  const { items } = await manager.api.exchange.listChanges({
    query: { region: world.here.regency, type: ['person'], cursor: String(letter.body.data['cursor']) },
  })
  expect(items.map(({ subject }) => subject)).toContain(`person/${next.id}`)
  expect(items.map(({ subject }) => subject)).not.toContain(`person/${person.id}`)
  expect(
    await untilDelivery(
      manager,
      webhook.id,
      ({ messageId, status }) => messageId === letter.id && status === 'delivered',
    ),
  ).toMatchObject({
    type: 'person.registered',
    attempts: 1,
    responseStatus: 204,
    error: null,
    nextAttemptAt: null,
  })
  expect((await stateOf(manager, webhook.id)).lastSuccessAt).not.toBeNull()
})

test('a receiver hears of its area and of its kinds alone', async () => {
  await make({ regionCode: world.here.village })
  start()
  const elsewhere = await createPerson(world, 'otherVillage')
  const nextDoor = await createPerson(world, 'elsewhere')
  await insertEvents(world, 2, 'family.imported')
  const here = await createPerson(world)
  await receiver.until(1, about(here.id))
  const told = receiver.letters.map(({ body }) => body.data['subjectId'])
  expect(told).not.toContain(elsewhere.id)
  expect(told).not.toContain(nextDoor.id)
  expect(receiver.letters.map(({ body }) => body.type)).not.toContain('family.imported')
})

test('a refusal, a redirect and silence are tried again with the same id, until it is taken', async () => {
  const { webhook, secret } = await make()
  receiver.answer(500, { status: 302, headers: { location: `${receiver.url}&lain` } }, 'silence')
  start({ timeoutMs: 300 })
  const person = await createPerson(world)
  const letters = await receiver.until(4, about(person.id))
  expect(new Set(letters.map(({ id }) => id)).size).toBe(1)
  expect(new Set(letters.map(({ text }) => text)).size).toBe(1)
  expect(letters.map(({ path }) => path)).toEqual(Array.from({ length: 4 }, () => '/kotak?ke=1'))
  expect(letters.every((letter) => accepts(secret, letter))).toBe(true)
  const delivery = await untilDelivery(manager, webhook.id, ({ status }) => status === 'delivered')
  expect(delivery).toMatchObject({ attempts: 4, error: null, messageId: letters[0]?.id })
})

test('a receiver that asks for rest gets it, for everything', async () => {
  const { webhook } = await make()
  receiver.answer({ status: 503, headers: { 'retry-after': '2' } })
  start()
  await createPerson(world)
  const [first] = await receiver.until(1)
  const delivery = await untilDelivery(manager, webhook.id, ({ attempts }) => attempts === 1)
  expect(delivery).toMatchObject({ status: 'waiting', error: 'status', responseStatus: 503 })
  const second = await createPerson(world)
  await receiver.until(3)
  await receiver.until(1, about(second.id))
  // The next letter of either kind came only after the rest.
  expect((receiver.letters[1]?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(1_900)
})

test('during a rotation both secrets sign, afterwards the new one alone', async () => {
  const made = await make()
  start()
  const params = { webhookId: made.webhook.id }
  const rotated = await manager.api.webhooks.rotateWebhookSecret({
    params,
    body: {},
    ifMatch: made.webhook.version,
    idempotencyKey: newKey(),
  })
  expect(rotated.secret).not.toBe(made.secret)
  const hours = (Date.parse(rotated.webhook.oldSecretUntil ?? '') - Date.now()) / 3_600_000
  expect(hours).toBeGreaterThan(23.9)
  expect(hours).toBeLessThan(24.1)
  const person = await createPerson(world)
  const [both] = await receiver.until(1, about(person.id))
  if (!both) throw new Error('no letter came')
  expect(both.headers['webhook-signature']?.split(' ')).toHaveLength(2)
  expect([accepts(made.secret, both), accepts(rotated.secret, both)]).toEqual([true, true])

  await world.owner.query(`update webhooks set old_secret_until = now() - interval '1 second' where id = $1`, [
    made.webhook.id,
  ])
  const later = await createPerson(world)
  const [one] = await receiver.until(1, about(later.id))
  if (!one) throw new Error('no letter came')
  expect([accepts(made.secret, one), accepts(rotated.secret, one)]).toEqual([false, true])

  const atOnce = await manager.api.webhooks.rotateWebhookSecret({
    params,
    body: { overlapHours: 0 },
    ifMatch: rotated.webhook.version,
    idempotencyKey: newKey(),
  })
  expect(atOnce.webhook.oldSecretUntil).toBeNull()
  const last = await createPerson(world)
  const [new_] = await receiver.until(1, about(last.id))
  if (!new_) throw new Error('no letter came')
  expect([accepts(rotated.secret, new_), accepts(atOnce.secret, new_)]).toEqual([false, true])
  // In the database there is no secret to be read.
  const { rows } = await world.owner.query<{ sealed: Buffer }>('select secret as sealed from webhooks where id = $1', [
    made.webhook.id,
  ])
  expect(rows[0]?.sealed.toString('latin1')).not.toContain(atOnce.secret.slice(6))
})

test('410 ends it at once, and the event says why', async () => {
  const { webhook } = await make()
  receiver.always(410)
  start()
  await createPerson(world)
  expect(await untilStatus(manager, webhook.id, 'disabled')).toMatchObject({ failure: 'receiver_gone' })
  expect((await deliveriesOf(manager, webhook.id))[0]).toMatchObject({ status: 'failed', error: 'gone', attempts: 1 })
  const { rows } = await world.owner.query('select type, details from events where subject_id = $1 order by seq', [
    webhook.id,
  ])
  expect(rows.at(-1)).toMatchObject({ type: 'webhook.disabled', details: { failure: 'receiver_gone' } })
  const letters = receiver.letters.length
  await createPerson(world)
  const { rows: kept } = await world.owner.query('select 1 from webhook_deliveries where webhook_id = $1', [webhook.id])
  expect([receiver.letters.length, kept.length]).toEqual([letters, 1])
})

test('who never answers well is disabled after the last try; resumed, it hears everything since', async () => {
  const { webhook } = await make()
  receiver.always(500)
  start({ schedule: [0, 30, 30] })
  const lost = await createPerson(world)
  expect(await untilStatus(manager, webhook.id, 'disabled')).toMatchObject({ failure: 'receiver_failing' })
  const [failed] = await deliveriesOf(manager, webhook.id)
  expect(failed).toMatchObject({ status: 'failed', attempts: 3, error: 'status', responseStatus: 500 })
  expect(receiver.letters.filter(about(lost.id))).toHaveLength(3)

  const meanwhile = await createPerson(world)
  receiver.always(204)
  const params = { webhookId: webhook.id }
  const { version } = await stateOf(manager, webhook.id)
  const resumed = await manager.api.webhooks.resumeWebhook({ params, ifMatch: version })
  expect(resumed).toMatchObject({ status: 'active', failure: null })
  await receiver.until(1, about(meanwhile.id))
  // What had failed for good is sent again when somebody asks.
  await manager.api.webhooks.replayWebhook({ body: { webhookId: webhook.id, deliveryId: failed?.id ?? '' } })
  const again = await receiver.until(4, about(lost.id))
  expect(new Set(again.map(({ id }) => id)).size).toBe(1)
})

test('one success in between, and a message that fails for good does not end the webhook', async () => {
  const { webhook } = await make()
  receiver.answer(500, 204, 500, 500)
  start({ schedule: [0, 400, 50] })
  await createPerson(world)
  await receiver.until(1)
  await createPerson(world)
  await untilDelivery(manager, webhook.id, ({ status }) => status === 'delivered')
  await untilDelivery(manager, webhook.id, ({ status }) => status === 'failed')
  expect(await stateOf(manager, webhook.id)).toMatchObject({ status: 'active' })
})

test('when the right of its maker ends, nothing is sent any more, not even what waited', async () => {
  const maker = await world.officer('slrt_manager', 'leaves')
  const { webhook } = await make({}, maker)
  receiver.always(500)
  start({ schedule: [0, 400, 400, 400] })
  await createPerson(world)
  await receiver.until(1)
  await world.owner.query('update grants set valid_to = current_date where account_id = $1', [maker.id])
  await createPerson(world)
  expect(await untilStatus(manager, webhook.id, 'disabled')).toMatchObject({ failure: 'access_ended' })
  const sent = receiver.letters.length
  // Somebody else resumes it: it still tells with the right of its maker, who has none.
  const { version } = await stateOf(manager, webhook.id)
  await manager.api.webhooks.resumeWebhook({ params: { webhookId: webhook.id }, ifMatch: version })
  await untilStatus(manager, webhook.id, 'disabled')
  expect(receiver.letters.length).toBe(sent)
  const statuses = (await deliveriesOf(manager, webhook.id)).map(({ status }) => status)
  expect(statuses).not.toContain('delivered')
})

test.each([
  ['suspended', `update accounts set status = 'suspended' where id = $1`],
  ['revoked', `update accounts set revoked_at = now() where id = $1`],
  [
    'not a reader of the feed',
    `delete from role_permissions where role_code = 'slrt_manager' and permission = 'change.read' and $1::uuid is not null`,
  ],
])('an account that is %s tells nobody anything', async (_what, statement) => {
  const maker = await world.officer('slrt_manager', `ends ${statement.length}`)
  const watcher = await world.officer('dinsos_head')
  const { webhook } = await make({}, maker)
  await world.owner.query(statement, [maker.id])
  start()
  await createPerson(world)
  expect(await untilStatus(watcher, webhook.id, 'disabled')).toMatchObject({ failure: 'access_ended' })
  expect(receiver.letters).toEqual([])
  // Those who manage the area find it among their work.
  const { items } = await watcher.api.work.getMyWork({})
  expect(items).toContainEqual(
    expect.objectContaining({ kind: 'webhook', group: 'came_back', id: webhook.id, topic: 'access_ended' }),
  )
  await world.owner.query(
    `insert into role_permissions (role_code, permission) values ('slrt_manager', 'change.read') on conflict do nothing`,
  )
})

test('an event that its maker may not read any more is withdrawn before the next try', async () => {
  const maker = await world.as({ tag: 'narrowed' })
  for (const permission of ['webhook.manage', 'webhook.read', 'change.read', 'person.read'])
    await world.owner.query(
      `insert into grants (jurisdiction_id, account_id, permission, scope, region_code, released_at)
       select jurisdiction_id, id, $2, 'area', $3, now() from accounts where id = $1`,
      [maker.id, permission, world.here.regency],
    )
  const { webhook } = await make({}, maker)
  receiver.always(500)
  start({ schedule: [0, 1_500, 60] })
  const person = await createPerson(world)
  // A transaction of another test on the same server holds the feed back, and then events of a moment ago are told too.
  const isAbout = ({ text }: Letter): boolean => text.includes(person.id)
  await receiver.until(1, isAbout)
  await world.owner.query(`delete from grants where account_id = $1 and permission = 'person.read'`, [maker.id])
  await untilDelivery(manager, webhook.id, ({ status }) => status === 'withdrawn')
  expect(receiver.letters.filter(isAbout)).toHaveLength(1)
  expect(await stateOf(manager, webhook.id)).toMatchObject({ status: 'active' })
})

test('a paused webhook is silent, and then tells what happened meanwhile', async () => {
  const { webhook } = await make()
  start()
  const params = { webhookId: webhook.id }
  const paused = await manager.api.webhooks.pauseWebhook({ params, ifMatch: webhook.version })
  const person = await createPerson(world)
  // A test message passes, so that a receiver can be tried out before it is put to work.
  await manager.api.webhooks.testWebhook({ body: { webhookId: webhook.id } })
  const [letter] = await receiver.until(1)
  expect(letter?.body).toMatchObject({ type: 'webhook.test', data: { webhookId: webhook.id } })
  expect(receiver.letters).toHaveLength(1)
  await manager.api.webhooks.resumeWebhook({ params, ifMatch: paused.version })
  await receiver.until(1, about(person.id))
})

test('a test message is tried once and ends nothing', async () => {
  const { webhook } = await make()
  receiver.always(410)
  start()
  await manager.api.webhooks.testWebhook({ body: { webhookId: webhook.id } })
  const failed = await untilDelivery(manager, webhook.id, ({ status }) => status === 'failed')
  expect(failed).toMatchObject({ type: 'webhook.test', attempts: 1, responseStatus: 410 })
  expect(await stateOf(manager, webhook.id)).toMatchObject({ status: 'active' })
})

test('a deleted webhook sends nothing, has no secret left and is in no list', async () => {
  const { webhook } = await make()
  receiver.always(500)
  start({ schedule: [0, 60_000] })
  await createPerson(world)
  await untilDelivery(manager, webhook.id, ({ attempts }) => attempts === 1)
  const params = { webhookId: webhook.id }
  const { version } = await stateOf(manager, webhook.id)
  await manager.api.webhooks.endWebhook({ params, ifMatch: version })
  expect((await deliveriesOf(manager, webhook.id))[0]).toMatchObject({ status: 'failed', error: 'ended' })
  const { items } = await manager.api.webhooks.listWebhooks({ query: { limit: 200 } })
  expect(items.map(({ id }) => id)).not.toContain(webhook.id)
  const { rows } = await world.owner.query('select secret, old_secret from webhooks where id = $1', [webhook.id])
  expect(rows).toEqual([{ secret: null, old_secret: null }])
  // The audit log tells that it was deleted, and nothing of its secret.
  const audit = await world.owner.query<{ changes: unknown }>(
    'select changes from audit_entries where subject_id = $1',
    [webhook.id],
  )
  expect(JSON.stringify(audit.rows)).not.toMatch(/secret/)
  await expect(manager.api.webhooks.testWebhook({ body: { webhookId: webhook.id } })).rejects.toMatchObject({
    problem: { code: 'transition-not-allowed' },
  })
})
