/** Families with their people: identifiers, addresses, rankings, memberships, households. */
import { HAMLETS, nameOf, type Sex } from './names.ts'
import { AGES_AS_OF, dateOf, DAY, type Place, releaseDays, type Rows, type Village } from './plan.ts'
import type { Random } from './random.ts'

export interface DemoPerson {
  readonly id: string
  readonly sex: Sex
  readonly age: number
  readonly name: string | null
  readonly village: Village
  readonly identity: 'complete' | 'partial' | 'none'
}

interface Maker {
  readonly rows: Rows
  readonly random: Random
  readonly place: Place
  readonly jurisdiction: number
  readonly villages: readonly Village[]
  readonly today: Date
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

/** Shape of a real NIK (women: day + 40; serial not 0000) under a province that does not exist. */
export const demoNik = (area: string, district: number, birth: Date, sex: Sex, serial: number): string => {
  const day = birth.getUTCDate() + (sex === 'female' ? 40 : 0)
  const date = `${pad(day)}${pad(birth.getUTCMonth() + 1)}${pad(birth.getUTCFullYear() % 100)}`
  return `99${area}${pad(district)}${date}${pad(serial, 4)}`
}
export const demoKk = (area: string, district: number, issued: Date, serial: number): string =>
  `99${area}${pad(district)}${pad(issued.getUTCDate())}${pad(issued.getUTCMonth() + 1)}${pad(issued.getUTCFullYear() % 100)}${pad(serial, 4)}`

const relationsOf = (random: Random): { relation: string; sex: Sex; age: number }[] => {
  const headAge = random.int(24, 78)
  const female = random.chance(0.18)
  const members: { relation: string; sex: Sex; age: number }[] = [
    { relation: 'head', sex: female ? 'female' : 'male', age: headAge },
  ]
  if (!female && random.chance(0.85))
    members.push({ relation: 'spouse', sex: 'female', age: Math.max(18, headAge - random.int(-3, 8)) })
  const children = headAge > 65 ? random.int(0, 1) : random.int(0, 4)
  for (let child = 0; child < children; child++)
    members.push({
      relation: 'child',
      sex: random.chance(0.5) ? 'male' : 'female',
      age: Math.max(0, Math.min(headAge - 20, headAge - 21 - child * random.int(2, 4))),
    })
  if (random.chance(0.16))
    members.push({ relation: 'parent', sex: random.chance(0.7) ? 'female' : 'male', age: Math.min(95, headAge + 24) })
  if (headAge > 50 && random.chance(0.2))
    members.push({ relation: 'grandchild', sex: random.chance(0.5) ? 'male' : 'female', age: random.int(1, 12) })
  return members
}

/** PKH and Sembako follow the desil, PBI-JK reaches to desil 5, PIP goes to pupils. */
const programmesOf = (random: Random, relation: string, age: number, desil: number | null): string[] => {
  if (desil === null) return []
  const list: string[] = []
  if (relation === 'head' && desil <= 4 && random.chance(0.45)) list.push('PKH')
  if (relation === 'head' && desil <= 4 && random.chance(0.55)) list.push('SEMBAKO')
  if (desil <= 5 && random.chance(0.7)) list.push('PBI-JK')
  if (age >= 7 && age <= 18 && desil <= 4 && random.chance(0.5)) list.push('PIP')
  if (age >= 70 && desil <= 2 && random.chance(0.2)) list.push('PERMAKANAN')
  return list
}

export const makePeople = ({ rows, random, place, jurisdiction, villages, today }: Maker): DemoPerson[] => {
  const people: DemoPerson[] = []
  const [older, newer] = releaseDays(today)
  const releases = [older, newer].map((cutOff) => {
    const id = random.uuid(new Date(`${cutOff}T00:00:00Z`))
    rows.add('data_releases', {
      jurisdiction_id: jurisdiction,
      id,
      source: 'dtsen',
      name: `DTSEN ${cutOff.slice(0, 7)}`,
      cut_off_on: cutOff,
    })
    return { id, cutOff }
  })
  const recorded = new Date(`${newer}T03:00:00Z`)
  const at = recorded.toISOString()
  const release = releases.at(-1)
  let serial = 0
  let lastHousehold = ''

  for (let family = 0; family < place.families; family++) {
    // The first village is the one whose officers have demo accounts, so it is the fullest.
    const village = random.chance(0.3) ? (villages[0] ?? random.pick(villages)) : random.pick(villages)
    const district = villages.indexOf(village) + 1
    const familyId = random.uuid(recorded, jurisdiction)
    const from = { source: 'dtsen', release_id: release?.id ?? null, recorded_at: at }
    const kk = demoKk(place.nikArea, district, new Date(AGES_AS_OF.getTime() - random.int(200, 6000) * DAY), family + 1)
    const street = `RT ${pad(random.int(1, 8))} RW ${pad(random.int(1, 6))}, ${random.pick(HAMLETS[place.culture])}`
    rows.add('families', {
      jurisdiction_id: jurisdiction,
      id: familyId,
      kk_number: kk,
      region_code: village.code,
      street,
      row_number: serial + 1,
      created_at: at,
      updated_at: at,
      ...from,
    })

    const desil = random.chance(0.06)
      ? null
      : Math.min(10, Math.max(1, Math.round(random.int(1, 6) + random.int(0, 3))))
    for (const { id, cutOff } of releases) {
      const shown = desil !== null && cutOff === older ? Math.min(10, Math.max(1, desil + random.int(-1, 1))) : desil
      rows.add('family_rankings', {
        jurisdiction_id: jurisdiction,
        family_id: familyId,
        release_id: id,
        desil: shown,
        cut_off_on: cutOff,
        recorded_at: at,
      })
    }
    // Every twelfth family lives with the one before: household and family are not the same.
    const household = family % 12 === 11 ? lastHousehold : random.uuid(recorded)
    if (household !== lastHousehold)
      rows.add('households', {
        jurisdiction_id: jurisdiction,
        id: household,
        external_id: `DEMO${place.code}${pad(family, 6)}`,
        region_code: village.code,
        source: 'dtsen',
        created_at: at,
      })
    lastHousehold = household

    let motherOfChildren: string | null = null
    for (const { relation, sex, age } of relationsOf(random)) {
      serial++
      const birth = new Date(AGES_AS_OF.getTime() - Math.floor((age + random.int(1, 99) / 100) * 365.25) * DAY)
      const id = random.uuid(recorded, jurisdiction)
      const name = nameOf(random, place.culture, sex, age)
      const noPapers = age < 1 || random.chance(0.015)
      if (relation === 'spouse' || (relation === 'head' && sex === 'female')) motherOfChildren = name
      const mother =
        relation === 'child' ? motherOfChildren : nameOf(random, place.culture, 'female', Math.min(95, age + 25))
      rows.add('persons', {
        jurisdiction_id: jurisdiction,
        id,
        identity_status: noPapers ? 'partial' : 'complete',
        name,
        sex,
        birth_date: dateOf(birth),
        birth_place: random.chance(0.8) ? place.short.charAt(0).toUpperCase() + place.short.slice(1) : null,
        mother_name: mother,
        region_code: village.code,
        row_number: serial,
        created_at: at,
        updated_at: at,
        ...from,
      })
      if (!noPapers) {
        // A few cards share one NIK: duplicates are data that officers must see.
        const shared = random.chance(0.002)
        const nik = demoNik(place.nikArea, district, birth, sex, shared ? 1 : (serial % 9998) + 1)
        const status = random.chance(0.85)
          ? 'match'
          : random.pick(['unchecked', 'partial_match', 'no_match', 'not_found', 'inactive'])
        rows.add('person_identifiers', {
          jurisdiction_id: jurisdiction,
          id: random.uuid(recorded),
          person_id: id,
          type: 'nik',
          value: nik,
          status,
          row_number: serial,
          ...from,
        })
      }
      rows.add('person_addresses', {
        jurisdiction_id: jurisdiction,
        id: random.uuid(recorded),
        person_id: id,
        kind: 'card',
        region_code: village.code,
        street,
        row_number: serial,
        ...from,
      })
      const elsewhere = random.chance(0.08) ? random.pick(villages) : village
      rows.add('person_addresses', {
        jurisdiction_id: jurisdiction,
        id: random.uuid(recorded),
        person_id: id,
        kind: 'domicile',
        region_code: elsewhere.code,
        street:
          elsewhere === village ? street : `RT ${pad(random.int(1, 8))} RW ${pad(random.int(1, 6))}, rumah kontrakan`,
        row_number: serial,
        ...from,
      })
      rows.add('family_members', {
        jurisdiction_id: jurisdiction,
        id: random.uuid(recorded),
        family_id: familyId,
        person_id: id,
        relation,
        row_number: serial,
        ...from,
      })
      rows.add('household_members', {
        jurisdiction_id: jurisdiction,
        person_id: id,
        household_id: household,
        release_id: release?.id ?? null,
        recorded_at: at,
      })
      for (const programme of programmesOf(random, relation, age, desil)) {
        const since = dateOf(new Date(today.getTime() - random.int(100, 1800) * DAY))
        const ended = random.chance(0.12) ? dateOf(new Date(today.getTime() - random.int(1, 90) * DAY)) : ''
        rows.add('programme_memberships', {
          jurisdiction_id: jurisdiction,
          id: random.uuid(recorded),
          person_id: id,
          programme_code: programme,
          valid: `[${since},${ended})`,
          row_number: serial,
          ...from,
        })
      }
      people.push({ id, sex, age, name, village, identity: noPapers ? 'partial' : 'complete' })
    }
  }
  return people
}
