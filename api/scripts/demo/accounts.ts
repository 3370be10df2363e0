/** Accounts for every role, in every place where the role makes sense. */
import { rolePresets, type RoleCode } from '@pandu-gempita/shared/permissions'
import { nameOf, type Culture } from './names.ts'
import { PLACES, PROVINCES, type Rows, type Village } from './plan.ts'
import type { Random } from './random.ts'

export const DEMO_PASSWORD = 'melayani-warga-2025'

export interface DemoAccount {
  readonly id: string
  readonly userName: string
  readonly displayName: string
  readonly role: RoleCode
}

/** How the role is called in a user name. */
const USER_NAMES: Readonly<Record<RoleCode, string>> = {
  facilitator: 'fasilitator',
  puskesos_front_office: 'puskesos',
  puskesos_back_office: 'layanan',
  puskesos_coordinator: 'koordinator',
  supervisor: 'supervisor',
  slrt_front_office: 'loket',
  slrt_back_office: 'operator',
  slrt_manager: 'manajer',
  dinsos_verifier: 'verifikator',
  dinsos_head: 'kadis',
  integrity_officer: 'integritas',
  inspectorate_officer: 'inspektorat',
  institution_officer: 'lembaga',
  regional_companion: 'pendamping',
  province_officer: 'provinsi',
  ministry_officer: 'kementerian',
  system_admin: 'admin',
  auditor: 'auditor',
}
const VILLAGE_ROLES: readonly RoleCode[] = [
  'facilitator',
  'puskesos_front_office',
  'puskesos_back_office',
  'puskesos_coordinator',
]
const REGENCY_ROLES: readonly RoleCode[] = [
  'slrt_front_office',
  'slrt_back_office',
  'slrt_manager',
  'dinsos_verifier',
  'dinsos_head',
  'integrity_officer',
  'inspectorate_officer',
  'regional_companion',
  'system_admin',
  'auditor',
]

/** What `npm start` prints: known without asking the database. */
export const demoAccounts = (): { readonly username: string; readonly label: string }[] => {
  const [first] = PLACES
  if (!first) return []
  const inPlace = [
    ...REGENCY_ROLES.slice(0, 7),
    ...VILLAGE_ROLES,
    'supervisor',
    'institution_officer',
    'system_admin',
    'auditor',
  ] as const
  return [
    ...inPlace.map((role) => ({ username: `${USER_NAMES[role]}.${first.short}`, label: rolePresets[role].label })),
    { username: `provinsi.${PROVINCES[0]?.short ?? ''}`, label: rolePresets.province_officer.label },
    { username: 'kementerian', label: rolePresets.ministry_officer.label },
    {
      username: `….${PLACES.slice(1)
        .map((place) => place.short)
        .join(', ….')}`,
      label: 'peran yang sama di kabupaten/kota lain',
    },
  ]
}

interface Maker {
  readonly rows: Rows
  readonly random: Random
  readonly passwordHash: string
  readonly at: Date
}
interface Grant {
  readonly jurisdiction: number
  readonly role: RoleCode
  readonly userName: string
  readonly culture: Culture
  readonly regionCode: string | null
  readonly institutionId?: string
  /** Region of the administrator who looks after the account. */
  readonly keptBy: string | null
}

export const makeAccount = ({ rows, random, passwordHash, at }: Maker, grant: Grant): DemoAccount => {
  const id = random.uuid(at)
  const displayName = nameOf(random, grant.culture, random.chance(0.5) ? 'female' : 'male', 38)
  const { scope } = rolePresets[grant.role]
  rows.add('accounts', {
    jurisdiction_id: grant.jurisdiction,
    id,
    kind: 'officer',
    user_name: grant.userName,
    display_name: displayName,
    region_code: grant.keptBy,
    password_hash: passwordHash,
    created_at: at.toISOString(),
    updated_at: at.toISOString(),
  })
  rows.add('grants', {
    jurisdiction_id: grant.jurisdiction,
    id: random.uuid(at),
    account_id: id,
    role_code: grant.role,
    scope,
    region_code: scope === 'area' ? grant.regionCode : null,
    institution_id: grant.institutionId ?? null,
    valid_from: at.toISOString().slice(0, 10),
    released_at: at.toISOString(),
    created_at: at.toISOString(),
  })
  return { id, userName: grant.userName, displayName, role: grant.role }
}

export const makePlaceAccounts = (
  maker: Maker,
  place: { readonly code: string; readonly short: string; readonly culture: Culture },
  jurisdiction: number,
  village: Village,
): Map<RoleCode, DemoAccount> => {
  const accounts = new Map<RoleCode, DemoAccount>()
  const add = (role: RoleCode, regionCode: string): void => {
    const userName = `${USER_NAMES[role]}.${place.short}`
    accounts.set(
      role,
      makeAccount(maker, { jurisdiction, role, userName, culture: place.culture, regionCode, keptBy: place.code }),
    )
  }
  for (const role of REGENCY_ROLES) add(role, place.code)
  for (const role of VILLAGE_ROLES) add(role, village.code)
  add('supervisor', village.district)
  return accounts
}

export const institutionUserName = (place: string, ordinal: number): string =>
  ordinal === 0 ? `lembaga.${place}` : `lembaga${ordinal + 1}.${place}`
