/** The id of a record says its home, however the record came about; and records with older ids are found as before. */
import { expect, test } from '@jest/globals'
import { loadDemoData } from '../../scripts/demo-data.ts'
import { createTestDatabase, preparedTemplate } from '../database.ts'
import { applyBatch, matchedBatch } from '../factories/imports.ts'
import { createFamily, createPerson } from '../factories/people.ts'
import { createRegistration } from '../factories/ppks.ts'
import { referralIn } from '../factories/referrals.ts'
import { useWorld } from '../world.ts'
import { withClient } from '../../src/migrate.ts'

const RECORDS = ['persons', 'families', 'complaints', 'referrals', 'ppks_registrations'] as const
const world = useWorld()

/** Rows whose id does not say their home, and how many rows there are. */
const strangers = async (ownerUrl: string): Promise<Record<string, { rows: number; elsewhere: number }>> =>
  withClient(ownerUrl, async (client) => {
    const found: Record<string, { rows: number; elsewhere: number }> = {}
    for (const table of RECORDS) {
      const { rows } = await client.query<{ rows: number; elsewhere: number }>(
        `select count(*)::int as rows, (count(*) filter (where substr(id::text, 15, 4) <> '8' || lpad(to_hex(jurisdiction_id), 3, '0')))::int as elsewhere from ${table}`,
      )
      found[table] = rows[0] ?? { rows: 0, elsewhere: 0 }
    }
    return found
  })
const expectHomes = async (ownerUrl: string): Promise<void> => {
  for (const [table, { rows, elsewhere }] of Object.entries(await strangers(ownerUrl)))
    expect({ table, some: rows > 0, elsewhere }).toEqual({ table, some: true, elsewhere: 0 })
}

test('made at the counter and by import', async () => {
  const person = await createPerson(world)
  await createFamily(world, person)
  await createRegistration(world)
  await referralIn(world, 'created')
  await applyBatch(world, await matchedBatch(world))
  await expectHomes(world.ownerUrl)
})

test('made for a demonstration', async () => {
  const demo = await createTestDatabase(
    await preparedTemplate('demo', (ownerUrl) => loadDemoData({ production: false, migrateDatabaseUrl: ownerUrl })),
  )
  await expectHomes(demo.ownerUrl)
  await demo.drop()
})

test('a record that is older than that is opened, corrected and refused as any other', async () => {
  const manager = (await world.officer('slrt_manager')).api
  const person = await createPerson(world)
  const { rows } = await world.owner.query<{ id: string }>(
    `insert into persons (jurisdiction_id, id, identity_status, name, region_code, source)
     select jurisdiction_id, uuidv7(), identity_status, name, region_code, source from persons where id = $1 returning id`,
    [person.id],
  )
  const id = rows[0]?.id ?? ''
  const opened = await manager.persons.getPerson({ params: { personId: id } })
  expect(opened).toMatchObject({ id, name: person.name, villageCode: person.villageCode })
  const neighbour = await world.neighbourOf(await world.officer('slrt_manager'))
  await expect(neighbour.api.persons.getPerson({ params: { personId: id } })).rejects.toMatchObject({
    problem: { code: 'not-found' },
  })
})
