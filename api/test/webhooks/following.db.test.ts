/** What webhooks tell of the change feed: all of it, in any order of commits, and of very much a summary. */
import { setTimeout as pause } from 'node:timers/promises'
import { mostWebhooks } from '@pandu-gempita/shared/webhooks'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import pg from 'pg'
import { startSender, type WebhookSender } from '../../src/modules/webhooks/sender.ts'
import { createTargets } from '../../src/modules/webhooks/targets.ts'
import type { WebhookSettings } from '../../src/modules/webhooks/worker-context.ts'
import { purgeExpired } from '../../src/purge.ts'
import { createPerson } from '../factories/people.ts'
import { createWebhook } from '../factories/webhooks.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'
import { settled } from '../exchange/settled.ts'
import { startReceiver, type Letter, type Receiver } from './receiver.ts'
import { deliveriesOf, insertEvents, startTestSender, stateOf, untilDelivery, waitFor } from './sending.ts'

let manager: Caller
let receiver: Receiver
let senders: WebhookSender[] = []
const world = useWorld(async () => {
  manager = await world.officer('slrt_manager')
})
beforeEach(async () => {
  receiver = await startReceiver()
  // "From now on" begins where everything is settled, so what an earlier test wrote may be told once more.
  await settled(world)
})
afterEach(async () => {
  await Promise.all(senders.map((sender) => sender.stop()))
  senders = []
  await receiver.close()
  await world.owner.query(`update webhooks set status = 'paused' where status = 'active'`)
})
const start = (settings?: Partial<WebhookSettings>): void => void senders.push(startTestSender(world, settings))
const make = (wish: Parameters<typeof createWebhook>[2] = {}, caller = manager) =>
  createWebhook(world, caller, { url: receiver.url, types: ['person'], ...wish })
const about = (personId: string) => (letter: Letter) => letter.body.data['subjectId'] === personId
const refusalOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: { problem?: { code: string; errors?: { pointer: string; code: string }[] } }) => error.problem,
  )

test('writers who commit in another order than they began: every event arrives, and none that was rolled back', async () => {
  await make()
  start({ mostWaiting: 1_000 })
  const clients = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const client = new pg.Client({ connectionString: world.ownerUrl })
      await client.connect()
      return client
    }),
  )
  const committed: string[] = []
  const write = async (client: pg.Client, writer: number): Promise<void> => {
    for (let round = 0; round < 12; round++) {
      await client.query('begin')
      const { rows } = await client.query<{ id: string }>(
        `insert into events (jurisdiction_id, type, subject_type, subject_id, region_code, request_id) values ($1, 'person.imported', 'person', uuidv7(), $2, 'test') returning id`,
        [world.shards.here, world.here.village],
      )
      await pause(((writer * 7 + round * 13) % 5) * 12)
      const keep = round % 4 !== 3
      await client.query(keep ? 'commit' : 'rollback')
      if (keep) committed.push(...rows.map(({ id }) => id))
    }
  }
  await Promise.all(clients.map(write))
  await Promise.all(clients.map((client) => client.end()))
  expect(committed).toHaveLength(36)
  await receiver.until(36)
  expect(new Set(receiver.letters.map(({ id }) => id))).toEqual(new Set(committed))
  expect(receiver.letters).toHaveLength(36)
})

test('of very many events one message tells how many of each kind, between two positions', async () => {
  const { webhook } = await make({ regionCode: world.here.village })
  await insertEvents(world, 30)
  await insertEvents(world, 12, 'person.moved_away')
  await insertEvents(world, 50, 'person.imported', world.otherVillage.village)
  await insertEvents(world, 5, 'family.imported')
  start({ mostWaiting: 5 })
  const [letter] = await receiver.until(1)
  expect(letter?.body).toMatchObject({
    type: 'changes.pending',
    data: { regionCode: world.here.village, total: 42, counts: { 'person.imported': 30, 'person.moved_away': 12 } },
  })
  expect(letter?.text.length).toBeLessThan(20_000)
  const { fromCursor, toCursor } = letter?.body.data as { fromCursor: string; toCursor: string }
  const query = { region: world.here.village, type: ['person'] }
  const between = await manager.api.exchange.listChanges({ query: { ...query, cursor: fromCursor } })
  expect(between.items).toHaveLength(42)
  const after = await manager.api.exchange.listChanges({ query: { ...query, cursor: toCursor } })
  expect(after.items).toEqual([])
  // The receiver reads as who it is, not as who made the webhook.
  const other = await world.officer('dinsos_verifier')
  const byOther = await other.api.exchange.listChanges({ query: { ...query, cursor: fromCursor } })
  expect(byOther.items).toEqual(between.items)
  const goesOn = await other.api.exchange.listChanges({ query: { ...query, cursor: byOther.cursor } })
  expect(goesOn.items).toEqual([])
  // What comes one by one is told one by one again.
  const person = await createPerson(world)
  await receiver.until(1, about(person.id))
  expect(receiver.letters).toHaveLength(2)
  expect((await deliveriesOf(manager, webhook.id)).map(({ type }) => type)).toEqual([
    'person.registered',
    'changes.pending',
  ])
})

test('an import of many thousand persons is one message', async () => {
  await make()
  await insertEvents(world, 120_000)
  start()
  const [letter] = await receiver.until(1)
  expect(letter?.body).toMatchObject({
    type: 'changes.pending',
    data: { total: 120_000, counts: { 'person.imported': 120_000 } },
  })
  const person = await createPerson(world)
  await receiver.until(1, about(person.id))
  expect(receiver.letters).toHaveLength(2)
})

test('a receiver that is away does not gather messages without end', async () => {
  const { webhook } = await make()
  receiver.always(500)
  start({ mostWaiting: 3, schedule: [0, 300, 300, 300, 300, 300, 300, 300] })
  for (let n = 0; n < 3; n++) await insertEvents(world, 1)
  await receiver.until(3)
  // One more, and it is a summary that waits; whatever comes now waits in the feed.
  await insertEvents(world, 4)
  await untilDelivery(manager, webhook.id, ({ type }) => type === 'changes.pending')
  for (let n = 0; n < 4; n++) {
    await insertEvents(world, 5)
    await pause(60)
  }
  expect((await stateOf(manager, webhook.id)).waiting).toBeLessThanOrEqual(4)
  receiver.always(204)
  const told = (): number => {
    const totals = new Map<string, number>()
    for (const { id, body } of receiver.letters)
      if (body.type === 'changes.pending') totals.set(id, Number(body.data['total']))
    return [...totals.values()].reduce((sum, total) => sum + total, 0)
  }
  // Singly three; all others in summaries, none of them twice.
  await waitFor('all events', async () => (told() === 24 ? true : undefined))
  expect(new Set(receiver.letters.filter(({ body }) => body.type === 'person.imported').map(({ id }) => id)).size).toBe(
    3,
  )
})

test('a slow receiver holds nobody else', async () => {
  const slow = await startReceiver()
  try {
    slow.always('silence')
    await make({ url: slow.url })
    await make()
    start({ timeoutMs: 3_000 })
    const [first, second] = [await createPerson(world), await createPerson(world)]
    await slow.until(1)
    await receiver.until(1, about(second.id))
    await receiver.until(1, about(first.id))
    // By then the slow one is still at its first letter.
    expect(slow.letters).toHaveLength(1)
  } finally {
    await Promise.all(senders.map((sender) => sender.stop()))
    senders = []
    await slow.close()
  }
})

test('one message, a time, or everything since a position is sent again with the ids of then', async () => {
  const { webhook } = await make()
  start()
  const people = [await createPerson(world), await createPerson(world), await createPerson(world)]
  for (const person of people) await receiver.until(1, about(person.id))
  const [first, second, third] = people.map(({ id }) => receiver.letters.find(about(id)))
  if (!first || !second || !third) throw new Error('a letter is missing')
  const times = (letter: Letter): number => receiver.letters.filter(({ id }) => id === letter.id).length
  const replay = (wish: object) => manager.api.webhooks.replayWebhook({ body: { webhookId: webhook.id, ...wish } })
  const log = await waitFor('three deliveries', async () => {
    const found = await deliveriesOf(manager, webhook.id)
    return found.filter(({ status }) => status === 'delivered').length >= 3 ? found : undefined
  })

  expect(await replay({ deliveryId: log.find(({ messageId }) => messageId === second.id)?.id })).toEqual({
    webhookId: webhook.id,
    deliveries: 1,
    more: false,
  })
  await receiver.until(2, ({ id }) => id === second.id)
  expect([times(first), times(third)]).toEqual([1, 1])

  expect(await replay({ cursor: first.body.data['cursor'] })).toMatchObject({ deliveries: 0 })
  await receiver.until(2, ({ id }) => id === third.id)
  await receiver.until(3, ({ id }) => id === second.id)
  expect(times(first)).toBe(1)

  expect(await replay({ from: webhook.createdAt })).toMatchObject({ deliveries: log.length, more: false })
  await receiver.until(2, ({ id }) => id === first.id)
  expect(await replay({ from: '2020-01-01T00:00:00.000Z', until: '2020-02-01T00:00:00.000Z' })).toMatchObject({
    deliveries: 0,
  })

  const codeOf = async (wish: object) => (await refusalOf(replay(wish))) as { code: string }
  expect(await codeOf({})).toMatchObject({ code: 'missing-detail' })
  expect(await codeOf({ from: webhook.createdAt, deliveryId: log[0]?.id })).toMatchObject({ code: 'missing-detail' })
  expect(await codeOf({ until: webhook.createdAt, deliveryId: log[0]?.id })).toMatchObject({ code: 'missing-detail' })
  expect(await codeOf({ deliveryId: webhook.id })).toMatchObject({ code: 'unknown-reference' })
  expect(await codeOf({ cursor: 'bukan-penanda' })).toMatchObject({ code: 'invalid-cursor' })
  const { cursor } = await manager.api.exchange.listChanges({ query: { start: 'now' } })
  // A position of other filters.
  expect(await codeOf({ cursor })).toMatchObject({ code: 'invalid-cursor' })
})

test('after a restore the receiver is told to begin anew, and hears what comes then', async () => {
  await make()
  start()
  const before = await createPerson(world)
  await receiver.until(1, about(before.id))
  await world.owner.query('update jurisdictions set feed_epoch = feed_epoch + 1')
  await createPerson(world)
  const [letter] = await receiver.until(1, ({ body }) => body.type === 'changes.snapshot_needed')
  expect(letter?.body.data).toMatchObject({ regionCode: world.here.regency })
  const person = await createPerson(world)
  await receiver.until(1, about(person.id))
})

test('an address of the office’s own network is refused when a webhook is made', async () => {
  const refused = (url: string) => refusalOf(createWebhook(world, manager, { url }))
  for (const url of [
    'https://10.0.0.7/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]:5432/',
    'https://[::ffff:10.0.0.7]/',
    'https://2130706434/',
    'http://93.184.216.34/',
    'https://localhost./',
    'https://nama:sandi@93.184.216.34/',
  ])
    expect({ url, problem: await refused(url) }).toMatchObject({
      url,
      problem: { code: 'address-refused', errors: [{ pointer: '/url' }] },
    })
})

test('a name that changes its answer after the check leads nowhere', async () => {
  const { webhook } = await make()
  await world.owner.query(`update webhooks set url = $2 where id = $1`, [
    webhook.id,
    receiver.url.replace('http://127.0.0.1', 'https://penerima.example'),
  ])
  let asked = 0
  const lookup = (async () => {
    asked++
    return [{ address: '127.0.0.1', family: 4 }]
  }) as never
  senders.push(
    startSender({
      database: world.database,
      secrets: world.secrets,
      targets: createTargets([], lookup),
      settings: { tickMs: 20, schedule: [0, 60_000], pendingEveryMs: 0 },
    }),
  )
  await createPerson(world)
  const delivery = await untilDelivery(manager, webhook.id, ({ attempts }) => attempts === 1)
  expect(delivery).toMatchObject({ status: 'waiting', error: 'address_refused', responseStatus: null })
  expect(asked).toBe(1)
  expect(receiver.letters).toEqual([])
})

test('a program manages its own webhooks, and does not see those of others', async () => {
  const grantTo = async (caller: Caller): Promise<Caller> => {
    await world.owner.query(
      `update accounts set kind = 'machine', password_hash = null, client_secret_hash = 'none' where id = $1`,
      [caller.id],
    )
    for (const permission of ['webhook.manage', 'webhook.read', 'change.read', 'person.read'])
      await world.owner.query(
        `insert into grants (jurisdiction_id, account_id, permission, scope, region_code, released_at)
         select jurisdiction_id, id, $2, 'area', $3, now() from accounts where id = $1`,
        [caller.id, permission, world.here.regency],
      )
    return caller
  }
  const [one, two] = [
    await grantTo(await world.as({ tag: 'program 1' })),
    await grantTo(await world.as({ tag: 'program 2' })),
  ]
  const { webhook } = await make({}, one)
  const idsFor = async (caller: Caller) =>
    (await caller.api.webhooks.listWebhooks({ query: { limit: 200 } })).items.map(({ id }) => id)
  expect(await idsFor(one)).toEqual([webhook.id])
  expect(await idsFor(two)).toEqual([])
  // Officers of the area see both.
  expect(await idsFor(manager)).toContain(webhook.id)
  const params = { webhookId: webhook.id }
  expect(await refusalOf(two.api.webhooks.pauseWebhook({ params, ifMatch: webhook.version }))).toMatchObject({
    code: 'not-found',
  })
  expect(await refusalOf(two.api.webhooks.testWebhook({ body: params }))).toMatchObject({ code: 'unknown-reference' })
  expect(
    await refusalOf(
      two.api.webhooks.rotateWebhookSecret({ params, body: {}, ifMatch: webhook.version, idempotencyKey: newKey() }),
    ),
  ).toMatchObject({ code: 'not-found' })
  expect(await one.api.webhooks.pauseWebhook({ params, ifMatch: webhook.version })).toMatchObject({ status: 'paused' })
})

test('who may not follow the feed makes no webhook', async () => {
  const caller = await world.as({ tag: 'manages only' })
  for (const permission of ['webhook.manage', 'webhook.read'])
    await world.owner.query(
      `insert into grants (jurisdiction_id, account_id, permission, scope, region_code, released_at)
       select jurisdiction_id, id, $2, 'area', $3, now() from accounts where id = $1`,
      [caller.id, permission, world.here.regency],
    )
  expect(await refusalOf(make({}, caller))).toMatchObject({ code: 'outside-your-area' })
})

test('kinds that its maker would never hear of are refused, not taken for silence', async () => {
  // Misspelt, unknown, and of subjects that this officer may not read.
  for (const type of ['complaints', 'cerita.baru', 'account'])
    expect({ type, problem: await refusalOf(make({ types: ['person', type] })) }).toMatchObject({
      type,
      problem: { code: 'unknown-reference', errors: [{ pointer: '/types/1' }] },
    })
})

test('one officer keeps a limited number, also when two are made at once; a deleted one makes room', async () => {
  const eager = await world.officer('slrt_manager', 'eager')
  const more = () => make({}, eager)
  const [first] = await Promise.all(Array.from({ length: mostWebhooks - 1 }, more))
  const outcomes = await Promise.all([more(), more()].map(refusalOf))
  expect(outcomes).toContain('done')
  expect(outcomes).toContainEqual(expect.objectContaining({ code: 'too-many-webhooks' }))
  if (!first) throw new Error('no webhook was made')
  await eager.api.webhooks.endWebhook({ params: { webhookId: first.webhook.id }, ifMatch: first.webhook.version })
  expect(await refusalOf(more())).toBe('done')
})

test('the log is kept for a month, and former secrets until their time is over', async () => {
  const { webhook } = await make()
  start()
  await createPerson(world)
  await untilDelivery(manager, webhook.id, ({ status }) => status === 'delivered')
  await Promise.all(senders.map((sender) => sender.stop()))
  await manager.api.webhooks.testWebhook({ body: { webhookId: webhook.id } })
  await world.owner.query(
    `update webhook_deliveries set updated_at = now() - interval '31 days' where webhook_id = $1`,
    [webhook.id],
  )
  await world.owner.query(
    `update webhooks set old_secret = secret, old_secret_until = now() - interval '1 minute' where id = $1`,
    [webhook.id],
  )
  await purgeExpired(world.database)
  // What still waits stays.
  expect((await deliveriesOf(manager, webhook.id)).map(({ status }) => status)).toEqual(['waiting'])
  const { rows } = await world.owner.query('select old_secret from webhooks where id = $1', [webhook.id])
  expect(rows).toEqual([{ old_secret: null }])
})
