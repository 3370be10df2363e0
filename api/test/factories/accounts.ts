/** Accounts with what only these tests need of them: a real password, a grant, a machine client. */
import type { AccessRelease, Account, MachineClient } from '@pandu-gempita/shared/access'
import { hashPassword } from '../../src/modules/identity/passwords.ts'
import { newKey, type World } from '../world.ts'

export const PASSWORD = 'melayani dengan hati'
/** argon2id costs a tenth of a second, so one hash serves all. */
let passwordHash: Promise<string> | undefined

let number = 0
export const newAccountBody = (world: World) => ({
  userName: `petugas.baru.${++number}`,
  displayName: 'Petugas Baru',
  grant: { role: 'puskesos_front_office' as const, regionCode: world.here.village },
})

export async function createAccount(world: World): Promise<Account> {
  const { api } = await world.officer('system_admin')
  number++
  const made = await world.owner.query<{ id: string }>(
    `insert into accounts (jurisdiction_id, kind, user_name, display_name, region_code, password_hash) values ($1, 'officer', $2, 'Petugas', $3, 'no password') returning id`,
    [world.shards.here, `akun.${number}`, world.here.village],
  )
  const accountId = made.rows[0]?.id ?? ''
  await world.owner.query(
    `insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, released_at) values ($1, $2, 'puskesos_front_office', 'area', $3, now())`,
    [world.shards.here, accountId, world.here.village],
  )
  return api.access.getAccount({ params: { accountId } })
}

export async function givePassword(world: World, accountId: string): Promise<string> {
  passwordHash ??= hashPassword(PASSWORD)
  const { rows } = await world.owner.query<{ name: string }>(
    'update accounts set password_hash = $2 where id = $1 returning user_name as name',
    [accountId, await passwordHash],
  )
  return rows[0]?.name ?? ''
}

/** As the owner does, with what he was handed; null when it is refused. */
export async function activate(world: World, userName: string, codes: readonly (string | null)[]): Promise<boolean> {
  const reply = await world.send({
    method: 'POST',
    url: '/v1/session/activation',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userName, codes: codes.filter((code) => code !== null), newPassword: PASSWORD }),
  })
  if (reply.status === 204) return true
  if (reply.problem().code === 'activation-refused') return false
  throw new Error(reply.text)
}

/** The secret of a client, as who runs it gets it; undefined when the codes are refused. */
export async function activateClient(
  world: World,
  clientId: string,
  codes: readonly (string | null)[],
): Promise<string | undefined> {
  const reply = await world.send({
    method: 'POST',
    url: '/v1/machine-clients/activation',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, codes: codes.filter((code) => code !== null) }),
  })
  if (reply.status === 200) return (reply.json() as { clientSecret: string }).clientSecret
  if (reply.problem().code === 'activation-refused') return undefined
  throw new Error(reply.text)
}

/** A client that reaches nobody's data: one code, its maker's, is the whole. */
export async function createMachineClient(
  world: World,
): Promise<{ client: MachineClient; activationCode: string; clientSecret: string }> {
  const { api } = await world.officer('system_admin')
  const { client, activationCode } = await api.access.createMachineClient({
    body: {
      name: 'Dasbor kabupaten',
      regionCode: world.here.regency,
      permissions: ['report.read', 'institution.read'],
    },
    idempotencyKey: newKey(),
  })
  const clientSecret = await activateClient(world, client.clientId, [activationCode])
  if (clientSecret === undefined) throw new Error('a client without personal data waits for nobody')
  // Activating it was a change, too.
  const { items } = await api.access.listMachineClients({ query: { limit: 200 } })
  return { client: items.find(({ id }) => id === client.id) ?? client, activationCode, clientSecret }
}

/** A client with personal data, as its maker leaves it: waiting for the head of the dinas. */
export async function pendingClient(
  world: World,
): Promise<{ client: MachineClient; activationCode: string; release: AccessRelease }> {
  const { api } = await world.officer('system_admin')
  const { client, activationCode } = await api.access.createMachineClient({
    body: { name: 'SIKS kabupaten', regionCode: world.here.regency, permissions: ['person.read', 'complaint.read'] },
    idempotencyKey: newKey(),
  })
  return { client, activationCode, release: await releaseOf(world, client.id) }
}

/** The newest release of an account, as the head of the dinas sees it. */
export async function releaseOf(world: World, accountId: string): Promise<AccessRelease> {
  const { api } = await world.officer('dinsos_head')
  const { items } = await api.access.listAccessReleases({ query: { limit: 200 } })
  const found = items.find((item) => item.accountId === accountId)
  if (!found) throw new Error('nothing of this account waits')
  return found
}
