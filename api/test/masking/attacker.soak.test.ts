/** The attacker over the whole demo register: every person's page, every list, as every role that sees people. */
import { expect, test } from '@jest/globals'
import { loadDemoData } from '../../scripts/demo-data.ts'
import { useWorld } from '../world.ts'
import { attack, gather, openNumbers, type Victim } from './attacker.ts'

let victims: Victim[]
const world = useWorld(async () => {
  // Demo data is made for a database that nobody has used yet.
  await world.owner.query('delete from accounts')
  expect(await loadDemoData({ production: false, migrateDatabaseUrl: world.ownerUrl })).toBe('created')
  const { rows } = await world.owner.query<Victim>(
    `select p.id, i.value as nik, m.kk_number as kk, p.birth_date::text as "birthDate", p.sex, p.region_code as village
     from persons p join person_identifiers i on i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id and i.type = 'nik' and upper_inf(i.valid)
     left join current_family_members m on m.jurisdiction_id = p.jurisdiction_id and m.person_id = p.id where p.jurisdiction_id = $1 order by p.id`,
    [world.shards.here],
  )
  victims = rows
})

test.each(['slrt_manager', 'slrt_front_office', 'slrt_back_office', 'dinsos_verifier', 'dinsos_head'] as const)(
  '%s',
  async (role) => {
    expect(victims.length).toBeGreaterThan(1_500)
    const loot = await gather(await world.officer(role), {
      victims,
      opened: victims,
      names: ['Siti', 'Sri', 'Agus', 'Budi', 'Slamet'],
      village: victims[0]?.village ?? '',
      releases: undefined,
      since: '2020-01-01T00:00:00.000Z',
    })
    expect(openNumbers(loot, victims)).toEqual([])
    const { tried, rebuilt } = attack(loot, victims)
    expect(rebuilt).toEqual([])
    expect(tried).toBeGreaterThan(victims.length * 0.9)
  },
  1_200_000,
)
