/** A DTKS export as offices get it (pipe-delimited, quoted, misspelt header and all), with rows that must be refused. */
import { csvFields, regionsCsv } from '../../src/reference-data.ts'
import { nameOf, variedName, type Culture, type Sex } from './names.ts'
import { demoKk, demoNik } from './people.ts'
import { AGES_AS_OF, dateOf, DAY, PLACES } from './plan.ts'
import { seeded, type Random } from './random.ts'

export interface DtksFileOptions {
  readonly rows: number
  /** How many of the rows cannot be taken; spread over the file, every kind in turn. */
  readonly bad: number
  /** Four digits. */
  readonly kabupaten: string
  /** 2 and above: the same people a release later, one in twenty changed. */
  readonly edition?: number
}

export const DTKS_HEADER =
  'ID DTKS|PROVINSI|KABUPATEN/KOTA|KECAMATAN|DESA/KELUARAHAN|ALAMAT|DUSUN|RT|RW|NOKK|NIK|NAMA|TANGGAL LAHIR|TEMPAT LAHIR|JENIS KELAMIN|PEKERJAAN|NAMA IBU KANDUNG|HUB KELUARGA|KETERANGAN PADAN|BANSOS BPNT|BANSOS PKH|BANSOS BPNT-PPKM|PBI JKN'

const COLUMN = { village: 4, kk: 9, nik: 10, name: 11, birthDate: 12, sex: 14 } as const

type Spoil = (fields: readonly string[]) => readonly string[]
const put =
  (column: number, change: (value: string) => string): Spoil =>
  (fields) =>
    fields.map((value, index) => (index === column ? change(value) : value))

/** What spreadsheets and typing do to a row. Each kind by itself makes the row unusable. */
export const SPOILS: Readonly<Record<string, Spoil>> = {
  nik_length: put(COLUMN.nik, (nik) => nik.slice(0, 15)),
  nik_scientific: put(COLUMN.nik, (nik) => `${nik.charAt(0)}.${nik.slice(1, 6)}E+15`),
  // Fifteen significant digits are kept; a second round trip loses more.
  nik_last_digits_lost: put(COLUMN.nik, (nik) => `${nik.slice(0, 12)}0000`),
  nik_not_digits: put(COLUMN.nik, (nik) => `${nik.slice(0, 7)}X${nik.slice(8)}`),
  nik_impossible: put(COLUMN.nik, (nik) => `${nik.slice(0, 8)}13${nik.slice(10)}`),
  kk_scientific: put(COLUMN.kk, (kk) => `${kk.charAt(0)}.${kk.slice(1, 6)}E+15`),
  kk_length: put(COLUMN.kk, (kk) => kk.slice(0, 15)),
  birth_date_impossible: put(COLUMN.birthDate, (date) => `${date.slice(0, 4)}-02-31`),
  village_unknown: put(COLUMN.village, () => 'DESA YANG TIDAK ADA'),
  name_missing: put(COLUMN.name, () => ''),
  sex_unknown: put(COLUMN.sex, () => 'X'),
  broken_encoding: put(COLUMN.name, (name) => `${name.slice(0, 2)}\uFFFD\uFFFD${name.slice(2)}`),
  column_count: (fields) => fields.slice(0, 12),
}

interface Place {
  readonly province: string
  readonly regency: string
  readonly villages: readonly { readonly district: string; readonly village: string }[]
}

const readPlace = (kabupaten: string): Place => {
  const names = new Map<string, string>()
  const villages: { district: string; village: string }[] = []
  for (const line of regionsCsv().split('\n').slice(1)) {
    const [code = '', , name = ''] = csvFields(line)
    if (code !== kabupaten.slice(0, 2) && !code.startsWith(kabupaten)) continue
    names.set(code, name.toUpperCase())
    if (code.length === 10) villages.push({ district: names.get(code.slice(0, 6)) ?? '', village: name.toUpperCase() })
  }
  const regency = names.get(kabupaten)
  if (regency === undefined) throw new Error(`There is no kabupaten/kota ${kabupaten}`)
  const key = (each: { district: string; village: string }): string => `${each.district} ${each.village}`
  const times = new Map<string, number>()
  for (const each of villages) times.set(key(each), (times.get(key(each)) ?? 0) + 1)
  return {
    province: names.get(kabupaten.slice(0, 2)) ?? '',
    regency,
    // Two villages of one name in a kecamatan cannot be told apart in this layout.
    villages: villages.filter((each) => times.get(key(each)) === 1),
  }
}

/** The list of all regions is long: a process that makes many files reads each kabupaten once. */
const places = new Map<string, Place>()
const placeOf = (kabupaten: string): Place => {
  const place = places.get(kabupaten) ?? readPlace(kabupaten)
  places.set(kabupaten, place)
  return place
}

const cultureOf = (kabupaten: string): Culture => {
  const province = Number(kabupaten.slice(0, 2))
  if (province < 30) return 'minang'
  return province >= 60 ? 'bugis' : 'java'
}

const JOBS = ['BURUH TANI', 'PETANI', 'IBU RUMAH TANGGA', 'BURUH HARIAN LEPAS', 'PEDAGANG', 'TIDAK BEKERJA', 'PELAJAR']
const RELATIONS = ['KEPALA KELUARGA', 'ISTRI', 'ANAK', 'ANAK', 'ORANG TUA'] as const
const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

/** 1 … 9, 11 … 19, …: a number that ends in 0 might have lost a digit. */
const withoutLastZero = (n: number): number => n + Math.floor((n - 1) / 9)

/** No two rows of a file share a NIK by accident, and none looks as if digits were lost. */
const unusedNik = (used: Set<string>, area: string, district: number, birth: Date, sex: Sex, start: number): string => {
  for (let serial = start; ; serial++) {
    const number = (serial % 9999) + 1
    if (number % 10 === 0) continue
    const nik = demoNik(area, district, birth, sex, number)
    if (used.has(nik)) continue
    used.add(nik)
    return nik
  }
}

const line = (fields: readonly string[]): string =>
  `${fields.map((field) => `"${field.replaceAll('"', '""')}"`).join('|')}\r\n`

/** The file, line by line; the same for the same options. */
export function* dtksFile({ rows, bad, kabupaten, edition = 1 }: DtksFileOptions): Generator<string> {
  const place = placeOf(kabupaten)
  const random = seeded(Number(kabupaten) * 7919)
  const changes = seeded(edition * 104_729)
  const variety = seeded(Number(kabupaten) * 31)
  const culture = cultureOf(kabupaten)
  // Beside the areas of the demo data, so that a file never meets its people by accident.
  const area = pad(
    50 +
      Math.max(
        0,
        PLACES.findIndex(({ code }) => code === kabupaten),
      ),
  )
  const spoils = Object.values(SPOILS)
  const used = new Set<string>()
  let spoiled = 0
  let family = 0
  let member = 0
  let members = 0
  let kk = ''
  let home: readonly string[] = []
  let householdId = ''

  yield `${DTKS_HEADER}\r\n`
  for (let row = 0; row < rows; row++) {
    if (member === members) {
      family++
      member = 0
      members = random.int(1, RELATIONS.length)
      const { district, village } = random.pick(place.villages)
      const issued = new Date(AGES_AS_OF.getTime() - random.int(200, 6000) * DAY)
      kk = demoKk(area, 1 + (family % 60), issued, withoutLastZero(((family - 1) % 8991) + 1))
      householdId = `${kabupaten}${pad(family, 8)}`
      const hamlet = `DUSUN ${random.int(1, 6)}`
      home = [
        place.province,
        place.regency,
        district,
        village,
        `RT ${pad(random.int(1, 9))}`,
        hamlet,
        pad(random.int(1, 9), 3),
        pad(random.int(1, 9), 3),
      ]
    }
    const relation = RELATIONS[member] ?? 'ANAK'
    const fields = personFields(random, changes, variety, edition, {
      relation,
      culture,
      area,
      family,
      row,
      used,
      kk,
      home,
      householdId,
      place,
    })
    member++
    const due = Math.floor(((row + 1) * bad) / rows)
    const spoil = due > spoiled ? spoils[spoiled % spoils.length] : undefined
    if (due > spoiled) spoiled++
    yield line(spoil ? spoil(fields) : fields)
  }
}

interface PersonAt {
  readonly relation: string
  readonly culture: Culture
  readonly area: string
  readonly family: number
  readonly row: number
  readonly used: Set<string>
  readonly kk: string
  readonly home: readonly string[]
  readonly householdId: string
  readonly place: Place
}

const personFields = (random: Random, changes: Random, variety: Random, edition: number, at: PersonAt): string[] => {
  const child = at.relation === 'ANAK'
  const age = child ? random.int(0, 22) : at.relation === 'ORANG TUA' ? random.int(60, 90) : random.int(24, 70)
  const sex: Sex = at.relation === 'ISTRI' || random.chance(0.4) ? 'female' : 'male'
  const days = Math.floor((age + random.int(1, 99) / 100) * 365.25) + variety.int(0, 3)
  const birth = new Date(AGES_AS_OF.getTime() - days * DAY)
  const nik = unusedNik(at.used, at.area, 1 + (at.family % 60), birth, sex, at.row)
  const named = (who: Sex, years: number): string =>
    variedName(variety, nameOf(random, at.culture, who, years), at.culture, who).toUpperCase()
  const name = named(sex, age)
  const mother = named('female', age + 25)
  const aid = (probability: number): string => (random.chance(probability) ? 'YA' : 'TIDAK')
  const moved = edition > 1 && changes.chance(0.05)
  return [
    at.householdId,
    ...at.home.slice(0, 4),
    moved ? `${at.home[4] ?? ''} BARU` : (at.home[4] ?? ''),
    ...at.home.slice(5),
    at.kk,
    nik,
    name,
    dateOf(birth),
    at.place.regency.replace(/^(KABUPATEN|KOTA) /, ''),
    sex === 'male' ? 'LAKI-LAKI' : 'PEREMPUAN',
    age < 18 ? 'PELAJAR' : random.pick(JOBS),
    moved ? `${mother} BINTI ${name.split(' ')[0] ?? ''}` : mother,
    at.relation,
    'PADAN',
    aid(0.4),
    aid(0.3),
    aid(0.1),
    aid(0.7),
  ]
}
