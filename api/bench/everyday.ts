/**
 * The everyday: one person, one case, one step, over HTTP, beside what the same server does bare. And the same again with many
 * more kabupaten enrolled, because what costs more for every kabupaten will stand still in a national database.
 */
import fastify from 'fastify'
import pg from 'pg'
import { loadDemoData } from '../scripts/demo-data.ts'
import { createConfig, readEnvironment } from '../src/config.ts'
import { measure, percentile } from './cpu.ts'
import { openOffice, type Office } from './http.ts'
import { round, type Result } from './result.ts'
import type { ScratchServer } from './scratch-server.ts'

const KABUPATEN = '3314'
const ROUNDS = 5
/** Both sides are warmed: what runs seldom is not yet compiled, and its plan not yet kept. */
const WARM_ROUNDS = 2
const CONNECTIONS = [1, 4, 16] as const
/** Requests of one measurement; enough that one takes a second or two. */
const READS = 240
const STEPS = 24

interface Piece {
  /** The same work `count` times, `connections` of it at once. */
  run(count: number, connections: number): Promise<void>
}

const inTurn = (one: (n: number) => Promise<unknown>): Piece => ({
  run: async (count, connections) => {
    let next = 0
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (next < count) await one(next++)
      }),
    )
  },
})

interface Figure {
  /** A second. */
  readonly rate: number
  /** Milliseconds of processor time for one. */
  readonly cpu: number
  /** Milliseconds for one. */
  readonly wall: number
}

/** Medians of the same piece, measured in turn with the others so that a busy minute falls on all. */
async function figures<K extends string>(
  server: ScratchServer,
  pieces: Record<K, { readonly piece: Piece; readonly count: number; readonly connections: number }>,
): Promise<Record<K, Figure>> {
  const seen = new Map<K, { cpu: number; wall: number }[]>()
  const names = Object.keys(pieces) as K[]
  for (let round = 0; round < ROUNDS + WARM_ROUNDS; round++)
    for (const name of names) {
      const { piece, count, connections } = pieces[name]
      const cost = await measure(server.postmaster, () => piece.run(count, connections))
      if (round >= WARM_ROUNDS)
        seen.set(name, [...(seen.get(name) ?? []), { cpu: cost.cpu / count, wall: cost.wall / count }])
    }
  return Object.fromEntries(
    names.map((name) => {
      const all = seen.get(name) ?? []
      const wall = percentile(
        all.map((one) => one.wall),
        0.5,
      )
      const cpu = percentile(
        all.map((one) => one.cpu),
        0.5,
      )
      return [name, { rate: 1 / wall, cpu: cpu * 1_000, wall: wall * 1_000 }]
    }),
  ) as Record<K, Figure>
}

/** A bare server with the reads and writes that nobody can do without: no session, no scope, no log. */
async function openBare(server: ScratchServer, shard: number) {
  const pool = new pg.Pool({ connectionString: server.ownerUrl, max: 10 })
  // A measurement that fails stops the server under it; that is not the fault to tell.
  pool.on('error', () => undefined)
  const app = fastify()
  app.get<{ Params: { id: string } }>('/persons/:id', async ({ params }) => {
    const { rows } = await pool.query({
      name: 'person',
      text: `select * from persons where jurisdiction_id = ${shard} and id = $1`,
      values: [params.id],
    })
    return rows[0]
  })
  await pool.query(
    `create table bench_case (like complaints including all);
     insert into bench_case select * from complaints where jurisdiction_id = ${shard};
     create table bench_audit (like audit_entries including all); create table bench_event (like events including all);
     create table bench_key (id bigint generated always as identity primary key, reply bytea not null)`,
  )
  const { rows: cases } = await pool.query<{ id: string }>(`select id from bench_case`)
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const caseOf = (n: number): string => cases[n % cases.length]?.id ?? ''
  const named = (name: string, text: string, values: unknown[]) => pool.query({ name, text, values })
  const update = (n: number) =>
    named(
      'update',
      `update bench_case set version = version + 1, updated_at = now(), urgency = urgency where jurisdiction_id = ${shard} and id = $1 returning *`,
      [caseOf(n)],
    )
  const copies = ['audit_entries', 'events'].map(async (table) => {
    const { rows } = await pool.query<{ list: string }>(
      `select string_agg(quote_ident(column_name), ', ' order by ordinal_position) as list from information_schema.columns
       where table_name = $1 and is_identity = 'NO' and column_name not in ('id', 'xid')`,
      [table],
    )
    return rows[0]?.list ?? ''
  })
  const [audit = '', event = ''] = await Promise.all(copies)
  return {
    readPerson: async (id: string) => {
      await (await fetch(`${address}/persons/${id}`)).arrayBuffer()
    },
    update,
    /** What a step cannot do without, each a transaction of its own: lock, write, audit entry, event, kept reply. */
    fiveTrips: async (n: number) => {
      await named('lock', `select * from bench_case where jurisdiction_id = ${shard} and id = $1 for update`, [
        caseOf(n),
      ])
      await update(n)
      await named(
        'audit',
        `insert into bench_audit (${audit}) select ${audit} from audit_entries where jurisdiction_id = ${shard} limit 1`,
        [],
      )
      await named(
        'event',
        `insert into bench_event (${event}) select ${event} from events where jurisdiction_id = ${shard} limit 1`,
        [],
      )
      await named('key', 'insert into bench_key (reply) values ($1)', [Buffer.alloc(2_000)])
    },
    close: async () => {
      await app.close()
      await pool.end()
    },
  }
}

interface Case {
  readonly id: string
  readonly version: number
}
/** Cases that wait for screening: a step is taken once. */
async function newCases(office: Office, village: string, count: number): Promise<Case[]> {
  const made: Case[] = []
  for (let n = 0; n < count; n++) {
    const { complaint } = await office.ask<{ complaint: Case }>('POST', '/v1/complaints', {
      body: {
        reporter: { kind: 'unlisted', name: 'Paijo', phone: '081298765432' },
        regionCode: village,
        channel: 'slrt_visit',
        story: 'Kartu KIS tidak aktif ketika berobat.',
        urgency: 'normal',
      },
    })
    made.push(complaint)
  }
  return made
}
const screen = (office: Office, { id, version }: Case) =>
  office.ask('POST', `/v1/complaints/${id}/screen`, { body: { result: 'not_listed' }, ifMatch: version })

interface People {
  readonly ids: readonly string[]
  readonly niks: readonly string[]
  readonly cases: readonly string[]
  readonly village: string
}
async function peopleOf(server: ScratchServer, shard: number): Promise<People> {
  const read = async (text: string): Promise<string[]> =>
    (await server.database.pool.query<{ value: string }>(text)).rows.map(({ value }) => value)
  return {
    ids: await read(
      `select p.id as value from persons p join family_members m on m.jurisdiction_id = p.jurisdiction_id and m.person_id = p.id where p.jurisdiction_id = ${shard} order by p.id limit 200`,
    ),
    niks: await read(
      `select value from person_identifiers where jurisdiction_id = ${shard} and type = 'nik' order by value limit 200`,
    ),
    cases: await read(`select id as value from complaints where jurisdiction_id = ${shard} order by id limit 60`),
    village:
      (await read(`select region_code as value from complaints where jurisdiction_id = ${shard} limit 1`))[0] ?? '',
  }
}

const at = (list: readonly string[], n: number): string => list[n % list.length] ?? ''

/** What an officer does all day. */
const work = (office: Office, people: People, cases: Case[]) => ({
  nik: inTurn((n) => office.ask('POST', '/v1/persons/search', { body: { nik: at(people.niks, n) } })),
  person: inTurn((n) => office.ask('GET', `/v1/persons/${at(people.ids, n)}`)),
  complaint: inTurn((n) => office.ask('GET', `/v1/complaints/${at(people.cases, n)}`)),
  step: inTurn(() => {
    const next = cases.pop()
    if (!next) throw new Error('no case is left to screen')
    return screen(office, next)
  }),
})

/** All that is measured once more with more kabupaten. */
const GROWING = ['nik', 'person', 'complaint', 'step'] as const

const of = (value: Figure): string => `${round(value.wall)} ms, ${round(value.cpu)} ms CPU`
const perSecond = (value: Figure): string => `${round(value.rate)} a second`

export async function measureEveryday(
  server: ScratchServer,
  kabupaten: number,
  say: (text: string) => void,
): Promise<Result[]> {
  say('demo data for the everyday')
  const environment = readEnvironment({ DATA_KEY: Buffer.alloc(32, 7).toString('base64') })
  await loadDemoData(createConfig(environment, { databaseUrl: server.appUrl, migrateDatabaseUrl: server.ownerUrl }))
  await server.settle()
  const shard = await server.shardOf(KABUPATEN)
  const people = await peopleOf(server, shard)
  const office = await openOffice(server, KABUPATEN, 'slrt_back_office')
  const counter = await openOffice(server, KABUPATEN, 'slrt_front_office')
  const bare = await openBare(server, shard)
  const cases = await newCases(counter, people.village, STEPS * (ROUNDS + WARM_ROUNDS) * 2)
  const does = work(office, people, cases)
  const bareRead = inTurn((n) => bare.readPerson(at(people.ids, n)))
  const results: Result[] = []
  for (const connections of CONNECTIONS) {
    say(`a NIK and a bare read, ${connections} at once`)
    const seen = await figures(server, {
      nik: { piece: does.nik, count: READS, connections },
      bare: { piece: bareRead, count: READS * 4, connections },
    })
    results.push({
      goal: 'E1',
      what: `a NIK over HTTP / bare server and point read, ${connections} at once`,
      measured: perSecond(seen.nik),
      beside: perSecond(seen.bare),
      ratio: seen.nik.rate / seen.bare.rate,
      bound: { kind: 'least', value: { 1: 0.5, 4: 0.7, 16: 1.0 }[connections] },
    })
  }
  say('a person, a case and a step')
  const few = await figures(server, {
    nik: { piece: does.nik, count: READS / 2, connections: 1 },
    person: { piece: does.person, count: READS / 2, connections: 1 },
    complaint: { piece: does.complaint, count: READS / 2, connections: 1 },
    step: { piece: does.step, count: STEPS, connections: 1 },
    bare: { piece: bareRead, count: READS, connections: 1 },
    trips: { piece: inTurn(bare.fiveTrips), count: STEPS * 3, connections: 1 },
    update: { piece: inTurn(bare.update), count: STEPS * 3, connections: 1 },
  })
  results.push(
    {
      goal: 'E2',
      what: 'open a person / bare server and point read, CPU',
      measured: of(few.person),
      beside: of(few.bare),
      ratio: few.person.cpu / few.bare.cpu,
      bound: { kind: 'most', value: 5 },
    },
    {
      goal: 'E2',
      what: 'open a case / bare server and point read, CPU',
      measured: of(few.complaint),
      beside: of(few.bare),
      ratio: few.complaint.cpu / few.bare.cpu,
    },
    {
      goal: 'E3',
      what: 'five round trips with equal writes / a step, time',
      measured: of(few.trips),
      beside: of(few.step),
      ratio: few.trips.wall / few.step.wall,
      bound: { kind: 'least', value: 1 },
    },
    {
      goal: 'E3',
      what: 'a step / one bare update, CPU',
      measured: of(few.step),
      beside: of(few.update),
      ratio: few.step.cpu / few.update.cpu,
      bound: { kind: 'most', value: 3 },
    },
  )
  say(`${kabupaten} kabupaten are enrolled`)
  const { rows } = await server.database.pool.query<{ code: string }>(
    'select code from regions where level = 2 order by code limit $1',
    [kabupaten],
  )
  for (const { code } of rows) await server.shardOf(code)
  await server.settle()
  const many = await figures(server, {
    nik: { piece: does.nik, count: READS / 2, connections: 1 },
    person: { piece: does.person, count: READS / 2, connections: 1 },
    complaint: { piece: does.complaint, count: READS / 2, connections: 1 },
    step: { piece: does.step, count: STEPS, connections: 1 },
  })
  for (const name of GROWING)
    results.push({
      goal: 'E4',
      what: `${{ nik: 'a NIK', person: 'open a person', complaint: 'open a case', step: 'a step' }[name]}, ${kabupaten} kabupaten enrolled / 4, CPU`,
      measured: of(many[name]),
      beside: of(few[name]),
      ratio: many[name].cpu / few[name].cpu,
      bound: { kind: 'most', value: 1.1 },
    })
  await bare.close()
  await counter.close()
  await office.close()
  return results
}
