/** Search finds whom it should, through the errors that people make, and nobody beyond the area. */
import { expect, test } from '@jest/globals'
import { applyBatch, fileOf, matchedBatch } from '../factories/imports.ts'
import { createFamily, createPerson } from '../factories/people.ts'
import { useWorld } from '../world.ts'

interface Known {
  id: string
  name: string
  birth_date: string
  region_code: string
  mother_name: string
}
let people: Known[]

const world = useWorld(async () => {
  await applyBatch(world, await matchedBatch(world, fileOf({ rows: 3_000, bad: 0 })))
  const { rows } = await world.owner.query<Known>(
    'select id, name, birth_date::text, region_code, mother_name from persons where length(name) >= 5 order by id',
  )
  people = rows
})

/** Errors of typing, each deterministic. */
const TYPOS: Readonly<Record<string, (name: string) => string>> = {
  'a wrong letter': (name) => `${name.slice(0, 2)}X${name.slice(3)}`,
  'a missing letter': (name) => `${name.slice(0, 3)}${name.slice(4)}`,
  'a doubled letter': (name) => `${name.slice(0, 3)}${name.charAt(2)}${name.slice(3)}`,
  'two letters swapped': (name) => `${name.slice(0, 1)}${name.charAt(2)}${name.charAt(1)}${name.slice(3)}`,
  'the parts swapped': (name) => name.split(' ').reverse().join(' '),
  'a title': (name) => `Hj. ${name}`,
  'small letters': (name) => name.toLowerCase(),
  'old spelling': (name) => name.replaceAll('U', 'OE'),
}
const some = (): Known[] => people.filter((_, at) => at % 97 === 0)

test.each(Object.entries(TYPOS))(
  '%s: found with the village, with the birth date, and with both',
  async (_name, spoil) => {
    const { api } = await world.officer('slrt_manager')
    const missed: string[] = []
    for (const person of some())
      for (const more of [
        { regionCode: person.region_code },
        { birthDate: person.birth_date },
        { regionCode: person.region_code, birthDate: person.birth_date },
      ]) {
        const { items } = await api.persons.searchPersons({ body: { name: spoil(person.name), ...more } })
        if (!items.some(({ id }) => id === person.id)) missed.push(`${spoil(person.name)} ${JSON.stringify(more)}`)
      }
    // A short name with a wrong letter among many alike: one in fifty may lie behind the first twenty.
    expect(missed.length).toBeLessThanOrEqual(Math.floor(some().length * 3 * 0.02))
  },
)

test('a date with day and month swapped, or a year off, still finds the person, and says so', async () => {
  const { api } = await world.officer('slrt_manager')
  const person = people.find(
    ({ birth_date: date }) => Number(date.slice(8)) <= 12 && date.slice(5, 7) !== date.slice(8),
  )
  if (!person) throw new Error('nobody with such a date')
  const [year = '', month = '', day = ''] = person.birth_date.split('-')
  const search = async (birthDate: string) =>
    (await api.persons.searchPersons({ body: { name: person.name, birthDate } })).items.find(
      ({ id }) => id === person.id,
    )
  expect((await search(`${year}-${day}-${month}`))?.matched).toContain('birth_date_swapped')
  expect((await search(`${Number(year) + 1}-${month}-${day}`))?.matched).toContain('birth_year')
})

test('in a whole kabupaten the exact name comes first, and a misspelt word still leads to it', async () => {
  const { api } = await world.officer('slrt_manager')
  const person = people.find(({ name }) => name.split(' ').length === 2)
  if (!person) throw new Error('nobody with two names')
  const exact = await api.persons.searchPersons({ body: { name: person.name } })
  expect(exact.items[0]?.name).toBe(person.name)
  expect(exact.items[0]?.matched).toContain('name_exact')
  const misspelt = await api.persons.searchPersons({ body: { name: `${person.name.slice(0, -1)}`, limit: 50 } })
  expect(misspelt.items.map(({ name }) => name)).toContain(person.name)
})

test('a name in the old spelling leads to who bears it with another, and to each word of a longer name', async () => {
  const { api } = await world.officer('slrt_manager')
  await createPerson(world, 'here', 'Mulyono Hadisucipto')
  await createPerson(world, 'otherVillage', 'Cahyono Mulyadi')
  const namesFor = async (name: string) =>
    (await api.persons.searchPersons({ body: { name, limit: 50 } })).items.map((hit) => hit.name)
  expect(await namesFor('Moeljono Hadi')).toContain('Mulyono Hadisucipto')
  expect(await namesFor('Hadisoetjipto')).toContain('Mulyono Hadisucipto')
  expect(await namesFor('Tjahjono')).toContain('Cahyono Mulyadi')
})

test('in a village the birth date alone is told where nobody’s name fits', async () => {
  const { api } = await world.officer('slrt_manager')
  const person = people[0]
  if (!person) throw new Error('nobody')
  const { items } = await api.persons.searchPersons({
    body: { name: 'Xyzqw', birthDate: person.birth_date, regionCode: person.region_code },
  })
  expect(items.find(({ id }) => id === person.id)?.matched).toEqual(['birth_date', 'village'])
})

test('the mother’s name tells namesakes apart', async () => {
  const { api } = await world.officer('slrt_manager')
  const person = people.find((one) =>
    people.some((other) => other.name === one.name && other.mother_name !== one.mother_name),
  )
  if (!person) throw new Error('no namesakes')
  const { items } = await api.persons.searchPersons({ body: { name: person.name, motherName: person.mother_name } })
  expect(items[0]?.matched).toEqual(expect.arrayContaining(['name_exact', 'mother_name']))
})

test('a village officer finds nobody of the next village, whatever is asked', async () => {
  const caller = await world.officer('puskesos_front_office')
  const outside = people.filter(({ region_code: region }) => region !== world.here.village).slice(0, 30)
  for (const person of outside)
    for (const more of [{}, { birthDate: person.birth_date }, { regionCode: person.region_code }]) {
      const { items } = await caller.api.persons.searchPersons({ body: { name: person.name, ...more } })
      expect(items.some(({ id }) => id === person.id)).toBe(false)
    }
})

test('the very name comes first, then what begins so, then what contains it, then what is similar; equals by likeness', async () => {
  const { api } = await world.officer('slrt_manager')
  const named = ['Abdul Qoriwati', 'Qorivati', 'Qoriwatiningsih', 'Qoriwati Bekti', 'Qoriwati']
  for (const name of named) await createPerson(world, 'here', name)
  const order = async (name: string, more: object): Promise<(string | null)[]> =>
    (await api.persons.searchPersons({ body: { name, limit: 50, ...more } })).items.map((hit) => hit.name)
  const first = (await order('Qoriwati', { regionCode: world.here.village })).slice(0, 5)
  expect(first).toEqual(['Qoriwati', 'Qoriwati Bekti', 'Qoriwatiningsih', 'Abdul Qoriwati', 'Qorivati'])
  // In the whole kabupaten too, among those that its words lead to.
  const everywhere = await order('Qoriwati', {})
  expect(everywhere.slice(0, 2)).toEqual(['Qoriwati', 'Qoriwati Bekti'])
  expect(everywhere.indexOf('Qorivati')).toBeGreaterThan(everywhere.indexOf('Abdul Qoriwati'))
  // Two wrong letters each: the nearest first, not the first of the alphabet.
  for (const name of ['Xukalvi', 'Xupalman']) await createPerson(world, 'here', name)
  expect(await order('Xupalmi', { regionCode: world.here.village })).toEqual(
    expect.arrayContaining(['Xupalman', 'Xukalvi']),
  )
  const near = await order('Xupalmi', { regionCode: world.here.village })
  expect(near.indexOf('Xupalman')).toBeLessThan(near.indexOf('Xukalvi'))
})

test('a hit says where in the village somebody lives and who heads the family, who has been looked at then', async () => {
  const head = await createPerson(world, 'here', 'Wiryodikromo')
  const child = await createPerson(world, 'here', 'Wiryodikromati')
  const family = await createFamily(world, head)
  await world.owner.query(
    `insert into family_members (jurisdiction_id, family_id, person_id, relation, source) values ($1, $2, $3, 'child', 'officer')`,
    [world.shards.here, family.id, child.id],
  )
  await world.owner.query(`update person_addresses set rt = '004', rw = '002' where person_id = $1`, [child.id])
  const { api, id } = await world.officer('slrt_manager', 'tells apart')
  const { items } = await api.persons.searchPersons({
    body: { name: 'Wiryodikrom', regionCode: world.here.village },
  })
  const told = items.map(({ name, rt, rw, headName, isHead }) => ({ name, rt, rw, headName, isHead }))
  expect(told).toContainEqual({
    name: 'Wiryodikromati',
    rt: '004',
    rw: '002',
    headName: 'Wiryodikromo',
    isHead: false,
  })
  expect(told).toContainEqual(expect.objectContaining({ name: 'Wiryodikromo', isHead: true }))
  const { items: only } = await api.persons.searchPersons({ body: { name: 'Wiryodikromati', limit: 1 } })
  expect(only).toHaveLength(1)
  const { rows } = await world.owner.query<{ looks: number }>(
    'select count(*)::int as looks from access_log where subject_id = $1 and actor_id = $2',
    [head.id, id],
  )
  expect(rows[0]?.looks).toBe(2)
})
