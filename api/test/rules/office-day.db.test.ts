/** At midnight the offices of one country have two days: what belongs to a kabupaten has the day of that kabupaten. */
import { afterEach, expect, test } from '@jest/globals'
import { sql } from 'drizzle-orm'
import { rows } from '../../src/kernel/db.ts'
import { officeToday, todayIn } from '../../src/kernel/office-day.ts'
import { effective } from '../../src/modules/identity/effective-grants.ts'
import { enrolJurisdiction } from '../../src/modules/regions/enrolment.ts'
import { createComplaint } from '../factories/complaints.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'
import { refusal } from './releasing.ts'

/** Kota Makassar in WITA, Kota Jayapura in WIT. */
const MAKASSAR = '7371'
const JAYAPURA = '9171'
/** 23:30 in Sragen, half past midnight in Makassar, 01:30 in Jayapura. */
const NIGHT = new Date('2026-11-21T16:30:00Z')
const [YESTERDAY, TODAY, TOMORROW] = ['2026-11-20', '2026-11-21', '2026-11-22']

let shards: Readonly<Record<'sragen' | 'makassar' | 'jayapura', number>>
let jayapura: { village: string; officer: Caller; manager: Caller }
let sragen: typeof jayapura
const world = useWorld(async () => {
  shards = {
    sragen: world.shards.here,
    makassar: await enrolJurisdiction(world.owner, MAKASSAR),
    jayapura: await enrolJurisdiction(world.owner, JAYAPURA),
  }
  const { rows: villages } = await world.owner.query<{ code: string }>(
    'select min(code) as code from regions where level = 4 and code like $1',
    [`${JAYAPURA}%`],
  )
  const village = villages[0]?.code ?? ''
  jayapura = {
    village,
    // The accounts are of an office in Java: the day is the record's all the same.
    officer: await world.as({ role: 'puskesos_back_office', region: village }),
    manager: await world.as({ role: 'slrt_manager', region: JAYAPURA }),
  }
  sragen = {
    village: world.here.village,
    officer: await world.officer('puskesos_back_office'),
    manager: await world.officer('slrt_manager'),
  }
})
afterEach(() => {
  delete world.clock.now
})

const born = (where: typeof jayapura, birthDate: string) =>
  where.officer.api.persons.createPerson({
    body: { identityStatus: 'partial', name: 'Yohana', birthDate, villageCode: where.village },
    idempotencyKey: newKey(),
  })

test('one moment, two days', async () => {
  const at = { db: world.database.db, now: NIGHT }
  expect(await officeToday(at, shards.sragen)).toBe(TODAY)
  expect(await officeToday(at, shards.makassar)).toBe(TOMORROW)
  expect(await officeToday(at, shards.jayapura)).toBe(TOMORROW)
  // Half an hour before midnight in Jayapura all have one.
  const earlier = { db: world.database.db, now: new Date('2026-11-21T14:30:00Z') }
  for (const shard of Object.values(shards)) expect(await officeToday(earlier, shard)).toBe(TODAY)
  await expect(officeToday(at, 999_999)).rejects.toThrow('not enrolled')
})

test('the same in a statement, row by row', async () => {
  const found = await rows<{ id: number; day: string }>(
    world.database.db,
    sql`select j.id, ${todayIn(sql`j.id`, NIGHT)}::text as day from jurisdictions j where j.id = any(${sql.param(Object.values(shards))}::int[])`,
  )
  expect(Object.fromEntries(found.map(({ id, day }) => [id, day]))).toEqual({
    [shards.sragen]: TODAY,
    [shards.makassar]: TOMORROW,
    [shards.jayapura]: TOMORROW,
  })
})

test('a child that is born today is no child of tomorrow', async () => {
  world.clock.now = NIGHT
  expect((await born(jayapura, TOMORROW)).age).toBe(0)
  expect(await refusal(born(sragen, TOMORROW))).toBe('impossible-date')
  expect((await born(sragen, TODAY)).age).toBe(0)
})

test('a birthday begins where the person lives, also in a list', async () => {
  world.clock.now = NIGHT
  for (const [where, age] of [
    [jayapura, 26],
    [sragen, 25],
  ] as const) {
    const person = await born(where, '2000-11-22')
    expect(person.age).toBe(age)
    const { items } = await where.manager.api.persons.searchPersons({
      body: { name: 'Yohana', birthDate: '2000-11-22' },
    })
    expect(items.find((hit) => hit.id === person.id)?.age).toBe(age)
  }
})

test('nobody is asked for a day that has not come where the record is', async () => {
  world.clock.now = new Date('2026-11-20T03:00:00Z')
  const there = await born(jayapura, '1990-01-01')
  const here = await born(sragen, '1990-01-01')
  world.clock.now = NIGHT
  const on = (caller: Caller, personId: string, asOf: string) =>
    caller.api.persons.getPerson({ params: { personId }, query: { asOf } })
  expect((await on(jayapura.manager, there.id, TOMORROW)).id).toBe(there.id)
  expect((await on(sragen.manager, here.id, TODAY)).id).toBe(here.id)
  expect(await refusal(on(sragen.manager, here.id, TOMORROW))).toBe('impossible-date')
  const taken = (where: typeof jayapura, regionCode: string, asOf: string) =>
    where.manager.api.exports.createExport({
      body: { kind: 'persons', format: 'csv', regionCode, asOf, purpose: 'Uji hari kantor' },
      idempotencyKey: newKey(),
    })
  expect((await taken(jayapura, JAYAPURA, TOMORROW)).asOf).toBe(TOMORROW)
  expect(await refusal(taken(sragen, world.here.regency, TOMORROW))).toBe('impossible-date')
})

test('a correction is of the day of the office', async () => {
  world.clock.now = new Date(`${YESTERDAY}T03:00:00Z`)
  const person = await born(jayapura, '1990-01-01')
  world.clock.now = NIGHT
  const moved = await jayapura.officer.api.persons.correctPerson({
    params: { personId: person.id },
    ifMatch: person.version,
    idempotencyKey: newKey(),
    body: { domicile: { villageCode: jayapura.village, street: 'Jalan Baru' }, reason: 'Pindah rumah' },
  })
  expect(moved.addresses.map(({ validFrom, validTo }) => [validFrom, validTo])).toEqual([
    [TOMORROW, null],
    [null, TOMORROW],
  ])
})

test('a month begins where the record is', async () => {
  const { id } = (await createComplaint(world)).complaint
  // Half an hour before midnight of the 30th in Java, which is the first of December in Papua.
  world.clock.now = new Date('2026-11-30T16:30:00Z')
  const resolvedIn = async (zone: string): Promise<number | null> => {
    await world.owner.query('update jurisdictions set time_zone = $2 where id = $1', [shards.sragen, zone])
    return (await sragen.manager.api.work.getAreaSummary({})).resolvedThisMonth
  }
  await world.owner.query(`update complaints set resolved_at = '2026-11-30T12:00:00Z' where id = $1`, [id])
  expect(await resolvedIn('Asia/Jayapura')).toBe(0)
  expect(await resolvedIn('Asia/Jakarta')).toBe(1)
})

test('a grant counts from the first moment of the office’s day, and not before', async () => {
  const counts = async (zone: string, from: string): Promise<boolean> => {
    const found = await rows<{ counts: boolean }>(
      world.database.db,
      sql`select ${effective} as counts from (select now() as released_at, ${from}::date as valid_from, null::date as valid_to, j.id as jurisdiction_id
          from jurisdictions j where j.time_zone = ${zone} limit 1) g`,
    )
    return found[0]?.counts ?? false
  }
  for (const zone of ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura']) {
    const { rows: days } = await world.owner.query<{ today: string; tomorrow: string }>(
      `select (now() at time zone $1)::date::text as today, ((now() at time zone $1)::date + 1)::text as tomorrow`,
      [zone],
    )
    expect(await counts(zone, days[0]?.today ?? '')).toBe(true)
    expect(await counts(zone, days[0]?.tomorrow ?? '')).toBe(false)
  }
})
