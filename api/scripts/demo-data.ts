/** Demo data: deterministic, recognisably not real (NIKs of a province that does not exist), never in production. */
import { hashPassword } from '../src/modules/identity/passwords.ts'
import { enrolJurisdiction } from '../src/modules/regions/enrolment.ts'
import type { Config } from '../src/config.ts'
import { withClient } from '../src/migrate.ts'
import type pg from 'pg'
import {
  DEMO_PASSWORD,
  institutionUserName,
  makeAccount,
  makePlaceAccounts,
  type DemoAccount,
} from './demo/accounts.ts'
import type { CaseMaker, DemoInstitution, PpksTypeRow } from './demo/case-maker.ts'
import { makeComplaints } from './demo/complaints.ts'
import { writeStep } from './demo/history.ts'
import { makePeople, type DemoPerson } from './demo/people.ts'
import { makePpks } from './demo/ppks.ts'
import { DAY, PLACES, PROVINCES, Rows, startOfDay, type Place, type Village } from './demo/plan.ts'
import { seeded, type Random } from './demo/random.ts'
import { FOUND_AT } from './demo/scenarios.ts'
import { makeSpecialCases } from './demo/special-cases.ts'

export { DEMO_PASSWORD, demoAccounts } from './demo/accounts.ts'

const SEED = 20_251_122
const VILLAGES_PER_PLACE = 9

/** Spread over the whole kabupaten/kota, so that areas and neighbours differ. */
const villagesOf = async (client: pg.Client, place: Place): Promise<Village[]> => {
  const { rows } = await client.query<{ code: string; name: string }>(
    `SELECT code, name FROM (SELECT code, name, row_number() OVER (ORDER BY code) - 1 AS n, count(*) OVER () AS total
       FROM regions WHERE level = 4 AND code LIKE $1 || '%') r
     WHERE n % greatest(1, total / $2::int) = 0 ORDER BY code LIMIT $2::int`,
    [place.code, VILLAGES_PER_PLACE],
  )
  return rows.map(({ code, name }) => ({ code, name, district: code.slice(0, 6) }))
}

const INSTITUTIONS: readonly { readonly name: string; readonly kind: string; readonly sectors: readonly string[] }[] = [
  { name: 'Dinas Kesehatan', kind: 'dinas', sectors: ['health'] },
  { name: 'Dinas Pendidikan', kind: 'dinas', sectors: ['education'] },
  { name: 'Dinas Perumahan dan Permukiman', kind: 'dinas', sectors: ['housing'] },
  { name: 'Dinas Kependudukan dan Pencatatan Sipil', kind: 'dinas', sectors: ['civil_registration'] },
  { name: 'Dinas Tenaga Kerja', kind: 'dinas', sectors: ['employment'] },
  { name: 'Dinas Pertanian dan Ketahanan Pangan', kind: 'dinas', sectors: ['agriculture', 'food'] },
  { name: 'UPTD Perlindungan Perempuan dan Anak', kind: 'dinas', sectors: ['violence_protection'] },
  { name: 'BPBD', kind: 'dinas', sectors: ['disaster'] },
  { name: 'LKS Kasih Sesama', kind: 'lks', sectors: ['social_economy'] },
  { name: 'LKS Rumah Harapan Lansia', kind: 'lks', sectors: ['social_economy', 'health'] },
  { name: 'Baznas', kind: 'other', sectors: ['social_economy', 'food', 'other'] },
]

interface World {
  readonly client: pg.Client
  readonly rows: Rows
  readonly random: Random
  readonly passwordHash: string
  readonly today: Date
  readonly types: readonly PpksTypeRow[]
  readonly standards: ReadonlyMap<string, number>
}

const OFFICE_HOURS = 'Senin–Kamis 08.00–15.30, Jumat 08.00–14.30'
/** The kabupaten's SLRT and the Puskesos of each village. Numbers of a range that nobody is given. */
const makeOffices = (
  world: World,
  place: Place,
  jurisdiction: number,
  villages: readonly Village[],
  at: Date,
): void => {
  const short = `${place.short.charAt(0).toUpperCase()}${place.short.slice(1)}`
  const add = (regionCode: string, name: string, phone: string, address: string): void =>
    world.rows.add('office_contacts', {
      jurisdiction_id: jurisdiction,
      region_code: regionCode,
      name,
      phone,
      hours: OFFICE_HOURS,
      address,
      created_at: at.toISOString(),
      updated_at: at.toISOString(),
    })
  add(place.code, `SLRT ${short}, Dinas Sosial`, `0800${place.code}000`, `Jalan Percontohan 1, ${short}`)
  for (const [n, { code, name }] of villages.entries())
    add(code, `Puskesos ${name}`, `0800${place.code}${String(n + 1).padStart(3, '0')}`, `Balai Desa ${name}`)
}

const makeInstitutions = (world: World, place: Place, jurisdiction: number, at: Date): DemoInstitution[] =>
  INSTITUTIONS.map(({ name, kind, sectors }, ordinal) => {
    const id = world.random.uuid(at)
    const full = `${name} ${place.short.charAt(0).toUpperCase()}${place.short.slice(1)}`
    world.rows.add('institutions', {
      jurisdiction_id: jurisdiction,
      id,
      name: full,
      kind,
      sectors,
      region_code: place.code,
      phone: `0800${world.random.int(1_000_000, 9_999_999)}`,
      created_at: at.toISOString(),
      updated_at: at.toISOString(),
    })
    const officer = makeAccount(
      { ...world, at },
      {
        jurisdiction,
        role: 'institution_officer',
        userName: institutionUserName(place.short, ordinal),
        culture: place.culture,
        regionCode: null,
        institutionId: id,
        keptBy: place.code,
      },
    )
    return { id, name: full, sectors, officer }
  })

/** Found without papers and without a name: internal id, estimated birth year, place found. */
const makeNameless = (
  world: World,
  jurisdiction: number,
  villages: readonly Village[],
  author: DemoAccount,
): DemoPerson[] =>
  FOUND_AT.map((foundAt, n) => {
    const { rows, random, today } = world
    const at = new Date(today.getTime() - (n + 2) * 5 * DAY)
    const id = random.uuid(at, jurisdiction)
    const sex = n === 1 ? 'female' : 'male'
    const age = random.int(30, 75)
    const village = villages[0] ?? random.pick(villages)
    rows.add('persons', {
      jurisdiction_id: jurisdiction,
      id,
      identity_status: 'none',
      name: null,
      sex,
      birth_year_estimated: today.getUTCFullYear() - age,
      found_at: foundAt,
      region_code: village.code,
      source: 'officer',
      recorded_at: at.toISOString(),
      created_by: author.id,
      created_at: at.toISOString(),
      updated_at: at.toISOString(),
    })
    const subject = { jurisdiction, type: 'person', id, aboutId: id, regionCode: village.code, visibleWith: null }
    writeStep(rows, random, subject, {
      at,
      actor: author,
      operation: 'createPerson',
      from: null,
      to: 'created',
      transition: null,
    })
    return { id, sex, age, name: null, village, identity: 'none' }
  })

const makePlace = async (world: World, place: Place): Promise<void> => {
  const { rows, random, today } = world
  const jurisdiction = await enrolJurisdiction(world.client, place.code)
  const villages = await villagesOf(world.client, place)
  const [village] = villages
  if (!village) throw new Error(`no villages in ${place.code}: is the reference data loaded?`)
  const at = new Date(today.getTime() - 400 * DAY)
  const accounts = makePlaceAccounts({ ...world, at }, place, jurisdiction, village)
  makeOffices(world, place, jurisdiction, villages, at)
  const institutions = makeInstitutions(world, place, jurisdiction, at)
  const listed = makePeople({ rows, random, place, jurisdiction, villages, today })
  const author = accounts.get('facilitator')
  if (!author) throw new Error('no facilitator')
  const people = [...listed, ...makeNameless(world, jurisdiction, villages, author)]
  const maker: CaseMaker = {
    rows,
    random,
    jurisdiction,
    placeCode: place.code,
    people,
    villages,
    accounts,
    institutions,
    types: world.types,
    standards: world.standards,
    today,
  }
  makePpks(maker, 70)
  makeComplaints(maker, 75)
}

/** One statement a table. The database itself turns JSON into its column types; defaults hold for what is not named. */
const insertAll = async (client: pg.Client, rows: Rows): Promise<void> => {
  const ORDER = [
    'accounts',
    'institutions',
    'office_contacts',
    'grants',
    'data_releases',
    'persons',
    'person_identifiers',
    'person_addresses',
    'programme_memberships',
    'families',
    'family_members',
    'family_rankings',
    'households',
    'household_members',
    'ppks_registrations',
    'ppks_answers',
    'complaints',
    'referrals',
    'events',
    'audit_entries',
  ]
  for (const table of ORDER) {
    const list = [...(rows.tables.get(table) ?? [])]
    if (table === 'events' || table === 'audit_entries') list.sort((a, b) => String(a.at).localeCompare(String(b.at)))
    const columns = [...new Set(list.flatMap((row) => Object.keys(row)))]
    const missing = new Set(columns.filter((column) => list.some((row) => !(column in row))))
    // A column that only some rows name would turn its default into NULL for the others.
    const named = list.map((row) => Object.fromEntries(columns.map((column) => [column, row[column] ?? null])))
    if (list.length === 0) continue
    const names = columns.map((column) => client.escapeIdentifier(column)).join(', ')
    await client
      .query(
        `INSERT INTO ${table} (${names}) SELECT ${names} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
        [JSON.stringify(named)],
      )
      .catch((error: unknown) => {
        throw new Error(`demo data for ${table} (not in every row: ${[...missing].join(', ')})`, { cause: error })
      })
  }
  for (const table of [...ORDER, 'regions']) await client.query(`ANALYZE ${table}`)
}

export type DemoResult = 'created' | 'present' | 'foreign'

/** What the steps of the product would have written beside each case: the matter of its events, and whom it is kept from. */
const protectCases = async (client: pg.Client): Promise<void> => {
  await client.query(
    `UPDATE events e SET matter_id = CASE e.subject_type WHEN 'referral' THEN (SELECT r.complaint_id FROM referrals r WHERE r.jurisdiction_id = e.jurisdiction_id AND r.id = e.subject_id) ELSE e.subject_id END
     WHERE e.subject_type IN ('complaint', 'referral', 'ppks')`,
  )
  await client.query(
    `INSERT INTO matter_guards (jurisdiction_id, matter_id, of_person, kind, permission, created_by)
     SELECT jurisdiction_id, id, false, 'circle', 'ppks.read-restricted', created_by FROM ppks_registrations WHERE restricted
     UNION ALL SELECT DISTINCT ON (jurisdiction_id, person_id) jurisdiction_id, person_id, true, 'circle', 'ppks.read-restricted', created_by FROM ppks_registrations WHERE restricted`,
  )
}

export const makeDemoData = async (client: pg.Client, now = new Date()): Promise<DemoResult> => {
  const { rows: found } = await client.query<{ demo: boolean; used: boolean }>(
    `SELECT EXISTS (SELECT FROM accounts WHERE user_name = 'kementerian') AS demo, EXISTS (SELECT FROM accounts) AS used`,
  )
  if (found[0]?.demo) return 'present'
  if (found[0]?.used) return 'foreign'
  const types = await client.query<PpksTypeRow>(
    `SELECT t.code, t.min_age, t.max_age, t.sex, t.unit, t.restricted, array_agg(c.code ORDER BY c.ordinal) AS criteria
     FROM ppks_types t JOIN ppks_criteria c ON c.type_code = t.code GROUP BY t.code ORDER BY t.number`,
  )
  const standards = await client.query<{ key: string; hours: number }>(
    `SELECT step || ' ' || urgency AS key, calendar_hours AS hours FROM service_standards`,
  )
  const world: World = {
    client,
    rows: new Rows(),
    random: seeded(SEED),
    passwordHash: await hashPassword(DEMO_PASSWORD),
    today: startOfDay(now),
    types: types.rows,
    standards: new Map(standards.rows.map(({ key, hours }) => [key, hours])),
  }
  const at = new Date(world.today.getTime() - 400 * DAY)
  const nation = await enrolJurisdiction(client, null)
  makeAccount(
    { ...world, at },
    {
      jurisdiction: nation,
      role: 'ministry_officer',
      userName: 'kementerian',
      culture: 'java',
      regionCode: null,
      keptBy: null,
    },
  )
  for (const { code, short } of PROVINCES) {
    const jurisdiction = await enrolJurisdiction(client, code)
    makeAccount(
      { ...world, at },
      {
        jurisdiction,
        role: 'province_officer',
        userName: `provinsi.${short}`,
        culture: 'java',
        regionCode: code,
        keptBy: code,
      },
    )
  }
  for (const place of PLACES) await makePlace(world, place)
  await insertAll(client, world.rows)
  await protectCases(client)
  await makeSpecialCases(client, world.today)
  return 'created'
}

/** All or nothing: a run that is killed leaves the database empty, and the next start tries again. */
export const loadDemoData = async (config: Pick<Config, 'production' | 'migrateDatabaseUrl'>): Promise<DemoResult> => {
  if (config.production) throw new Error('Demo data is never made in production')
  return withClient(config.migrateDatabaseUrl, async (client) => {
    await client.query('BEGIN')
    try {
      const result = await makeDemoData(client)
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK')
      throw error
    }
  })
}
