/** The places, institutions and officers that tests speak of: village A with a neighbour in the kabupaten, and the kabupaten next door. */
import { can, stepNames, type RecordDefinition, type StateOf, type StepOf } from '@pandu-gempita/shared/contract/record'
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import { createTestApp, HERE, NEIGHBOUR, type ActorSpec, type Caller, type TestApp } from './harness.ts'
import { useOpened } from './opened.ts'

export interface Place {
  readonly regency: string
  readonly village: string
  readonly district: string
}
export interface World extends TestApp {
  readonly here: Place
  /** Another village of the same kabupaten, in another kecamatan. */
  readonly otherVillage: Place
  readonly elsewhere: Place
  readonly institutionId: string
  readonly institutionElsewhereId: string
  /** An officer of a role in its usual area around village A, or of the institution. */
  officer(role: RoleCode, tag?: string): Promise<Caller>
  /** The same role next door: in the kabupaten beside, or in the other village. */
  neighbourOf(caller: Caller, where?: 'regency' | 'village'): Promise<Caller>
  readonly stranger: Caller
}

const VILLAGE_ROLES: readonly RoleCode[] = [
  'facilitator',
  'puskesos_front_office',
  'puskesos_back_office',
  'puskesos_coordinator',
]

const placeOf = (village: string): Place => ({ village, regency: village.slice(0, 4), district: village.slice(0, 6) })

async function insertInstitution(app: TestApp, shard: number, region: string, name: string): Promise<string> {
  const made = await app.owner.query<{ id: string }>(
    `insert into institutions (jurisdiction_id, name, kind, sectors, region_code) values ($1, $2, 'dinas', '{social_economy,health}', $3) returning id`,
    [shard, name, region],
  )
  const id = made.rows[0]?.id
  if (id === undefined) throw new Error('the institution was not made')
  return id
}

export async function createWorld(): Promise<World> {
  const app = await createTestApp()
  try {
    return await settle(app)
  } catch (error) {
    // Else its connections outlive the run, and their end hides the cause.
    await app.close()
    throw error
  }
}

async function settle(app: TestApp): Promise<World> {
  const villages = async (regency: string): Promise<string[]> => {
    const { rows } = await app.owner.query<{ code: string }>(
      `select min(code) as code from regions where level = 4 and code like $1 group by left(code, 6) order by 1`,
      [`${regency}%`],
    )
    return rows.map((row) => row.code)
  }
  const [first = '', second = ''] = await villages(HERE)
  const [next = ''] = await villages(NEIGHBOUR)
  const here = placeOf(first)
  const otherVillage = placeOf(second)
  const elsewhere = placeOf(next)
  const institutionId = await insertInstitution(app, app.shards.here, HERE, 'Dinas Sosial Sragen')
  const institutionElsewhereId = await insertInstitution(
    app,
    app.shards.neighbour,
    NEIGHBOUR,
    'Dinas Sosial Karanganyar',
  )

  const regionFor = (role: RoleCode, place: Place): string =>
    VILLAGE_ROLES.includes(role) ? place.village : role === 'supervisor' ? place.district : place.regency
  const specFor = (role: RoleCode, place: Place, tag?: string): ActorSpec => ({
    role,
    region: regionFor(role, place),
    ...(role === 'institution_officer' && {
      institutionId: place.regency === HERE ? institutionId : institutionElsewhereId,
    }),
    ...(tag !== undefined && { tag }),
  })

  return {
    ...app,
    here,
    otherVillage,
    elsewhere,
    institutionId,
    institutionElsewhereId,
    officer: (role, tag) => app.as(specFor(role, here, tag)),
    neighbourOf: (caller, where = 'regency') => {
      if (!caller.spec.role) throw new Error('an account without a role has no neighbour')
      return app.as(specFor(caller.spec.role, where === 'regency' ? elsewhere : otherVillage, 'neighbour'))
    },
    stranger: await app.as({ tag: 'stranger' }),
  }
}

/** One world for all tests of a file. `prepare` runs when it stands, before the first test. */
export const useWorld = (prepare?: () => Promise<void> | void): World => useOpened(createWorld, prepare)

let keyNumber = 0
/** Idempotency keys: one an intent, never random, so that a failing run can be repeated. */
export const newKey = (): string => `test-intent-${String(++keyNumber).padStart(12, '0')}`

/** The shortest way through a lifecycle between two states. */
export function stepsBetween<R extends RecordDefinition>(
  record: R,
  from: StateOf<R>,
  to: StateOf<R>,
  usable: (step: StepOf<R>) => boolean = () => true,
): StepOf<R>[] {
  const paths = new Map<string, StepOf<R>[]>([[from, []]])
  for (const [state, path] of paths)
    for (const name of stepNames(record)) {
      const next = record.steps[name]?.to ?? ''
      if (usable(name) && can(record, name, state) && !paths.has(next)) paths.set(next, [...path, name])
    }
  const path = paths.get(to)
  if (!path) throw new Error(`${record.name}: no way from ${from} to ${to}`)
  return path
}
