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
const ROUNDS = 3
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

interface Question {
  readonly actor: Actor
  readonly people: readonly Known[]
  readonly ask: (person: Known) => Criteria
}

/** Every question of everybody, a few times in turn, so that a busy moment of the machine meets all of them. */
async function run<K extends string>(
  server: ScratchServer,
  questions: Readonly<Record<K, Question>>,
): Promise<Record<K, Measured>> {
  const kinds = Object.entries(questions) as [K, Question][]
  const times = new Map<K, number[]>(kinds.map(([kind]) => [kind, []]))
  const found = new Map<K, number>()
  for (let round = 0; round <= ROUNDS; round++)
    for (const [kind, { actor, people, ask }] of kinds) {
      const context = contextFor(server, actor)
      // The first round warms up with a few of them.
      for (const person of people.slice(0, round === 0 ? 10 : undefined)) {
        const input = { body: ask(person) } as Parameters<typeof searchPersons>[1]
        const since = process.hrtime.bigint()
        const { items } = await searchPersons(context, input)
        const took = Number(process.hrtime.bigint() - since) / 1e6
        if (round === 0) continue
        times.get(kind)?.push(took)
        if (items.some(({ id }) => id === person.id)) found.set(kind, (found.get(kind) ?? 0) + 1)
      }
    }
  return Object.fromEntries(
    kinds.map(([kind, { people }]) => {
      const all = times.get(kind) ?? []
      const recall = (found.get(kind) ?? 0) / (ROUNDS * people.length)
      return [kind, { p50: percentile(all, 0.5), p95: percentile(all, 0.95), recall }]
    }),
  ) as Record<K, Measured>
}

/** In an order that has nothing to do with the one in which people of equal names are told. */
const sampleOf = async (server: ScratchServer, shard: number): Promise<Known[]> =>
  (
    await server.database.pool.query<Known>(
      `select p.id, p.name, i.value as nik, p.birth_date::text, p.region_code from persons p join person_identifiers i on i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id
       where p.jurisdiction_id = $1 and length(p.name) >= 4 and p.row_number % (select greatest(max(row_number) / ${SAMPLE * 2}, 1) from persons where jurisdiction_id = $1) = 0 order by md5(p.id::text) limit ${SAMPLE}`,
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
  await server.settle()

  const people = await sampleOf(server, shard)
  const few = await sampleOf(server, small)
  const all = officer(shard, KABUPATEN)
  say(`searching for ${people.length} people`)
  // Each person's name is misspelt in one way, whatever is asked.
  const spoil = spoiler()
  const misspelt = new Map([...people, ...few].map((person, at) => [person.id, spoil(person, at)]))
  const name = (person: Known): string => misspelt.get(person.id) ?? person.name
  // The same questions by somebody who may see one village only, beside one who may see all and asks for that village.
  const home = people[0]?.region_code ?? ''
  const inHome = (person: Known): Criteria => ({ name: name(person), regionCode: home })
  const byDate = (person: Known): Criteria => ({ name: name(person), birthDate: person.birth_date })
  const inVillage = (person: Known): Criteria => ({ name: name(person), regionCode: person.region_code })
  const inKabupaten = (person: Known): Criteria => ({ name: name(person) })
  const { nik, dateVillage, date, village, wide, asked, restricted } = await run(server, {
    nik: { actor: all, people, ask: (person) => ({ nik: person.nik }) },
    dateVillage: { actor: all, people, ask: (person) => ({ ...byDate(person), regionCode: person.region_code }) },
    date: { actor: all, people, ask: byDate },
    village: { actor: all, people, ask: inVillage },
    wide: { actor: all, people, ask: inKabupaten },
    asked: { actor: all, people, ask: inHome },
    restricted: { actor: officer(shard, home), people, ask: inHome },
  })
  const mayor = officer(small, '1376')
  const { dateFew, wideFew } = await run(server, {
    dateFew: { actor: mayor, people: few, ask: byDate },
    wideFew: { actor: mayor, people: few, ask: inKabupaten },
  })

  say('the same over HTTP')
  const office = await openOffice(server, KABUPATEN)
  const overHttp = async (ask: (person: Known) => Criteria): Promise<Times> => {
    const times: number[] = []
    for (const person of people.slice(0, HTTP_SAMPLE)) times.push(await office.post('/v1/persons/search', ask(person)))
    return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
  }
  const http = {
    nik: await overHttp((person) => ({ nik: person.nik })),
    'date + village': await overHttp((person) => ({ ...byDate(person), regionCode: person.region_code })),
    date: await overHttp(byDate),
    'village + name': await overHttp(inVillage),
    'kabupaten + name': await overHttp(inKabupaten),
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
    growth('date', date, dateFew),
    growth('kabupaten + name', wide, wideFew),
  ]
}
