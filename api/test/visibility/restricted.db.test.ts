/** Protected PPKS types (children in contact with the law, survivors, health) show only where their own permission reaches. */
import { expect, test } from '@jest/globals'
import type { PpksRegistration } from '@pandu-gempita/shared/ppks'
import { createPerson } from '../factories/people.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'

let registration: PpksRegistration
const world = useWorld(async () => {
  const person = await createPerson(world)
  const { api } = await world.officer('puskesos_front_office')
  registration = await api.ppks.registerPpks({
    body: { personId: person.id, typeCode: 'KTK', criteria: [] },
    idempotencyKey: newKey(),
  })
})

/** Everywhere that a registration can show. */
async function sightings(caller: Caller): Promise<Record<string, boolean>> {
  const { api } = caller
  const params = { registrationId: registration.id }
  const has = (items: readonly { id?: string; subjectId?: string }[]): boolean =>
    items.some((item) => item.id === registration.id || item.subjectId === registration.id)
  return {
    record: await api.ppks.getPpksRegistration({ params }).then(
      () => true,
      (error: { problem?: { code: string } }) => {
        expect(error.problem?.code).toBe('not-found')
        return false
      },
    ),
    list: has((await api.ppks.listPpksRegistrations({ query: { limit: 200 } })).items),
    work: has((await api.work.getMyWork()).items),
    timeline: has((await api.persons.listPersonTimeline({ params: { personId: registration.personId } })).items),
  }
}

test('who holds the permission for the place sees it', async () => {
  expect(registration.restricted).toBe(true)
  expect(await sightings(await world.officer('puskesos_coordinator'))).toEqual({
    record: true,
    list: true,
    work: true,
    timeline: true,
  })
})

const NOWHERE = { record: false, list: false, work: false, timeline: false }

test('a colleague of the same counter without it sees nothing', async () => {
  expect(await sightings(await world.officer('puskesos_front_office', 'colleague'))).toEqual(NOWHERE)
})

test('holding it for another village shows nothing here', async () => {
  const officer = await world.officer('slrt_front_office', 'permission elsewhere')
  await world.owner.query(
    `insert into grants (jurisdiction_id, account_id, permission, scope, region_code, released_at) values ($1, $2, 'ppks.read-restricted', 'area', $3, now())`,
    [world.shards.here, officer.id, world.otherVillage.village],
  )
  // The person is in reach: only what is protected is not.
  expect((await officer.api.persons.getPerson({ params: { personId: registration.personId } })).id).toBe(
    registration.personId,
  )
  expect(await sightings(officer)).toEqual(NOWHERE)
})

test('who registered it keeps sight of the record', async () => {
  const own = await world.officer('puskesos_front_office')
  expect(await sightings(own)).toMatchObject({ record: true, list: true })
})
