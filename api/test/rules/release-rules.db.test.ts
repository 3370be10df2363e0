/** Who may be given what, and who may release it (docs/adr/0016): the very permissions, all of the area, never both sides. */
import { describe, expect, test } from '@jest/globals'
import {
  permissionsOfRole,
  personalDataOf,
  roleCodes,
  rolePresets,
  type RoleCode,
} from '@pandu-gempita/shared/permissions'
import { excluded, holdsAll } from '../../src/modules/access/rules.ts'
import { activateClient, createAccount, newAccountBody, pendingClient, releaseOf } from '../factories/accounts.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'
import { refusal, releasing } from './releasing.ts'

let admin: Caller
let head: Caller
const world = useWorld(async () => {
  admin = await world.officer('system_admin')
  head = await world.officer('dinsos_head')
})
const { release, token, permissionsOf, make, grant, reset } = releasing(
  () => world,
  () => admin,
  () => head,
)

describe('grants', () => {
  test('an end that has come already is refused, and nobody is asked to release it', async () => {
    const account = await createAccount(world)
    const { rows } = await world.owner.query<{ today: string; tomorrow: string }>(
      'select office_day($1)::text as today, (office_day($1) + 1)::text as tomorrow',
      [world.shards.here],
    )
    const [{ today, tomorrow } = { today: '', tomorrow: '' }] = rows
    const until = async (validTo: string) => {
      const { version } = await admin.api.access.getAccount({ params: { accountId: account.id } })
      return admin.api.access.grantRole({
        params: { accountId: account.id },
        body: { role: 'slrt_back_office', regionCode: world.here.regency, validTo },
        ifMatch: version,
        idempotencyKey: newKey(),
      })
    }
    for (const past of ['2020-01-01', today]) expect(await refusal(until(past))).toBe('impossible-date')
    expect(
      await refusal(
        admin.api.access.createAccount({
          body: {
            ...newAccountBody(world),
            grant: { role: 'slrt_manager', regionCode: world.here.regency, validTo: today },
          },
          idempotencyKey: newKey(),
        }),
      ),
    ).toBe('impossible-date')
    expect((await until(tomorrow)).account.awaitsRelease).toBe(true)
  })

  test('a grant begins and ends with the office’s day, in Papua two hours before Java', async () => {
    const days = await world.owner.query<{ code: string; right: boolean }>(
      `select j.region_code as code, office_day(j.id) = (now() at time zone j.time_zone)::date as right from jurisdictions j`,
    )
    expect(days.rows.filter(({ right }) => !right)).toEqual([])
    const account = await createAccount(world)
    // The day is over where the office is, or is not yet, whatever UTC says.
    for (const [ends, counts] of [
      [0, false],
      [1, true],
    ] as const) {
      await world.owner.query(
        'update grants set valid_to = office_day(jurisdiction_id) + $2::int where account_id = $1',
        [account.id, ends],
      )
      expect((await permissionsOf(account.id)).length > 0).toBe(counts)
    }
    await world.owner.query(
      'update grants set valid_to = null, valid_from = office_day(jurisdiction_id) where account_id = $1',
      [account.id],
    )
    expect((await permissionsOf(account.id)).length).toBeGreaterThan(0)
    await world.owner.query('update grants set valid_from = office_day(jurisdiction_id) + 1 where account_id = $1', [
      account.id,
    ])
    expect(await permissionsOf(account.id)).toEqual([])
  })

  test('who makes access never reads citizens or releases, in any period of his grants', async () => {
    const { account } = await make('system_admin')
    for (const role of ['slrt_manager', 'dinsos_head', 'puskesos_front_office', 'auditor'] as const)
      expect(await refusal(grant(account.id, role))).toBe('exclusive-permissions')
    expect((await grant(account.id, 'regional_companion')).account.grants).toHaveLength(2)
    // The other way round, and against what only begins later.
    const officer = await createAccount(world)
    await world.owner.query('update grants set valid_from = office_day(jurisdiction_id) + 30 where account_id = $1', [
      officer.id,
    ])
    expect(await refusal(grant(officer.id, 'system_admin'))).toBe('exclusive-permissions')
    const waiting = await make('slrt_manager')
    expect(await refusal(grant(waiting.account.id, 'system_admin'))).toBe('exclusive-permissions')
    // Over is over.
    await world.owner.query(
      "update grants set valid_from = '2020-01-01', valid_to = '2020-02-01' where account_id = $1",
      [officer.id],
    )
    expect((await grant(officer.id, 'system_admin')).account.grants).toHaveLength(2)
  })

  test('no role that is seeded is on both sides', () => {
    for (const role of roleCodes) {
      const held = permissionsOfRole(role)
      expect({ role, clash: excluded(held, held) }).toEqual({ role, clash: undefined })
    }
  })
})

describe('who releases', () => {
  /** As accounts could be before roles excluded each other. */
  const both = async (tag: string, second: RoleCode): Promise<Caller> => {
    const caller = await world.as({ role: 'system_admin', region: world.here.regency, tag })
    await world.owner.query(
      "insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, released_at) values ($1, $2, $3, 'area', $4, now())",
      [world.shards.here, caller.id, second, world.here.regency],
    )
    return caller
  }

  test('not the maker, even with the permission; not the account itself', async () => {
    const maker = await both('admin and head', 'dinsos_head')
    const account = await createAccount(world)
    await grant(account.id, 'slrt_back_office', maker)
    const made = await releaseOf(world, account.id)
    expect(await refusal(release(maker, made))).toBe('separation-of-duties')
    const asMaker = (await maker.api.access.listAccessReleases({ query: {} })).items.find(({ id }) => id === made.id)
    expect(asMaker?.allowedActions.map(({ reason }) => reason)).toEqual([
      'separation_of_duties',
      'separation_of_duties',
    ])
    const reason = 'Tidak jadi.'
    expect(
      await refusal(
        maker.api.access.refuseAccess({ params: { releaseId: made.id }, ifMatch: made.version, body: { reason } }),
      ),
    ).toBe('separation-of-duties')
    // The table refuses it too, whatever the program says.
    await expect(
      world.owner.query("update access_releases set status = 'released', decided_by = created_by where id = $1", [
        made.id,
      ]),
    ).rejects.toThrow(/access_releases_duties_check/)
    expect((await release(head, made)).release.status).toBe('released')

    const own = await world.as({ role: 'dinsos_head', region: world.here.regency, tag: 'for himself' })
    await grant(own.id, 'slrt_back_office')
    expect(await refusal(release(own, await releaseOf(world, own.id)))).toBe('separation-of-duties')
  })

  test('not who made the other half, though another administrator asked for this release', async () => {
    const maker = await both('made a half', 'dinsos_head')
    const { account } = await make('regional_companion')
    const { version } = await admin.api.access.getAccount({ params: { accountId: account.id } })
    await maker.api.access.grantRole({
      params: { accountId: account.id },
      body: { role: 'puskesos_front_office', regionCode: world.here.village },
      ifMatch: version,
      idempotencyKey: newKey(),
    })
    await grant(account.id, 'slrt_back_office')
    expect(await refusal(release(maker, await releaseOf(world, account.id)))).toBe('separation-of-duties')
  })

  test('only who holds the very permissions, and in the whole area', async () => {
    const village = await world.as({ role: 'dinsos_head', region: world.here.village, tag: 'village head' })
    const account = await createAccount(world)
    await grant(account.id, 'slrt_back_office')
    const made = await releaseOf(world, account.id)
    expect(await refusal(release(village, made))).toBe('not-found')
    // The manager reads all of it, and registers nobody: reading is not enough.
    expect(await refusal(release(await world.officer('slrt_manager'), made))).toBe('permission-missing')

    const almost = await world.as({ tag: 'all but one, which is for his own only' })
    for (const permission of ['access.release', ...permissionsOfRole('slrt_back_office').slice(1)])
      await world.owner.query(
        "insert into grants (jurisdiction_id, account_id, permission, scope, region_code, released_at) values ($1, $2, $3, 'area', $4, now())",
        [world.shards.here, almost.id, permission, world.here.regency],
      )
    expect(await refusal(release(almost, made))).toBe('permission-missing')
    expect((await release(head, made)).release.status).toBe('released')
  })

  test('a manager releases what he holds himself: a coordinator', async () => {
    const account = await createAccount(world)
    await grant(account.id, 'puskesos_coordinator')
    expect(
      (await release(await world.officer('slrt_manager'), await releaseOf(world, account.id))).release.status,
    ).toBe('released')
  })

  test('the head holds whatever a role of his area opens, so every role can be given', async () => {
    for (const role of roleCodes.filter((code) => rolePresets[code].scope !== 'national')) {
      const reaches = permissionsOfRole(role)
        .filter((permission) => personalDataOf[permission] !== null)
        .map((permission) => ({ permission, regionCode: world.here.regency }))
      const grants = permissionsOfRole('dinsos_head').map((permission) => ({
        permission,
        scope: 'area' as const,
        regionCode: world.here.regency,
        ownOnly: false,
      }))
      expect({ role, released: holdsAll(grants, reaches) }).toEqual({ role, released: true })
    }
  })

  test('an officer of an institution is released by who answers for its area', async () => {
    const { account } = await admin.api.access.createAccount({
      body: { ...newAccountBody(world), grant: { role: 'institution_officer', institutionId: world.institutionId } },
      idempotencyKey: newKey(),
    })
    const made = await releaseOf(world, account.id)
    expect(await refusal(release(await world.officer('slrt_manager'), made))).toBe('permission-missing')
    expect((await release(head, made)).release.status).toBe('released')
  })

  test('a new password opens all that the account reaches: a part of the area is not enough', async () => {
    const account = await createAccount(world) // of the village
    await grant(account.id, 'slrt_back_office') // of the kabupaten
    await release(head, await releaseOf(world, account.id))
    await reset(account.id)
    const made = await releaseOf(world, account.id)
    const village = await world.as({ role: 'dinsos_head', region: world.here.village, tag: 'village head' })
    expect(await refusal(release(village, made))).toBe('permission-missing')
    expect((await release(head, made)).activationCode).not.toBeNull()
  })
})

describe('machine clients', () => {
  test('a client with personal data has no secret before both halves are put together by who runs it', async () => {
    const { client, activationCode: lost, release: waiting } = await pendingClient(world)
    expect(client.releaseStatus).toBe('pending')
    expect(await permissionsOf(client.id)).toEqual([])
    expect(await activateClient(world, client.clientId, [lost])).toBeUndefined()
    // Rotating while it waits: another half, and no secret.
    const rotated = await admin.api.access.rotateMachineClientSecret({
      params: { machineClientId: client.id },
      ifMatch: client.version,
      idempotencyKey: newKey(),
    })
    const { activationCode } = await release(head, waiting)
    expect(await activateClient(world, client.clientId, [lost, activationCode])).toBeUndefined()
    const secret = await activateClient(world, client.clientId, [activationCode, rotated.activationCode])
    const { access_token: bearer } = await token(client.clientId, secret ?? '')
    const reply = await world.send({
      method: 'GET',
      url: '/v1/session',
      headers: { authorization: `Bearer ${bearer ?? ''}` },
    })
    expect(reply.json()).toMatchObject({ permissions: ['complaint.read', 'person.read'] })
    // What came with the codes is of no use to who keeps a reply for a replay.
    expect(await activateClient(world, client.clientId, [activationCode, rotated.activationCode])).toBeUndefined()
  })

  test('a rotated secret of such a client takes both again', async () => {
    const { client, activationCode: first, release: waiting } = await pendingClient(world)
    const second = (await release(head, waiting)).activationCode
    const old = await activateClient(world, client.clientId, [first, second])
    const { items } = await admin.api.access.listMachineClients({ query: { limit: 200 } })
    const { version } = items.find(({ id }) => id === client.id) ?? client
    const rotated = await admin.api.access.rotateMachineClientSecret({
      params: { machineClientId: client.id },
      ifMatch: version,
      idempotencyKey: newKey(),
    })
    expect((await token(client.clientId, old ?? '')).error).toBe('invalid_client')
    const { activationCode } = await release(head, await releaseOf(world, client.id))
    const secret = await activateClient(world, client.clientId, [rotated.activationCode, activationCode])
    expect((await token(client.clientId, secret ?? '')).status).toBe(200)
  })

  test('a revoked client has nothing left to release', async () => {
    const { client } = await pendingClient(world)
    await admin.api.access.revokeMachineClient({ params: { machineClientId: client.id }, ifMatch: client.version })
    expect((await releaseOf(world, client.id)).status).toBe('withdrawn')
  })

  test('no client takes two levels of a registration', async () => {
    for (const two of [
      ['ppks.verify', 'ppks.validate'],
      ['ppks.validate', 'ppks.determine'],
      ['ppks.verify', 'ppks.determine'],
    ] as const)
      expect(
        await refusal(
          admin.api.access.createMachineClient({
            body: { name: 'Semua tingkat', regionCode: world.here.regency, permissions: ['ppks.read', ...two] },
            idempotencyKey: newKey(),
          }),
        ),
      ).toBe('exclusive-permissions')
  })

  test('a client with full numbers is not released by who has none', async () => {
    const { client } = await admin.api.access.createMachineClient({
      body: { name: 'Salinan', regionCode: world.here.regency, permissions: ['export.create', 'export.full'] },
      idempotencyKey: newKey(),
    })
    const made = await releaseOf(world, client.id)
    expect(await refusal(release(await world.officer('slrt_manager'), made))).toBe('permission-missing')
    expect((await release(head, made)).release.status).toBe('released')
  })
})
