/**
 * Random chains of what administrators, managers and heads can do with accounts, and each of them trying what he holds. After each step:
 * whatever an account opens of citizens was asked for by one and released by another who holds the very same; and nobody of them
 * can sign in to anything that opens it, with all the codes and passwords that went through his hands.
 */
import { expect } from '@jest/globals'
import { ApiProblem } from '@pandu-gempita/shared/contract/client'
import {
  permissionsOfRole,
  personalDataOf,
  type PermissionCode,
  type RoleCode,
} from '@pandu-gempita/shared/permissions'
import fc from 'fast-check'
import type { Caller } from '../harness.ts'
import { createWorld, newKey, type World } from '../world.ts'
import { settings } from './seed.ts'

/** Those without and with personal data alike often: what an administrator learns before counts afterwards. */
const ROLES = [
  'regional_companion',
  'regional_companion',
  'regional_companion',
  'puskesos_coordinator',
  'puskesos_coordinator',
  'slrt_back_office',
  'slrt_manager',
  'system_admin',
] as const
const KINDS = [
  'make',
  'grant',
  'grant',
  'reset',
  'suspend',
  'reactivate',
  'release',
  'release',
  'release',
  'refuse',
  'revoke',
  'own',
  'try',
  'try',
  'try',
] as const

const stepArbitrary = fc.record({
  kind: fc.constantFrom(...KINDS),
  who: fc.nat({ max: 9 }),
  account: fc.constantFrom(0, 0, 0, 1),
  role: fc.constantFrom(...ROLES),
})
/** Beginnings that lead where it is interesting, and then anything: alone, chance seldom finds an account that somebody could have kept. */
const BEGINNINGS: readonly (readonly (typeof KINDS)[number][])[] = [
  [],
  ['make', 'try', 'grant', 'release', 'try'],
  ['make', 'release', 'own', 'reset', 'try', 'release', 'try'],
  ['make', 'release', 'own', 'suspend', 'reactivate', 'try', 'release', 'try'],
  ['make', 'grant', 'release', 'try', 'grant', 'release', 'try'],
]
const chainArbitrary = fc
  .tuple(fc.constantFrom(...BEGINNINGS), fc.array(stepArbitrary, { minLength: 12, maxLength: 16 }))
  .map(([beginning, steps]) => steps.map((step, n) => ({ ...step, kind: beginning[n] ?? step.kind })))
type ChainStep = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never

interface Insider {
  readonly caller: Caller
  readonly role: RoleCode
  /** Codes that went through these hands, by account. */
  readonly codes: Map<string, string[]>
  readonly password: string
}
interface Made {
  readonly id: string
  readonly userName: string
  /** What the owner was handed since the code was last begun. */
  handed: string[]
}

const isPersonal = (permission: PermissionCode): boolean => personalDataOf[permission] !== null

class ReleaseChain {
  readonly #world: World
  readonly #insiders: Insider[] = []
  readonly #accounts: Made[] = []
  #names = 0
  opened = 0

  private constructor(world: World) {
    this.#world = world
  }

  static async begin(): Promise<{ world: World; next: (tag: string) => Promise<ReleaseChain> }> {
    const world = await createWorld()
    return {
      world,
      next: async (tag) => {
        const chain = new ReleaseChain(world)
        for (const role of [
          'system_admin',
          'system_admin',
          'slrt_manager',
          'slrt_manager',
          'dinsos_head',
          'dinsos_head',
        ] as const) {
          const caller = await world.as({ role, region: world.here.regency, tag: `${tag} ${chain.#insiders.length}` })
          chain.#insiders.push({
            caller,
            role,
            codes: new Map(),
            password: `dalam dua puluh ${chain.#insiders.length} tangan`,
          })
        }
        return chain
      },
    }
  }

  #of(roles: readonly RoleCode[], n: number): Insider {
    const some = this.#insiders.filter(({ role }) => roles.includes(role))
    return some[n % some.length] as Insider
  }
  #hand(to: Insider, account: Made, code: string | null, begins: boolean): void {
    if (code === null) return
    to.codes.set(account.id, [...(to.codes.get(account.id) ?? []), code])
    account.handed = begins ? [code] : [...account.handed, code]
  }

  /** A refusal is as good an outcome as another: what counts is what holds afterwards. */
  async take(step: ChainStep): Promise<void> {
    try {
      await this.#do(step)
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.problem.status >= 500) throw error
    }
    await this.#check()
  }

  async #do({ kind, who, account: n, role }: ChainStep): Promise<void> {
    const admin = this.#of(['system_admin'], who)
    const { api } = admin.caller
    if (kind === 'make' || this.#accounts.length === 0) {
      const userName = `rantai.${this.#insiders[0]?.caller.id.slice(-6)}.${++this.#names}`
      const made = await api.access.createAccount({
        body: { userName, displayName: 'Rantai', grant: { role, regionCode: this.#world.here.regency } },
        idempotencyKey: newKey(),
      })
      const account: Made = { id: made.account.id, userName, handed: [] }
      this.#accounts.push(account)
      return this.#hand(admin, account, made.activationCode, true)
    }
    const account = this.#accounts.at(-1 - (n % this.#accounts.length)) as Made
    const params = { accountId: account.id }
    const current = () => api.access.getAccount({ params })
    const again = async () => ({ params, ifMatch: (await current()).version, idempotencyKey: newKey() })
    if (kind === 'grant') {
      const body = { role, regionCode: this.#world.here.regency }
      return this.#hand(admin, account, (await api.access.grantRole({ ...(await again()), body })).activationCode, true)
    }
    if (kind === 'reset')
      return this.#hand(admin, account, (await api.access.resetPassword(await again())).activationCode, true)
    if (kind === 'reactivate')
      return this.#hand(admin, account, (await api.access.reactivateAccount(await again())).activationCode, true)
    if (kind === 'suspend') {
      await api.access.suspendAccount({ params, body: { reason: 'Cuti.' }, ifMatch: (await current()).version })
      return
    }
    if (kind === 'revoke') {
      const { grants, version } = await current()
      const grantId = grants[who % grants.length]?.id ?? ''
      await api.access.revokeGrant({ params: { ...params, grantId }, ifMatch: version })
      return
    }
    if (kind === 'release' || kind === 'refuse')
      return this.#decide(kind, this.#of(['slrt_manager', 'dinsos_head'], who), account)
    if (kind === 'own') {
      await this.#activate(account, account.handed, 'milik saya sendiri saja')
      return
    }
    // Somebody who was only to pass them on uses all that he ever held.
    const holders = this.#insiders.filter(({ codes }) => codes.has(account.id))
    const insider = holders[who % holders.length]
    if (!insider) return
    const held = insider.codes.get(account.id) ?? []
    for (const one of held.slice(-2)) if (await this.#activate(account, [one], insider.password)) return
    if (held.length > 1) await this.#activate(account, held.slice(-2), insider.password)
  }

  async #decide(kind: 'release' | 'refuse', by: Insider, account: Made): Promise<void> {
    const { api } = by.caller
    const { items } = await api.access.listAccessReleases({ query: { limit: 200, status: 'pending' } })
    const waiting = items.find(({ accountId }) => accountId === account.id)
    if (!waiting) return
    const at = { params: { releaseId: waiting.id }, ifMatch: waiting.version }
    if (kind === 'refuse') await api.access.refuseAccess({ ...at, body: { reason: 'Tidak dikenal.' } })
    else
      this.#hand(
        by,
        account,
        (await api.access.releaseAccess({ ...at, idempotencyKey: newKey() })).activationCode,
        false,
      )
  }

  async #activate({ userName }: Made, codes: readonly string[], newPassword: string): Promise<boolean> {
    if (codes.length === 0) return false
    const reply = await this.#post('/v1/session/activation', { userName, codes: codes.slice(-2), newPassword })
    return reply.status === 204
  }
  #post(url: string, body: unknown) {
    return this.#world.send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }

  async #check(): Promise<void> {
    const { rows } = await this.#world.owner.query<{
      account: string
      role: RoleCode
      maker: string
      releaser: string | null
      status: string | null
    }>(
      `select g.account_id as account, g.role_code as role, g.granted_by as maker, w.decided_by as releaser, w.status
       from grants g left join access_releases w on w.jurisdiction_id = g.jurisdiction_id and w.id = g.release_id
       where g.account_id = any($1) and g.released_at is not null and (g.valid_to is null or g.valid_to > office_day(g.jurisdiction_id))`,
      [this.#accounts.map(({ id }) => id)],
    )
    const opening = rows.filter(({ role }) => permissionsOfRole(role).some(isPersonal))
    for (const grant of opening) {
      const releaser = this.#insiders.find(({ caller }) => caller.id === grant.releaser)
      const missing = permissionsOfRole(grant.role).filter(
        (permission) => isPersonal(permission) && !(releaser && permissionsOfRole(releaser.role).includes(permission)),
      )
      expect({
        ...grant,
        status: grant.status,
        missing,
        one: grant.releaser === grant.maker || grant.releaser === grant.account,
      }).toEqual({
        ...grant,
        status: 'released',
        missing: [],
        one: false,
      })
    }
    const open = new Set(opening.map(({ account }) => account))
    this.opened += open.size
    for (const account of this.#accounts.filter(({ id }) => open.has(id)))
      for (const { password, codes } of this.#insiders.filter((insider) => insider.codes.has(account.id))) {
        // A password that was never set opens nothing; asked of the database, because each asking costs an argon2id.
        const chosen = await this.#world.owner.query<{ hash: string | null }>(
          'select password_hash as hash from accounts where id = $1',
          [account.id],
        )
        if (chosen.rows[0]?.hash == null || codes.size === 0) continue
        const reply = await this.#post('/v1/session', { userName: account.userName, password })
        await this.#world.owner.query('delete from sign_in_tries')
        expect({ account: account.userName, password, status: reply.status }).toMatchObject({ status: 401 })
      }
  }
}

/** Nobody’s reach grows beyond what two people gave, and nobody but an owner with both halves gets in (docs/adr/0026). */
/** @returns how often an account that opens data of citizens was looked at: not because nothing was ever released */
export async function runReleaseChains(runs: number): Promise<number> {
  const { world, next } = await ReleaseChain.begin()
  let opened = 0
  let run = 0
  try {
    await fc.assert(
      fc.asyncProperty(chainArbitrary, async (steps) => {
        const chain = await next(`run ${++run}`)
        for (const step of steps) await chain.take(step)
        opened += chain.opened
      }),
      settings(runs),
    )
    return opened
  } finally {
    await world.close()
  }
}
