/**
 * Objects in four places and every role that could meet them; and what docs/permissions.md and the rules of the domain say of each,
 * by no function of the product: prefixes of region codes, and a table of who reads what.
 */
import fs from 'node:fs'
import path from 'node:path'
import { createClient, type Client } from '@pandu-gempita/shared/contract/client'
import { contracts, type Contracts } from '@pandu-gempita/shared/contracts'
import { rolePresets, type RoleCode } from '@pandu-gempita/shared/permissions'
import { repositoryRoot } from '../../src/config.ts'
import { withClient } from '../../src/migrate.ts'
import { enrolJurisdiction } from '../../src/modules/regions/enrolment.ts'
import { ORDINARY_TYPE } from '../factories/ppks.ts'
import { openSession } from '../harness.ts'
import { newKey, type World } from '../world.ts'

export interface Held {
  readonly permission: string
  readonly own: boolean
}
/** The table of roles as it is written for people. */
export function documentedRoles(): Map<string, { bound: string; held: Held[] }> {
  const text = fs.readFileSync(path.join(repositoryRoot, 'docs', 'permissions.md'), 'utf8')
  const roles = new Map<string, { bound: string; held: Held[] }>()
  for (const line of text.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim())
    const role = /^`([a-z_]+)`$/.exec(cells[1] ?? '')?.[1]
    if (role === undefined || cells.length < 6) continue
    const held = [...(cells[4] ?? '').matchAll(/`([a-z-]+\.[a-z-]+)`( \(own\))?/g)]
    roles.set(role, {
      bound: cells[3] ?? '',
      held: held.map(([, permission = '', own]) => ({ permission, own: own !== undefined })),
    })
  }
  return roles
}

export type Where = 'own village' | 'sibling village' | 'other kabupaten' | 'other province'
export interface Thing {
  readonly kind: 'person' | 'family' | 'complaint' | 'referral' | 'registration' | 'account'
  readonly what: string
  readonly where: Where
  readonly id: string
  readonly region: string
  readonly owner: string | null
  /** A referral: of which institution, and whether it ever reached it. */
  readonly institution?: string
  readonly reached?: boolean
  readonly restricted?: boolean
  /** About a levy: for the integrity team and the Inspektorat. */
  readonly levy?: boolean
}
export interface Person {
  readonly role: RoleCode | undefined
  readonly id: string
  readonly token: string
  readonly region: string
  readonly institution: string | undefined
}

/** By which permission a kind of object is read; what is not read does not exist. */
export const READING: Readonly<Record<Thing['kind'], string>> = {
  person: 'person.read',
  family: 'person.read',
  complaint: 'complaint.read',
  referral: 'referral.read',
  registration: 'ppks.read',
  account: 'account.read',
}

const covers = (
  { bound, held }: { bound: string; held: readonly Held[] },
  person: Person,
  permission: string,
  thing: Thing,
): boolean =>
  held.some(
    (one) =>
      one.permission === permission &&
      (!one.own || thing.owner === person.id) &&
      (bound === 'national' ||
        (bound === 'area' && thing.region.startsWith(person.region)) ||
        (bound === 'institution' &&
          thing.institution !== undefined &&
          thing.institution === person.institution &&
          thing.reached === true)),
  )

export type Verdict = 'forbidden' | 'hidden' | 'seen'
/** What an operation that asks for `permission` tells of the thing. */
export function verdict(
  roles: ReturnType<typeof documentedRoles>,
  person: Person,
  permission: string,
  thing: Thing,
  reading: string,
): Verdict {
  const role = roles.get(person.role ?? '')
  if (!role?.held.some((one) => one.permission === permission)) return 'forbidden'
  if (!covers(role, person, thing.levy ? 'complaint.read-integrity' : reading, thing)) return 'hidden'
  // Protected types: with their permission there, or registered oneself.
  if (thing.restricted && thing.owner !== person.id && !covers(role, person, 'ppks.read-restricted', thing))
    return 'hidden'
  return 'seen'
}

export class Stage {
  readonly world: World
  readonly things: Thing[] = []
  #names = 0
  constructor(world: World) {
    this.world = world
  }

  async person(role: RoleCode | undefined, region: string, shard: number, institution?: string): Promise<Person> {
    const { owner } = this.world
    const made = await owner.query<{ id: string }>(
      `insert into accounts (jurisdiction_id, kind, user_name, display_name, region_code) values ($1, 'officer', $2, 'Petugas', $3) returning id`,
      [shard, `papan.${++this.#names}`, region || null],
    )
    const id = made.rows[0]?.id ?? ''
    if (role) {
      const { scope } = rolePresets[role]
      await owner.query(
        `insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, institution_id, released_at) values ($1, $2, $3, $4, $5, $6, now())`,
        [shard, id, role, scope, scope === 'area' ? region : null, scope === 'institution' ? institution : null],
      )
    }
    return { role, id, token: await openSession(owner, shard, id), region, institution }
  }

  client(person: Person): Client<Contracts> {
    return createClient(contracts, async (request) => {
      const reply = await this.world.send(request, person.token)
      const empty = reply.status === 204
      return new Response(empty ? null : new Uint8Array(reply.bytes), {
        status: reply.status,
        headers: { ...reply.headers },
      })
    })
  }

  /** One of everything in a village, by the steps that lead there. */
  async furnish(where: Where, village: string, shard: number, institution: string): Promise<void> {
    const regency = village.slice(0, 4)
    const facilitator = await this.person('facilitator', village, shard)
    const front = await this.person('puskesos_front_office', village, shard)
    const backOffice = await this.person('puskesos_back_office', village, shard)
    const head = await this.person('dinsos_head', regency, shard)
    const [f, b, h] = [this.client(front), this.client(backOffice), this.client(head)]
    const put = (kind: Thing['kind'], what: string, id: string, more: Partial<Thing> = {}): void => {
      this.things.push({ kind, what, where, id, region: village, owner: front.id, ...more })
    }
    const person = await f.persons.createPerson({
      body: {
        identityStatus: 'partial',
        name: 'Warga Papan',
        sex: 'female',
        birthDate: '1980-06-15',
        villageCode: village,
      },
      idempotencyKey: newKey(),
    })
    put('person', 'person', person.id)
    const { id: plainId } = await f.persons.createPerson({
      body: {
        identityStatus: 'partial',
        name: 'Warga Papan',
        sex: 'male',
        birthDate: '1981-06-15',
        villageCode: village,
      },
      idempotencyKey: newKey(),
    })
    const family = await this.world.owner.query<{ id: string }>(
      `insert into families (jurisdiction_id, id, region_code, source) values ($1, new_id($1), $2, 'officer') returning id`,
      [shard, village],
    )
    put('family', 'family', family.rows[0]?.id ?? '', { owner: null })
    put('account', 'account', facilitator.id, { owner: null })

    for (const restricted of [false, true]) {
      const typeCode = restricted ? await this.#restrictedType() : ORDINARY_TYPE
      const made = await f.ppks.registerPpks({
        body: { personId: person.id, typeCode, criteria: [] },
        idempotencyKey: newKey(),
      })
      put('registration', restricted ? 'protected PPKS' : 'PPKS', made.id, { restricted })
    }
    const complaint = async (by: Client<Contracts>, personId = plainId, more: object = {}) => {
      const made = await by.complaints.createComplaint({
        body: {
          ...more,
          reporter: { kind: 'listed', personId },
          regionCode: village,
          channel: 'puskesos_visit',
          story: 'Kartu tidak aktif.',
          urgency: 'normal',
        },
        idempotencyKey: newKey(),
      })
      return made.complaint
    }
    put('complaint', 'complaint', (await complaint(f)).id)
    put('complaint', 'complaint of a facilitator', (await complaint(this.client(facilitator))).id, {
      owner: facilitator.id,
    })
    put('complaint', 'complaint about a protected person', (await complaint(f, person.id)).id, { restricted: true })
    put('complaint', 'levy', (await complaint(f, plainId, { topic: 'levy_or_misuse' })).id, { levy: true })
    // Far away one of each is enough: there they are all the same, hidden.
    const states = ['created', 'sent', 'taken back before', 'taken back after', 'declined'] as const
    for (const state of states.filter((one) => where === 'own village' || one === 'sent')) {
      const params = { complaintId: (await complaint(f)).id }
      let { version } = await b.complaints.screenComplaint({ params, ifMatch: 1, body: { result: 'not_listed' } })
      version = (
        await b.complaints.categoriseComplaint({
          params,
          ifMatch: version,
          body: { kind: 'programme_need', sector: 'health', topic: 'medical_cost', programmeOwner: 'regency' },
        })
      ).version
      const referral = await b.referrals.referComplaint({
        params,
        ifMatch: version,
        body: { institutionId: institution, request: 'Mohon bantuan.' },
        idempotencyKey: newKey(),
      })
      const at = { params: { referralId: referral.id } }
      const sent = ['created', 'taken back before'].includes(state)
        ? referral
        : await h.referrals.approveReferral({ ...at, ifMatch: referral.version, body: {} })
      if (state.startsWith('taken back'))
        await b.referrals.cancelReferral({
          ...at,
          ifMatch: sent.version,
          body: { reason: 'Warga menarik permohonan.' },
        })
      if (state === 'declined') {
        const answers = this.client(await this.person('institution_officer', '', shard, institution))
        await answers.referrals.declineReferral({
          ...at,
          ifMatch: sent.version,
          body: { reason: 'no_capacity', note: 'Penuh.' },
        })
      }
      put('referral', `referral ${state}`, referral.id, {
        owner: backOffice.id,
        institution,
        reached: !['created', 'taken back before'].includes(state),
      })
    }
  }

  async #restrictedType(): Promise<string> {
    const { rows } = await this.world.owner.query<{ code: string }>(
      'select code from ppks_types where restricted order by number limit 1',
    )
    return rows[0]?.code ?? ''
  }

  async institution(shard: number, region: string): Promise<string> {
    const made = await this.world.owner.query<{ id: string }>(
      `insert into institutions (jurisdiction_id, name, kind, sectors, region_code) values ($1, $3, 'dinas', '{social_economy,health}', $2) returning id`,
      [shard, region, `Dinas Papan ${++this.#names}`],
    )
    return made.rows[0]?.id ?? ''
  }

  /** A kabupaten of another province, with its first village. */
  async farAway(): Promise<{ shard: number; village: string }> {
    const shard = await withClient(this.world.ownerUrl, (client) => enrolJurisdiction(client, '3201'))
    const { rows } = await this.world.owner.query<{ code: string }>(
      `select min(code) as code from regions where level = 4 and code like '3201%'`,
    )
    return { shard, village: rows[0]?.code ?? '' }
  }
}
