/** Accounts with what only these tests need of them: a real password, a grant, a machine client. */
import type { Account, MachineClient } from '@pandu-gempita/shared/access'
import { hashPassword } from '../../src/modules/identity/passwords.ts'
import { newKey, type World } from '../world.ts'

export const PASSWORD = 'melayani dengan hati'
/** argon2id costs a tenth of a second, so one hash serves all. */
let passwordHash: Promise<string> | undefined

let number = 0
export const newAccountBody = (world: World) => ({
  userName: `petugas.baru.${++number}`,
  displayName: 'Petugas Baru',
  password: PASSWORD,
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

export const createMachineClient = async (world: World): Promise<{ client: MachineClient; clientSecret: string }> =>
  (await world.officer('system_admin')).api.access.createMachineClient({
    body: { name: 'SIKS kabupaten', regionCode: world.here.regency, permissions: ['person.read', 'complaint.read'] },
    idempotencyKey: newKey(),
  })
