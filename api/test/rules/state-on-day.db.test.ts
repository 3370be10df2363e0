/** What was true of a family and a person on a day: releases with a move, a new desil, a member who leaves, a programme that ends. */
import { expect, test } from '@jest/globals'
import type { PersonRow } from '@pandu-gempita/shared/exchange'
import { sql } from 'drizzle-orm'
import { rows } from '../../src/kernel/db.ts'
import { personRows } from '../../src/modules/exchange/person-rows.ts'
import { applyBatch, matchedBatch } from '../factories/imports.ts'
import { createFamily, createPerson, nextKk, nextNik } from '../factories/people.ts'
import type { Caller } from '../harness.ts'
import { useWorld } from '../world.ts'

interface Row {
  readonly nik: string
  readonly kk: string
  readonly name: string
  readonly relation: string
  readonly village: string
  readonly street: string
  readonly pkh: 'YA' | 'TIDAK'
  readonly desil: number
}
const HEADER = 'KODE DESA/KELURAHAN|ALAMAT|NOKK|NIK|NAMA|TANGGAL LAHIR|JENIS KELAMIN|HUBUNGAN KELUARGA|BANSOS PKH|DESIL'
const EARLIER = '2025-01-20'
const LATER = '2025-07-20'

let officer: Caller
const kk = nextKk()
const newKk = nextKk()
const niks = { head: nextNik(), child: nextNik() }
const head: Row = {
  nik: niks.head,
  kk,
  name: 'Sutinah',
  relation: 'KEPALA KELUARGA',
  village: '',
  street: 'Jalan Lama 1',
  pkh: 'YA',
  desil: 2,
}
const child: Row = { ...head, nik: niks.child, name: 'Wagimin', relation: 'ANAK', pkh: 'TIDAK' }
const ids: Record<'family' | 'head' | 'child', string> = { family: '', head: '', child: '' }

const imported = async (cutOffOn: string, ...people: Row[]): Promise<void> => {
  const text = [
    HEADER,
    ...people.map((row) =>
      [row.village, row.street, row.kk, row.nik, row.name, '1980-06-15', 'P', row.relation, row.pkh, row.desil].join(
        '|',
      ),
    ),
  ].join('\n')
  const batch = await applyBatch(
    world,
    await matchedBatch(world, Buffer.from(text), { name: `DTKS ${cutOffOn}`, cutOffOn }),
  )
  expect(batch).toMatchObject({ status: 'applied', counts: { rejected: 0, rows: people.length } })
}
const idOf = async (statement: string, value: string): Promise<string> => {
  const { rows } = await world.owner.query<{ id: string }>(statement, [value])
  return rows[0]?.id ?? 'nobody'
}

const world = useWorld(async () => {
  officer = await world.officer('slrt_manager')
  const here = world.here.village
  await imported(EARLIER, { ...head, village: here }, { ...child, village: here })
  // The head moves and loses PKH, the desil is another one, and the child founds a family of its own.
  await imported(
    LATER,
    { ...head, village: world.otherVillage.village, street: 'Jalan Baru 9', pkh: 'TIDAK', desil: 4 },
    { ...child, village: here, kk: newKk, relation: 'KEPALA KELUARGA', desil: 7 },
  )
  ids.family = await idOf('select id from families where kk_number = $1', kk)
  ids.head = await idOf('select person_id as id from person_identifiers where value = $1', niks.head)
  ids.child = await idOf('select person_id as id from person_identifiers where value = $1', niks.child)
})

const familyOn = (asOf?: string) =>
  officer.api.families.getFamily({ params: { familyId: ids.family }, query: { ...(asOf && { asOf }) } })
const personOn = (personId: string, asOf?: string) =>
  officer.api.persons.getPerson({ params: { personId }, query: { ...(asOf && { asOf }) } })

test('before the second release: both members, the old address, the programme and the desil of then, each with its row', async () => {
  for (const day of [EARLIER, '2025-04-01', '2025-07-19']) {
    const family = await familyOn(day)
    expect(family).toMatchObject({
      asOf: day,
      known: true,
      knownSince: EARLIER,
      villageCode: world.here.village,
      street: 'Jalan Lama 1',
      headName: 'Sutinah',
      desil: { desil: 2, releaseName: `DTKS ${EARLIER}`, cutOffOn: EARLIER, source: 'dtks' },
      formerMembers: [],
    })
    expect(family.rankings).toHaveLength(1)
    expect(family.members).toEqual([
      expect.objectContaining({
        personId: ids.head,
        relation: 'head',
        nik: expect.stringMatching(/^9901\*{12}$/),
        validFrom: EARLIER,
        provenance: expect.objectContaining({ releaseName: `DTKS ${EARLIER}`, rowNumber: 2 }),
        address: expect.objectContaining({ street: 'Jalan Lama 1', villageCode: world.here.village }),
        programmes: [
          expect.objectContaining({
            programmeCode: 'PKH',
            status: 'active',
            provenance: expect.objectContaining({ releaseName: `DTKS ${EARLIER}`, rowNumber: 2 }),
          }),
        ],
      }),
      expect.objectContaining({
        personId: ids.child,
        provenance: expect.objectContaining({ rowNumber: 3 }),
        programmes: [],
      }),
    ])
  }
})

test('from the second release on, and today: the child has left, the address and the desil are new', async () => {
  for (const day of [LATER, undefined]) {
    const family = await familyOn(day)
    expect(family).toMatchObject({
      asOf: day ?? null,
      known: true,
      desil: { desil: 4, releaseName: `DTKS ${LATER}` },
      members: [
        {
          personId: ids.head,
          programmes: [],
          address: { street: 'Jalan Baru 9', villageCode: world.otherVillage.village },
        },
      ],
      // Where somebody lives who has left is nothing of this family.
      formerMembers: [{ personId: ids.child, validTo: LATER, address: null, programmes: [] }],
    })
    expect(family.rankings.map(({ desil }) => desil)).toEqual([4, 2])
  }
})

test('a day before the record says so; a day to come is refused', async () => {
  expect(await familyOn('2025-01-19')).toMatchObject({
    known: false,
    knownSince: EARLIER,
    members: [],
    formerMembers: [],
    rankings: [],
    desil: null,
  })
  expect(await personOn(ids.head, '2025-01-19')).toMatchObject({ known: false, knownSince: EARLIER, addresses: [] })
  // One after the other: a refusal that comes before anybody waits for it would end the test.
  for (const ask of [() => familyOn('2999-01-01'), () => personOn(ids.head, '2999-01-01')])
    await expect(ask()).rejects.toMatchObject({
      problem: { code: 'impossible-date', errors: [{ pointer: '/query/asOf' }] },
    })
})

test('a person on a day: family, address, desil and programmes of then, and nothing to beware of', async () => {
  expect(await personOn(ids.head, '2025-04-01')).toMatchObject({
    asOf: '2025-04-01',
    known: true,
    villageCode: world.here.village,
    family: { id: ids.family, relation: 'head', memberCount: 2 },
    addresses: [{ street: 'Jalan Lama 1', provenance: { releaseName: `DTKS ${EARLIER}`, rowNumber: 2 } }],
    desil: { desil: 2, releaseName: `DTKS ${EARLIER}` },
    programmes: [{ programmeCode: 'PKH', status: 'active', validTo: LATER }],
    warnings: [],
  })
  expect(await personOn(ids.head)).toMatchObject({
    asOf: null,
    villageCode: world.otherVillage.village,
    family: { memberCount: 1 },
    desil: { desil: 4 },
    programmes: [{ status: 'ended' }],
  })
  expect((await personOn(ids.child, '2025-04-01')).family?.id).toBe(ids.family)
  expect((await personOn(ids.child, LATER)).family?.id).not.toBe(ids.family)
})

test('the rows of an export of the same day say the same', async () => {
  for (const day of [EARLIER, '2025-04-01', LATER]) {
    const statement = personRows(world.shards.here, 'masked', day, sql`p.id = ${ids.head}`)
    const [row] = await rows<PersonRow>(world.database.db, statement)
    const person = await personOn(ids.head, day)
    expect(row).toMatchObject({
      familyId: person.family?.id,
      relation: person.family?.relation,
      kkNumber: person.family?.kkNumber,
      villageCode: person.villageCode,
      street: person.addresses[0]?.street,
      desil: person.desil?.desil,
      desilCutOffOn: person.desil?.cutOffOn,
      programmes: person.programmes[0]?.programmeCode ?? null,
    })
  }
})

test('the changes of a family, newest first, with release and row', async () => {
  const { items, more } = await officer.api.families.listFamilyChanges({ params: { familyId: ids.family } })
  expect(more).toBe(false)
  expect(
    items.map(({ on, kind, name, before, after, releaseName, rowNumber }) => [
      on,
      kind,
      name,
      before,
      after?.split(',')[0] ?? null,
      releaseName,
      rowNumber,
    ]),
  ).toEqual([
    [LATER, 'address', 'Sutinah', expect.stringContaining('Jalan Lama 1'), 'Jalan Baru 9', `DTKS ${LATER}`, 2],
    [LATER, 'desil', null, '2', '4', `DTKS ${LATER}`, null],
    [LATER, 'member_left', 'Wagimin', 'child', null, `DTKS ${LATER}`, 3],
    [LATER, 'programme_ended', 'Sutinah', 'PKH', null, `DTKS ${LATER}`, null],
    [EARLIER, 'address', 'Sutinah', null, 'Jalan Lama 1', `DTKS ${EARLIER}`, 2],
    [EARLIER, 'address', 'Wagimin', null, 'Jalan Lama 1', `DTKS ${EARLIER}`, 3],
    [EARLIER, 'desil', null, null, '2', `DTKS ${EARLIER}`, null],
    [EARLIER, 'member_joined', 'Sutinah', null, 'head', `DTKS ${EARLIER}`, 2],
    [EARLIER, 'member_joined', 'Wagimin', null, 'child', `DTKS ${EARLIER}`, 3],
    [EARLIER, 'programme_began', 'Sutinah', null, 'PKH', `DTKS ${EARLIER}`, 2],
  ])
})

test('looking at the past is on record for everybody who was shown, and only who may see the family may look', async () => {
  await familyOn('2025-04-01')
  const { items } = await officer.api.persons.listPersonAccess({ params: { personId: ids.child } })
  expect(items[0]).toMatchObject({ operation: 'getFamily', fields: ['family', 'as_of'] })
  const neighbour = await world.neighbourOf(officer)
  for (const ask of [
    neighbour.api.families.getFamily({ params: { familyId: ids.family }, query: { asOf: EARLIER } }),
    neighbour.api.families.listFamilyChanges({ params: { familyId: ids.family } }),
    neighbour.api.persons.getPerson({ params: { personId: ids.head }, query: { asOf: EARLIER } }),
  ])
    await expect(ask).rejects.toMatchObject({ problem: { code: 'not-found' } })
})

test('what the counter noted holds since ever, as far as is known', async () => {
  const person = await createPerson(world)
  const family = await createFamily(world, person)
  const front = await world.officer('puskesos_front_office')
  expect(
    await front.api.families.getFamily({ params: { familyId: family.id }, query: { asOf: '2020-01-01' } }),
  ).toMatchObject({ known: true, knownSince: null, members: [{ personId: person.id }], desil: null })
})
