/** Persons as rows: masked unless permitted, only of the own area, and every row in "who has looked". */
import { expect, test } from '@jest/globals'
import { createFamily, createPerson } from '../factories/people.ts'
import { useWorld } from '../world.ts'

const world = useWorld()

test('masked for those who may export, full for those who may more, and logged', async () => {
  const person = await createPerson(world)
  const family = await createFamily(world, person)
  const manager = await world.officer('slrt_manager')
  const masked = await manager.api.exchange.getPersonRows({ body: { ids: [person.id] } })
  expect(masked).toEqual({
    items: [
      expect.objectContaining({
        id: person.id,
        nik: expect.stringMatching(/^9901\*{12}$/),
        kkNumber: expect.stringMatching(/^9901\*{12}$/),
        familyId: family.id,
        relation: 'head',
        name: 'Sutinah',
        birthDate: '1980-06-15',
        villageCode: world.here.village,
        desil: 2,
        desilCutOffOn: '2025-07-20',
        programmes: null,
      }),
    ],
    missing: [],
  })
  await expect(
    manager.api.exchange.getPersonRows({ body: { ids: [person.id], identifiers: 'full' } }),
  ).rejects.toMatchObject({ problem: { code: 'permission-missing' } })
  const head = await world.officer('dinsos_head')
  const full = await head.api.exchange.getPersonRows({ body: { ids: [person.id], identifiers: 'full' } })
  expect(full.items[0]).toMatchObject({ nik: expect.stringMatching(/^\d{16}$/), kkNumber: family.kkNumber })
  const access = await head.api.persons.listPersonAccess({ params: { personId: person.id } })
  expect(access.items.map(({ operation, fields }) => [operation, fields])).toEqual([
    ['getPersonRows', ['person_row', 'nik', 'kk']],
    ['getPersonRows', ['person_row']],
    ['createPerson', expect.anything()],
  ])
})

test('who is elsewhere, or nobody, is missing', async () => {
  const here = await createPerson(world)
  const elsewhere = await createPerson(world, 'elsewhere')
  const nobody = '019a0000-0000-7000-8000-000000000000'
  const manager = await world.officer('slrt_manager')
  const reply = await manager.api.exchange.getPersonRows({ body: { ids: [nobody, here.id, elsewhere.id] } })
  expect(reply.items.map(({ id }) => id)).toEqual([here.id])
  expect(reply.missing).toEqual([nobody, elsewhere.id])
})

test('the latest domicile wins as a whole over the card', async () => {
  const person = await createPerson(world)
  await world.owner.query(
    `insert into person_addresses (jurisdiction_id, person_id, kind, region_code, street, rt, source) values ($1, $2, 'card', $3, 'Jalan Kartu', '007', 'dtks')`,
    [world.shards.here, person.id, world.here.village],
  )
  const manager = await world.officer('slrt_manager')
  const row = async () => (await manager.api.exchange.getPersonRows({ body: { ids: [person.id] } })).items[0]
  // The domicile that the counter noted has no street: the card's is not put beside it.
  expect(await row()).toMatchObject({ street: null, rt: null })
  await world.owner.query(`delete from person_addresses where person_id = $1 and kind = 'domicile'`, [person.id])
  expect(await row()).toMatchObject({ street: 'Jalan Kartu', rt: '007' })
})
