/** Goal 4: search in a large kabupaten beside a look-up by NIK, with the errors that people make. */
import type { Actor } from '../src/kernel/actor.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import type { ReadContext } from '../src/kernel/unit-of-work.ts'
import { searchPersons } from '../src/modules/persons/search.ts'
import { seeded } from '../scripts/demo/random.ts'
import { apply, KABUPATEN, newBatch, stage, writeFileOf } from './imports.ts'
import { percentile } from './cpu.ts'
import { openOffice } from './http.ts'
import { round, type Result } from './result.ts'
import type { ScratchServer } from './scratch-server.ts'
import fs from 'node:fs'
import { randomBytes } from 'node:crypto'

interface Known {
  readonly id: string
  readonly name: string
  readonly nik: string
  readonly birth_date: string
  readonly region_code: string
}
type Criteria = Parameters<typeof searchPersons>[1]['body']

const SAMPLE = 300
const HTTP_SAMPLE = 150

const officer = (shard: number, regionCode: string): Actor => ({
  id: '00000000-0000-7000-8000-000000000001',
  kind: 'officer',
  name: 'bench',
  jurisdictionId: shard,
  grants: [
    {
      permission: 'person.read',
      scope: 'area',
      ownOnly: false,
      regionCode,
      institutionId: null,
      jurisdictionIds: [shard],
    },
  ],
  sessionHash: null,
  mustChangePassword: false,
})
const contextFor = (server: ScratchServer, actor: Actor): ReadContext => ({
  db: server.database.db,
  actor,
  now: new Date('2025-11-01T00:00:00Z'),
  requestId: 'bench',
  operation: 'searchPersons',
  secrets: createSecrets(randomBytes(32)),
  // Written to the log by the request; here only the search itself is measured.
  recordAccess: () => undefined,
})

/** Six kinds of typing errors. */
const TYPOS: readonly ((name: string, at: number) => string)[] = [
  (name, at) => `${name.slice(0, at)}X${name.slice(at + 1)}`,
  (name, at) => `${name.slice(0, at)}${name.slice(at + 1)}`,
  (name, at) => `${name.slice(0, at)}${name.charAt(at)}${name.slice(at)}`,
  (name, at) => `${name.slice(0, at)}${name.charAt(at + 1)}${name.charAt(at)}${name.slice(at + 2)}`,
  (name) => name.split(' ').reverse().join(' '),
  (name) => name.replaceAll('U', 'OE').replaceAll('Y', 'J'),
]

interface Times {
  readonly p95: number
  readonly p50: number
}
interface Measured extends Times {
  readonly recall: number
}

async function run(
  server: ScratchServer,
  actor: Actor,
  people: readonly Known[],
  ask: (person: Known, at: number) => Criteria,
): Promise<Measured> {
  const context = contextFor(server, actor)
  for (const [at, person] of people.slice(0, 10).entries())
    await searchPersons(context, { body: ask(person, at) } as Parameters<typeof searchPersons>[1])
  const times: number[] = []
  let found = 0
  for (const [at, person] of people.entries()) {
    const since = process.hrtime.bigint()
    const { items } = await searchPersons(context, { body: ask(person, at) } as Parameters<typeof searchPersons>[1])
    times.push(Number(process.hrtime.bigint() - since) / 1e6)
    if (items.some(({ id }) => id === person.id)) found++
  }
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), recall: found / people.length }
}

const sampleOf = async (server: ScratchServer, shard: number): Promise<Known[]> =>
  (
    await server.database.pool.query<Known>(
      `select p.id, p.name, i.value as nik, p.birth_date::text, p.region_code from persons p join person_identifiers i on i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id
       where p.jurisdiction_id = $1 and length(p.name) >= 4 and p.row_number % (select greatest(max(row_number) / ${SAMPLE * 2}, 1) from persons where jurisdiction_id = $1) = 0 order by p.id limit ${SAMPLE}`,
      [shard],
    )
  ).rows

const spoiler = () => {
  const random = seeded(4711)
  return (person: Known, at: number): string =>
    (TYPOS[at % TYPOS.length] ?? ((name: string) => name))(
      person.name,
      random.int(1, Math.max(1, person.name.length - 2)),
    )
}

export async function measureSearch(
  server: ScratchServer,
  rows: number,
  say: (text: string) => void,
): Promise<Result[]> {
  const shard = await server.shardOf(KABUPATEN)
  const small = await server.shardOf('1376')
  const tenth = Math.max(1000, Math.round(rows / 10))
  say(`a kabupaten of ${tenth} for the growth`)
  const file = await writeFileOf(tenth, 1, '1376')
  const batch = await newBatch(server, small, 'A', '2025-07-20')
  await stage(server, small, batch, file)
  await apply(server, small, batch)
  fs.rmSync(file)
  await server.database.pool.query('select refresh_import_statistics($1)', [small])

  const people = await sampleOf(server, shard)
  const few = await sampleOf(server, small)
  const all = officer(shard, KABUPATEN)
  say(`searching for ${people.length} people`)
  const nik = await run(server, all, people, (person) => ({ nik: person.nik }))
  const misspelt = spoiler()
  const name = (person: Known, at: number): string => misspelt(person, at)
  const dateVillage = await run(server, all, people, (person, at) => ({
    name: name(person, at),
    birthDate: person.birth_date,
    regionCode: person.region_code,
  }))
  const date = await run(server, all, people, (person, at) => ({
    name: name(person, at),
    birthDate: person.birth_date,
  }))
  const village = await run(server, all, people, (person, at) => ({
    name: name(person, at),
    regionCode: person.region_code,
  }))
  const wide = await run(server, all, people, (person, at) => ({ name: name(person, at) }))
  // The same questions by somebody who may see one village only, beside one who may see all and asks for that village.
  const home = people[0]?.region_code ?? ''
  const neighbours = people.map((person) => ({ ...person, region_code: home }))
  const asked = await run(server, all, neighbours, (person, at) => ({
    name: name(person, at),
    regionCode: person.region_code,
  }))
  const restricted = await run(server, officer(shard, home), neighbours, (person, at) => ({
    name: name(person, at),
    regionCode: person.region_code,
  }))
  const villageFew = await run(server, officer(small, '1376'), few, (person, at) => ({
    name: name(person, at),
    birthDate: person.birth_date,
  }))
  const wideFew = await run(server, officer(small, '1376'), few, (person, at) => ({ name: name(person, at) }))

  say('the same over HTTP')
  const office = await openOffice(server, KABUPATEN)
  const overHttp = async (ask: (person: Known, at: number) => Criteria): Promise<Times> => {
    const times: number[] = []
    for (const [at, person] of people.slice(0, HTTP_SAMPLE).entries())
      times.push(await office.post('/v1/persons/search', ask(person, at)))
    return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
  }
  const http = {
    nik: await overHttp((person) => ({ nik: person.nik })),
    'date + village': await overHttp((person, at) => ({
      name: name(person, at),
      birthDate: person.birth_date,
      regionCode: person.region_code,
    })),
    date: await overHttp((person, at) => ({ name: name(person, at), birthDate: person.birth_date })),
    'village + name': await overHttp((person, at) => ({ name: name(person, at), regionCode: person.region_code })),
    'kabupaten + name': await overHttp((person, at) => ({ name: name(person, at) })),
  }
  await office.close()

  const ms = ({ p50, p95 }: Times): string => `p50 ${round(p50)}, p95 ${round(p95)} ms`
  const beside = (what: string, measured: Measured, value: number): Result => ({
    goal: '4',
    what: `${what} / NIK, p95`,
    measured: ms(measured),
    beside: ms(nik),
    ratio: measured.p95 / nik.p95,
    bound: { kind: 'most', value },
  })
  const recall = (what: string, measured: Measured): Result => ({
    goal: '4',
    what: `recall@20, ${what}, six kinds of errors`,
    measured: `${(measured.recall * 100).toFixed(1)} %`,
    beside: '99 %',
    ratio: measured.recall,
    bound: { kind: 'least', value: 0.99 },
  })
  const growth = (what: string, large: Measured, little: Measured): Result => ({
    goal: '4',
    what: `growth exponent, ${what}, ${tenth} to ${rows} (p50)`,
    measured: ms(large),
    beside: ms(little),
    ratio: Math.log10(large.p50 / little.p50) / Math.log10(rows / tenth),
    bound: { kind: 'most', value: 0.4 },
  })
  return [
    beside('date + village', dateVillage, 1.5),
    beside('date', date, 2),
    beside('village + name', village, 20),
    beside('kabupaten + name', wide, 60),
    recall('date + village', dateVillage),
    recall('date', date),
    recall('village', village),
    {
      goal: '4',
      what: 'who may see one village / who may see all and asks for it, p95',
      measured: ms(restricted),
      beside: ms(asked),
      ratio: restricted.p95 / asked.p95,
      bound: { kind: 'most', value: 1.1 },
    },
    ...Object.entries(http).map(([what, measured]) => ({
      goal: '4',
      what: `${what} over HTTP, with session, rights and access log / NIK over HTTP, p95`,
      measured: ms(measured),
      beside: ms(http.nik),
      ratio: measured.p95 / http.nik.p95,
    })),
    growth('date', date, villageFew),
    growth('kabupaten + name', wide, wideFew),
  ]
}
