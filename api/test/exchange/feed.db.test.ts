/** The change feed: nothing skipped, nothing twice, nothing that is not for the reader. */
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import type { ChangeEvent } from '@pandu-gempita/shared/exchange'
import pg from 'pg'
import { decodeCursor, encodeCursor } from '../../src/modules/exchange/cursor.ts'
import { applyBatch, fileOf, matchedBatch } from '../factories/imports.ts'
import { createPerson } from '../factories/people.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'
import { settled } from './settled.ts'

let manager: Caller
const world = useWorld(async () => {
  manager = await world.officer('slrt_manager')
})

type Query = NonNullable<Parameters<Caller['api']['exchange']['listChanges']>[0]>['query']
async function drain(caller: Caller, query: Query): Promise<{ items: ChangeEvent[]; cursor: string }> {
  const items: ChangeEvent[] = []
  let { cursor, more } = { cursor: query?.cursor, more: true }
  while (more) {
    const page = await caller.api.exchange.listChanges({ query: { ...query, ...(cursor && { cursor }) } })
    items.push(...page.items)
    ;({ cursor, more } = page)
  }
  return { items, cursor: cursor ?? '' }
}
const now = async (caller: Caller, query: Query = {}): Promise<string> =>
  (await caller.api.exchange.listChanges({ query: { ...query, start: 'now' } })).cursor
const refused = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: { problem?: { code: string } }) => error.problem?.code ?? String(error),
  )

const insertEvent = `insert into events (jurisdiction_id, type, subject_type, subject_id, about_id, region_code, request_id)
  select $1, $2, 'person', id, id, $3, 'test' from (select uuidv7() as id) one returning id`

test('writers who commit in another order than they began lose no event and double none', async () => {
  await settled(world)
  let cursor = await now(manager)
  const clients = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const client = new pg.Client({ connectionString: world.ownerUrl })
      await client.connect()
      return client
    }),
  )
  const committed: string[] = []
  let writing = true
  // Pauses of different lengths, some rolled back: the first to begin is often the last to commit.
  const write = async (client: pg.Client, writer: number): Promise<void> => {
    for (let round = 0; round < 25; round++) {
      await client.query('begin')
      const ids: string[] = []
      for (let n = 0; n <= round % 3; n++) {
        const { rows } = await client.query<{ id: string }>(insertEvent, [
          world.shards.here,
          'person.corrected',
          world.here.village,
        ])
        ids.push(...rows.map(({ id }) => id))
        await pause((writer * 7 + round * 3) % 11)
      }
      const kept = (writer + round) % 5 !== 0
      await client.query(kept ? 'commit' : 'rollback')
      if (kept) committed.push(...ids)
    }
  }
  const told: string[] = []
  const read = async (): Promise<void> => {
    for (let last = false; ;) {
      last = !writing
      if (last) await settled(world)
      const page = await manager.api.exchange.listChanges({ query: { cursor, limit: 7 } })
      told.push(...page.items.map(({ id }) => id))
      cursor = page.cursor
      if (last && !page.more) return
    }
  }
  const reading = read()
  await Promise.all(clients.map(write))
  writing = false
  await reading
  await Promise.all(clients.map((client) => client.end()))
  expect(committed.length).toBeGreaterThan(200)
  expect(new Set(told).size).toBe(told.length)
  expect([...told].sort()).toEqual([...committed].sort())
}, 60_000)

test('an open transaction holds back what began after it, and its own events come in their place', async () => {
  await settled(world)
  const cursor = await now(manager)
  const slow = new pg.Client({ connectionString: world.ownerUrl })
  await slow.connect()
  await slow.query('begin')
  const first = await slow.query<{ id: string }>(insertEvent, [
    world.shards.here,
    'person.corrected',
    world.here.village,
  ])
  const second = await world.owner.query<{ id: string }>(insertEvent, [
    world.shards.here,
    'person.corrected',
    world.here.village,
  ])
  expect((await drain(manager, { cursor })).items).toEqual([])
  await slow.query('commit')
  await slow.end()
  await settled(world)
  expect((await drain(manager, { cursor })).items.map(({ id }) => id)).toEqual([first.rows[0]?.id, second.rows[0]?.id])
})

test('thousands of events of one transaction are paged inside it', async () => {
  const cursor = await now(manager)
  await world.owner.query(
    `insert into events (jurisdiction_id, type, subject_type, subject_id, region_code, request_id)
     select $1, 'person.imported', 'person', uuidv7(), $2, 'test' from generate_series(1, 2500)`,
    [world.shards.here, world.here.village],
  )
  await settled(world)
  const { items } = await drain(manager, { cursor, limit: 999 })
  expect(items).toHaveLength(2500)
  expect(new Set(items.map(({ id }) => id)).size).toBe(2500)
})

test('the stream tells the same as the pages, and each of its cursors goes on from there', async () => {
  const cursor = await now(manager)
  for (let n = 0; n < 5; n++) await createPerson(world)
  await settled(world)
  const whole = (await drain(manager, { cursor })).items.map(({ id }) => id)
  expect(whole).toHaveLength(5)
  const streamed: ChangeEvent[] = []
  for await (const event of await manager.api.exchange.streamChanges({ query: { cursor, limit: 2 } }))
    streamed.push(event)
  expect(streamed.map(({ id }) => id)).toEqual(whole)
  const marks = streamed.flatMap((event, index) => (event.cursor ? [{ index, cursor: event.cursor }] : []))
  expect(marks.map(({ index }) => index)).toEqual([1, 3, 4])
  for (const mark of marks)
    expect((await drain(manager, { cursor: mark.cursor })).items.map(({ id }) => id)).toEqual(
      whole.slice(mark.index + 1),
    )
})

test('events are thin CloudEvents', async () => {
  const cursor = await now(manager)
  const person = await createPerson(world, 'here', 'Nama Rahasia')
  await settled(world)
  const { items } = await drain(manager, { cursor })
  expect(items).toEqual([
    {
      specversion: '1.0',
      id: expect.any(String),
      source: `/jurisdictions/${world.here.regency}`,
      type: 'person.registered',
      time: expect.stringMatching(/Z$/),
      subject: `person/${person.id}`,
      datacontenttype: 'application/json',
      data: {
        subjectType: 'person',
        subjectId: person.id,
        personId: person.id,
        regionCode: world.here.village,
      },
    },
  ])
})

test('only the own area is told; who moves out of it is told to those who are left', async () => {
  const village = await grantedFor(world.here.village, 'village')
  const other = await grantedFor(world.otherVillage.village, 'other village')
  const [cursor, otherCursor] = [await now(village), await now(other)]
  const neighbour = await world.neighbourOf(manager)
  const neighbourCursor = await now(neighbour)
  const person = await createPerson(world)
  const officer = await world.officer('slrt_back_office')
  await officer.api.persons.correctPerson({
    params: { personId: person.id },
    body: { domicile: { villageCode: world.otherVillage.village }, reason: 'Pindah rumah.' },
    ifMatch: person.version,
    idempotencyKey: newKey(),
  })
  await settled(world)
  const types = async (caller: Caller, at: string) =>
    (await drain(caller, { cursor: at })).items.map(({ type, data }) => `${type} ${data.regionCode}`)
  expect(await types(village, cursor)).toEqual([
    `person.registered ${world.here.village}`,
    `person.moved_away ${world.here.village}`,
  ])
  expect(await types(other, otherCursor)).toEqual([`person.corrected ${world.otherVillage.village}`])
  expect(await types(neighbour, neighbourCursor)).toEqual([])
})

/** A machine client, as a kabupaten makes it: single permissions for one region. */
async function grantedFor(
  region: string,
  tag: string,
  permissions: readonly string[] = ['change.read', 'person.read', 'export.create'],
): Promise<Caller> {
  const caller = await world.as({ tag, region })
  for (const permission of permissions)
    await world.owner.query(
      `insert into grants (jurisdiction_id, account_id, permission, scope, region_code, released_at) values ($1, $2, $3, 'area', $4, now())`,
      [world.shards.here, caller.id, permission, region],
    )
  return caller
}

test('an import that moves somebody tells the village that is left', async () => {
  const file = fileOf({ rows: 40, bad: 0 })
  await applyBatch(world, await matchedBatch(world, file))
  const [header = '', ...lines] = file.toString().trimEnd().split('\n')
  const cells = lines.map((line) => line.split('|'))
  const [, , , kecamatan, desa] = cells[0] ?? []
  const other = cells.find((row) => row[3] !== kecamatan && row[4] !== desa) ?? []
  // The first person, with the village of somebody else.
  const moved = Buffer.from(
    [header, [...(cells[0] ?? []).slice(0, 3), other[3], other[4], ...(cells[0] ?? []).slice(5)].join('|')].join('\n'),
  )
  const villageOf = async (row: readonly string[]): Promise<string> =>
    (
      await world.owner.query<{ region_code: string }>(
        `select p.region_code from persons p join person_identifiers i on i.person_id = p.id where i.value = any($1)`,
        [row.map((cell) => cell.replaceAll('"', '')).filter((cell) => /^\d{16}$/.test(cell))],
      )
    ).rows[0]?.region_code ?? ''
  const [from, to] = [await villageOf(cells[0] ?? []), await villageOf(other)]
  expect(from).not.toBe(to)
  await settled(world)
  const cursor = await now(manager)
  await applyBatch(world, await matchedBatch(world, moved, { name: 'DTKS Agustus 2025', cutOffOn: '2025-08-20' }))
  await settled(world)
  const { items } = await drain(manager, { cursor })
  expect(
    items.filter(({ data }) => data.subjectType === 'person').map(({ type, data }) => `${type} ${data.regionCode}`),
  ).toEqual([`person.moved_away ${from}`, `person.changed_by_import ${to}`])
})

test('protected events and those of other subjects need their own permissions', async () => {
  const feedOnly = await grantedFor(world.here.regency, 'feed only', ['change.read'])
  const reader = await grantedFor(world.here.regency, 'person reader')
  const [all, mine, nothing] = [await now(manager), await now(reader), await now(feedOnly)]
  const person = await createPerson(world)
  const counter = await world.officer('puskesos_front_office')
  await counter.api.ppks.registerPpks({
    body: { personId: person.id, typeCode: 'KTK', criteria: [] },
    idempotencyKey: newKey(),
  })
  const front = await grantedFor(world.here.regency, 'ppks reader', ['change.read', 'person.read', 'ppks.read'])
  await settled(world)
  const types = async (caller: Caller, query: Query) => (await drain(caller, query)).items.map(({ type }) => type)
  expect(await types(manager, { cursor: all })).toEqual(['person.registered', 'ppks.reported'])
  expect(await types(reader, { cursor: mine })).toEqual(['person.registered'])
  expect(await types(feedOnly, { cursor: nothing })).toEqual([])
  // The type is protected: reading ordinary registrations does not open it.
  expect((await types(front, { start: 'beginning' })).filter((type) => type.startsWith('ppks'))).toEqual([])
})

test('filters by region and kind; a cursor of other filters is refused', async () => {
  const cursor = await now(manager, { region: world.otherVillage.village, type: ['person'] })
  await createPerson(world)
  const person = await createPerson(world, 'otherVillage')
  await settled(world)
  const query = { region: world.otherVillage.village, type: ['person'], cursor }
  expect((await drain(manager, query)).items.map(({ data }) => data.subjectId)).toEqual([person.id])
  expect(await refused(drain(manager, { cursor }))).toBe('invalid-cursor')
  expect(await refused(drain(manager, { ...query, type: ['person.registered'] }))).toBe('invalid-cursor')
})

test('positions of another history, of the future or of another access are void', async () => {
  const cursor = await now(manager)
  const parts = decodeCursor(cursor)
  expect(await refused(drain(manager, { cursor: encodeCursor({ ...parts, epoch: 'another' }) }))).toBe(
    'snapshot-needed',
  )
  const ahead = new Map([[world.shards.here, { xid: '999999999999', seq: '0' }]])
  expect(await refused(drain(manager, { cursor: encodeCursor({ ...parts, positions: ahead }) }))).toBe(
    'snapshot-needed',
  )
  await world.owner.query('update jurisdictions set feed_epoch = feed_epoch + 1')
  expect(await refused(drain(manager, { cursor }))).toBe('snapshot-needed')

  const growing = await grantedFor(world.here.village, 'growing')
  const small = await now(growing)
  await world.owner.query(
    `insert into grants (jurisdiction_id, account_id, permission, scope, region_code, released_at) values ($1, $2, 'change.read', 'area', $3, now())`,
    [world.shards.here, growing.id, world.otherVillage.village],
  )
  expect(await refused(drain(growing, { cursor: small }))).toBe('snapshot-needed')
})

test('a long poll answers when something happens, and not before', async () => {
  await settled(world)
  const cursor = await now(manager)
  const started = Date.now()
  const waiting = manager.api.exchange.listChanges({ query: { cursor, wait: 20 } })
  await pause(600)
  const person = await createPerson(world)
  const page = await waiting
  expect(page.items.map(({ data }) => data.subjectId)).toEqual([person.id])
  expect(Date.now() - started).toBeGreaterThanOrEqual(600)
  const empty = await manager.api.exchange.listChanges({ query: { cursor: page.cursor, wait: 1 } })
  expect(empty).toMatchObject({ items: [], more: false })
})

test('a reader of several shards gets one order and one cursor for all', async () => {
  const nation = await world.as({ tag: 'nation' })
  for (const permission of ['change.read', 'person.read'])
    await world.owner.query(
      `insert into grants (jurisdiction_id, account_id, permission, scope, released_at) values ($1, $2, $3, 'national', now())`,
      [world.shards.here, nation.id, permission],
    )
  const cursor = await now(nation)
  const made = [
    (await createPerson(world)).id,
    (await createPerson(world, 'elsewhere')).id,
    (await createPerson(world)).id,
  ]
  await settled(world)
  const { items } = await drain(nation, { cursor, limit: 1 })
  expect(items.map(({ data }) => data.subjectId)).toEqual(made)
  expect(decodeCursor(cursor).positions.size).toBe(Object.keys(world.shards).length)
})

test('a new desil of the family is told of its members who are not in the file, too', async () => {
  const [header = '', ...lines] = fileOf({ rows: 60, bad: 0, edition: 2 })
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd())
  const kkOf = (line: string): string => line.split('|')[9] ?? ''
  const first = lines.find((line) => lines.filter((other) => kkOf(other) === kkOf(line)).length === 2) ?? ''
  const family = lines.filter((line) => kkOf(line) === kkOf(first))
  expect(family).toHaveLength(2)
  const file = (rows: readonly string[], desil: number): Buffer =>
    Buffer.from([`${header}|"DESIL"`, ...rows.map((line) => `${line}|"${desil}"`)].join('\n'))
  await applyBatch(world, await matchedBatch(world, file(family, 3), { name: 'DTKS A', cutOffOn: '2025-09-01' }))
  await settled(world)
  const cursor = await now(manager)
  const partial = file(family.slice(0, 1), 5)
  await applyBatch(world, await matchedBatch(world, partial, { name: 'DTKS B', cutOffOn: '2025-10-01' }))
  await settled(world)
  const { items } = await drain(manager, { cursor })
  const told = items.filter(({ data }) => data.subjectType === 'person')
  expect(told.map(({ type }) => type).sort()).toEqual(['person.changed_by_import', 'person.family_changed'])
  const { items: people } = await manager.api.exchange.getPersonRows({
    body: { ids: told.map(({ data }) => data.subjectId) },
  })
  expect(people.map(({ desil }) => desil)).toEqual([5, 5])
})
