/** Persons through the API, families through SQL (no operation makes one: they come by import). */
import type { Person } from '@pandu-gempita/shared/persons'
import { newKey, type World } from '../world.ts'

let serial = 0
/** Province 99 does not exist, so none of these can be anybody's; the serial never ends in 0. */
export function nextNik(): string {
  serial++
  return `990101150680${String(serial + Math.floor((serial - 1) / 9)).padStart(4, '0')}`
}
export function nextKk(): string {
  serial++
  return `990101010120${String(serial + Math.floor((serial - 1) / 9)).padStart(4, '0')}`
}

export async function createPerson(
  world: World,
  where: 'here' | 'otherVillage' | 'elsewhere' = 'here',
  name = 'Sutinah',
): Promise<Person> {
  const officer = await world.officer('puskesos_back_office')
  const maker =
    where === 'here' ? officer : await world.neighbourOf(officer, where === 'elsewhere' ? 'regency' : 'village')
  return maker.api.persons.createPerson({
    body: {
      identityStatus: 'complete',
      name,
      nik: nextNik(),
      sex: 'female',
      birthDate: '1980-06-15',
      villageCode: world[where].village,
      phone: '081234567890',
      motherName: 'Ngatmi',
    },
    idempotencyKey: newKey(),
  })
}

export interface TestFamily {
  readonly id: string
  readonly kkNumber: string
  readonly headId: string
}

export async function createFamily(world: World, head: Person): Promise<TestFamily> {
  const kkNumber = nextKk()
  const shard = world.shards.here
  const { rows } = await world.owner.query<{ id: string }>(
    `insert into families (jurisdiction_id, id, kk_number, region_code, street, source) values ($1, new_id($1), $2, $3, 'RT 01 RW 02', 'officer') returning id`,
    [shard, kkNumber, head.villageCode],
  )
  const id = rows[0]?.id
  if (id === undefined) throw new Error('the family was not made')
  await world.owner.query(
    `insert into family_members (jurisdiction_id, family_id, person_id, relation, source) values ($1, $2, $3, 'head', 'officer')`,
    [shard, id, head.id],
  )
  const release = await world.owner.query<{ id: string }>(
    `insert into data_releases (jurisdiction_id, source, name, cut_off_on) values ($1, 'dtsen', $2, '2025-07-20') returning id`,
    [shard, `DTSEN ${kkNumber.slice(-4)}`],
  )
  await world.owner.query(
    `insert into family_rankings (jurisdiction_id, family_id, release_id, desil, cut_off_on) values ($1, $2, $3, 2, '2025-07-20')`,
    [shard, id, release.rows[0]?.id],
  )
  return { id, kkNumber, headId: head.id }
}
