/**
 * The feed, replayed into an empty database, gives the database: whatever was written in whatever order transactions ended,
 * however the pages were cut, repeated and broken off.
 */
import { expect, test } from '@jest/globals'
import type { PersonRow } from '@pandu-gempita/shared/exchange'
import { sumOfDigests } from '@pandu-gempita/shared/person-digest'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { rows } from '../../src/kernel/db.ts'
import { personRows } from '../../src/modules/exchange/person-rows.ts'
import { createComplaint } from '../factories/complaints.ts'
import { applyBatch, matchedBatch } from '../factories/imports.ts'
import { createPerson } from '../factories/people.ts'
import { createRegistration } from '../factories/ppks.ts'
import { settings } from '../properties/seed.ts'
import { createWorld, newKey, type World } from '../world.ts'
import { digestOf, replayFeed, type PageOrder } from './replayed-feed.ts'
import { settled } from './settled.ts'

/** Few people, so that releases, counters and families meet. */
const line = fc.record({
  who: fc.nat({ max: 7 }),
  family: fc.nat({ max: 3 }),
  relation: fc.constantFrom('KEPALA KELUARGA', 'ANAK', 'ISTRI', ''),
  place: fc.constantFrom('here', 'otherVillage'),
  name: fc.constantFrom('SUTINAH', 'WAGIMIN'),
  street: fc.constantFrom('Jalan Melati 1', 'Jalan Kenanga 2', ''),
  household: fc.constantFrom('HH1', 'HH2', ''),
  pkh: fc.constantFrom('YA', 'TIDAK'),
  desil: fc.constantFrom('', '1', '4', '9'),
})
type Line = typeof line extends fc.Arbitrary<infer T> ? T : never

/** A correction that commits only after another one that began later, while the reader reads. */
const overlapping = fc.record({ kind: fc.constant('overlap' as const), first: fc.nat(), second: fc.nat() })
const write = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('import' as const),
      month: fc.integer({ min: 1, max: 9 }),
      lines: fc.uniqueArray(line, { minLength: 1, maxLength: 8, selector: ({ who }) => who }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('register' as const),
      place: fc.constantFrom('here' as const, 'otherVillage' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('correct' as const),
      which: fc.nat(),
      move: fc.boolean(),
      street: fc.constantFrom('Jalan Baru 3', 'Jalan Baru 4'),
      name: fc.constantFrom('Sugiyem', 'Paijo'),
    }),
  },
  { weight: 3, arbitrary: overlapping },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('complaint' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ppks' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), which: fc.nat() }) },
)
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never

const page: fc.Arbitrary<PageOrder> = fc.record({
  limit: fc.integer({ min: 1, max: 20 }),
  repeats: fc.integer({ min: 1, max: 2 }),
  killed: fc.boolean(),
})

const HEADER =
  'ID DTKS|KODE DESA/KELURAHAN|ALAMAT|NOKK|NIK|NAMA|TANGGAL LAHIR|JENIS KELAMIN|HUBUNGAN KELUARGA|BANSOS PKH|DESIL'
const fileOf = (world: World, lines: readonly Line[]): Buffer =>
  Buffer.from(
    [
      HEADER,
      ...lines.map((one) =>
        [
          one.household,
          world[one.place as 'here'].village,
          one.street,
          `990101010120001${one.family + 1}`,
          `990101150680001${one.who + 1}`,
          one.name,
          '1980-06-15',
          'P',
          one.relation,
          one.pkh,
          one.desil,
        ].join('|'),
      ),
    ].join('\n'),
  )

async function present(world: World): Promise<{ id: string; version: number }[]> {
  const found = await world.owner.query<{ id: string; version: number }>(
    'select id, version from persons where jurisdiction_id = $1 order by id',
    [world.shards.here],
  )
  return found.rows
}

async function correct(
  world: World,
  { id, version }: { id: string; version: number },
  place: 'here' | 'otherVillage',
  street: string,
  name?: string,
): Promise<void> {
  const { api } = await world.officer('slrt_back_office')
  await api.persons.correctPerson({
    params: { personId: id },
    body: { domicile: { villageCode: world[place].village, street }, ...(name && { name }), reason: 'Pindah.' },
    ifMatch: version,
    idempotencyKey: newKey(),
  })
}

/** The first transaction has its number and its events and waits; the second one ends before it. No names: two new words would wait for each other. */
async function overlap(world: World, first: number, second: number, between: () => Promise<void>): Promise<boolean> {
  const people = await present(world)
  const [a, b] = [people[first % people.length], people[second % people.length]]
  if (!a || !b || a.id === b.id) return false
  let release = (): void => undefined
  const gate = new Promise<void>((resolve) => (release = resolve))
  const waiting = new Promise<void>((reached) => {
    world.hooks.beforeCommit = async () => {
      delete world.hooks.beforeCommit
      reached()
      await gate
    }
  })
  const late = correct(world, a, 'otherVillage', 'Jalan Lambat 1')
  await Promise.race([waiting, late])
  await correct(world, b, 'here', 'Jalan Cepat 1')
  await between()
  release()
  await late
  return true
}

async function perform(world: World, what: Write, between: () => Promise<void>): Promise<boolean> {
  switch (what.kind) {
    case 'import': {
      const cutOffOn = `2025-0${what.month}-20`
      const batch = await matchedBatch(world, fileOf(world, what.lines), { name: `DTKS ${cutOffOn}`, cutOffOn })
      return batch.status === 'matched' && (await applyBatch(world, batch)).status === 'applied'
    }
    case 'register':
      await createPerson(world, what.place)
      return true
    case 'correct': {
      const people = await present(world)
      const person = people[what.which % people.length]
      if (person) await correct(world, person, what.move ? 'otherVillage' : 'here', what.street, what.name)
      return person !== undefined
    }
    case 'overlap':
      return overlap(world, what.first, what.second, between)
    case 'complaint':
      await createComplaint(world, { reporter: 'listed' })
      return true
    case 'ppks':
      await createRegistration(world)
      return true
    case 'delete': {
      const people = await present(world)
      const person = people[what.which % people.length]
      if (!person) return false
      // Nothing of the product deletes a person yet; whoever mirrors must bear it.
      await world.owner.query(
        `with gone as (delete from persons where id = $1 and jurisdiction_id = $2 returning jurisdiction_id, id, region_code)
         insert into events (jurisdiction_id, type, subject_type, subject_id, about_id, region_code, request_id) select jurisdiction_id, 'person.deleted', 'person', id, id, region_code, 'test' from gone`,
        [person.id, world.shards.here],
      )
      return true
    }
  }
}

const done = new Map<Write['kind'], number>()

test('replayed into an empty database, the feed gives the database', async () => {
  await fc.assert(
    fc.asyncProperty(
      // At the end too, where nothing later can hide what was missed.
      fc
        .tuple(fc.array(write, { minLength: 3, maxLength: 7 }), overlapping)
        .map(([some, last]): Write[] => [...some, { kind: 'register', place: 'here' }, last]),
      fc.array(page, { minLength: 1, maxLength: 12 }),
      async (writes, orders) => {
        const world = await createWorld()
        const reader = await world.officer('dinsos_head')
        const replay = await replayFeed(reader, world.here.regency)
        let pages = 0
        const readSome = async (): Promise<boolean> =>
          replay.readPage(orders[pages++ % orders.length] ?? { limit: 5, repeats: 1, killed: false })
        /** While a transaction is open the reader goes as far as it may. */
        const readAll = async (): Promise<void> => {
          while (await replay.readPage({ limit: 20, repeats: 1, killed: false })) pages++
        }
        try {
          for (const what of writes) {
            if (await perform(world, what, readAll)) done.set(what.kind, (done.get(what.kind) ?? 0) + 1)
            if (pages % 3 !== 2) await readSome()
            else pages++
          }
          await settled(world)
          // Whoever is always killed never ends: from here on it lives.
          for (
            let n = 0;
            await replay.readPage({ limit: orders[n % orders.length]?.limit ?? 5, repeats: 1, killed: false });
            n++
          )
            expect(n).toBeLessThan(500)

          const source = await rows<PersonRow & { shard: number }>(
            world.database.db,
            sql`${personRows(world.shards.here, 'full', null, sql`true`)} order by p.id`,
          )
          expect(await replay.rows()).toEqual(source.map(({ shard: _shard, ...row }) => row))

          const digests = await replay.digests()
          const own = { regionCode: world.here.regency, count: digests.length, hash: sumOfDigests(digests) }
          const proof = await reader.api.exchange.getProof({
            query: { region: world.here.regency, identifiers: 'full' },
          })
          expect({ count: proof.count, hash: proof.hash }).toEqual({ count: own.count, hash: own.hash })
          const { differing } = await reader.api.exchange.compareProof({ body: { nodes: [own], identifiers: 'full' } })
          expect(differing).toEqual([])
          expect(digests).toEqual(source.map(({ shard: _shard, ...row }) => digestOf(row)))
        } finally {
          await replay.close()
          await world.close()
        }
      },
    ),
    // A try takes seconds: to look for a smaller example would take longer than anybody waits.
    { ...settings(5), endOnFailure: true },
  )
  // What never happened would prove nothing.
  for (const kind of ['import', 'correct', 'overlap', 'register'] as const)
    expect(done.get(kind) ?? 0).toBeGreaterThan(1)
}, 240_000)
