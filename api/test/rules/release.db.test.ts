/** Four eyes on access to personal data (docs/adr/0016): what an administrator makes reaches nobody before a second person releases it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { AccessRelease } from '@pandu-gempita/shared/access'
import { ApiProblem } from '@pandu-gempita/shared/contract/client'
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import { createAccount, newAccountBody, pendingClient, releaseOf } from '../factories/accounts.ts'
import { createOperatorAccount, type OperatorAccount } from '../../src/operator-account.ts'
import { openSession, type Caller } from '../harness.ts'
import { createWorld, newKey, type World } from '../world.ts'

let world: World
let admin: Caller
let head: Caller
beforeAll(async () => {
  world = await createWorld()
  admin = await world.officer('system_admin')
  head = await world.officer('dinsos_head')
})
afterAll(() => world.close())

const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => {
      if (error instanceof ApiProblem) return error.problem.code
      throw error
    },
  )
const release = (by: Caller, { id, version }: AccessRelease) =>
  by.api.access.releaseAccess({ params: { releaseId: id }, ifMatch: version, idempotencyKey: newKey() })

const post = async (url: string, body: string, type: string) => {
  const reply = await world.send({ method: 'POST', url, headers: { 'content-type': type }, body })
  return {
    status: reply.status,
    ...(reply.json() as { code?: string; access_token?: string; mustChangePassword?: boolean }),
  }
}
const signIn = (userName: string, password: string) =>
  post('/v1/session', JSON.stringify({ userName, password }), 'application/json')
const token = (id: string, secret: string) =>
  post(
    '/oauth2/token',
    new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }).toString(),
    'application/x-www-form-urlencoded',
  )
/** What an account may do now, whoever sits before it: a session of its own, past its password. */
const permissionsOf = async (accountId: string, shard = world.shards.here): Promise<readonly string[]> => {
  const bearer = await openSession(world.owner, shard, accountId)
  const reply = await world.send({ method: 'GET', url: '/v1/session', headers: { authorization: `Bearer ${bearer}` } })
  return (reply.json() as { permissions: string[] }).permissions
}
const make = async (role: RoleCode) => {
  const body = { ...newAccountBody(world), grant: { role, regionCode: world.here.regency } }
  return admin.api.access.createAccount({ body, idempotencyKey: newKey() })
}
const grant = async (accountId: string, role: RoleCode, by = admin) => {
  const { version } = await by.api.access.getAccount({ params: { accountId } })
  return by.api.access.grantRole({
    params: { accountId },
    body: { role, regionCode: world.here.regency },
    ifMatch: version,
    idempotencyKey: newKey(),
  })
}
const reset = async (accountId: string) => {
  const { version } = await admin.api.access.getAccount({ params: { accountId } })
  return admin.api.access.resetPassword({ params: { accountId }, ifMatch: version, idempotencyKey: newKey() })
}

describe('accounts', () => {
  test('a new account with personal data has no password and no effect; who releases it gets the password', async () => {
    const { account, firstPassword } = await make('slrt_back_office')
    expect({
      firstPassword,
      awaits: account.awaitsRelease,
      grants: account.grants.map((one) => one.releaseStatus),
    }).toEqual({ firstPassword: null, awaits: true, grants: ['pending'] })
    expect(await permissionsOf(account.id)).toEqual([])
    const waiting = await releaseOf(world, account.id)
    expect(waiting).toMatchObject({ kind: 'account', status: 'pending', roles: ['slrt_back_office'] })
    expect(waiting.permissions).toContain('person.reveal')

    const { release: done, secret } = await release(head, waiting)
    expect(done).toMatchObject({ status: 'released', allowedActions: [] })
    expect(secret).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/)
    expect(await signIn(account.userName, secret ?? '')).toMatchObject({ status: 200, mustChangePassword: true })
    expect(await permissionsOf(account.id)).toContain('person.reveal')
    expect(await admin.api.access.getAccount({ params: { accountId: account.id } })).toMatchObject({
      awaitsRelease: false,
      grants: [{ releaseStatus: 'released' }],
    })
  })

  test('an account without personal data works at once, and its maker hands over the password', async () => {
    const { account, firstPassword } = await make('regional_companion')
    expect(account.awaitsRelease).toBe(false)
    expect(await signIn(account.userName, firstPassword ?? '')).toMatchObject({ status: 200, mustChangePassword: true })
    expect(await permissionsOf(account.id)).toEqual(['institution.read', 'programme.read', 'report.read'])
  })

  test('a password that the administrator knows opens nothing more when a role is added later', async () => {
    const { account, firstPassword } = await make('regional_companion')
    expect((await signIn(account.userName, firstPassword ?? '')).status).toBe(200)
    const granted = await grant(account.id, 'slrt_manager')
    expect(granted.grants.map((one) => one.releaseStatus)).toEqual(['released', 'pending'])
    expect(await permissionsOf(account.id)).not.toContain('person.read')

    const { secret } = await release(head, await releaseOf(world, account.id))
    const open = await world.owner.query('select 1 from sessions where account_id = $1', [account.id])
    expect(open.rows).toEqual([])
    expect((await signIn(account.userName, firstPassword ?? '')).code).toBe('wrong-credentials')
    expect((await signIn(account.userName, secret ?? '')).status).toBe(200)
    expect(await permissionsOf(account.id)).toContain('person.read')
  })

  test('a second role for an officer who reads personal data already waits too, and keeps the password in use', async () => {
    const account = await createAccount(world)
    await grant(account.id, 'slrt_back_office')
    expect(await permissionsOf(account.id)).not.toContain('person.reveal')
    expect((await release(head, await releaseOf(world, account.id))).secret).toBeNull()
    expect(await permissionsOf(account.id)).toContain('person.reveal')
  })

  test('a reset ends the old password at once, and gives the new one to who releases it, never to the administrator', async () => {
    const { account } = await make('slrt_back_office')
    const first = await release(head, await releaseOf(world, account.id))
    expect((await signIn(account.userName, first.secret ?? '')).status).toBe(200)
    expect((await reset(account.id)).firstPassword).toBeNull()
    expect((await signIn(account.userName, first.secret ?? '')).code).toBe('wrong-credentials')
    // Asked for twice: the earlier one is withdrawn, one waits.
    expect((await reset(account.id)).firstPassword).toBeNull()
    const { items } = await head.api.access.listAccessReleases({ query: { limit: 200 } })
    expect(
      items.filter((item) => item.accountId === account.id).map(({ kind, status }) => `${kind} ${status}`),
    ).toEqual(['password pending', 'password withdrawn', 'account released'])
    const { secret } = await release(head, await releaseOf(world, account.id))
    expect((await signIn(account.userName, secret ?? '')).status).toBe(200)
  })

  test('before anything is released, a reset gives the administrator a password that opens nothing and ends with the release', async () => {
    const { account } = await make('slrt_manager')
    const waiting = await releaseOf(world, account.id)
    const { firstPassword } = await reset(account.id)
    expect((await signIn(account.userName, firstPassword ?? '')).status).toBe(200)
    expect(await permissionsOf(account.id)).toEqual([])
    await release(head, waiting)
    expect((await signIn(account.userName, firstPassword ?? '')).code).toBe('wrong-credentials')
  })

  test('ending a role that still waits withdraws it; a refusal ends it with the reason', async () => {
    const account = await createAccount(world)
    const granted = await grant(account.id, 'slrt_back_office')
    const grantId = granted.grants.find((one) => one.releaseStatus === 'pending')?.id ?? ''
    await admin.api.access.revokeGrant({ params: { accountId: account.id, grantId }, ifMatch: granted.version })
    const withdrawn = await releaseOf(world, account.id)
    expect(withdrawn.status).toBe('withdrawn')
    expect(await refusal(release(head, withdrawn))).toBe('transition-not-allowed')

    await grant(account.id, 'slrt_back_office')
    const { id, version } = await releaseOf(world, account.id)
    const reason = 'Bukan petugas kami.'
    const refused = await head.api.access.refuseAccess({
      params: { releaseId: id },
      ifMatch: version,
      body: { reason },
    })
    expect(refused).toMatchObject({ status: 'refused', refusalReason: reason })
    expect(await permissionsOf(account.id)).not.toContain('person.reveal')
    const { grants } = await admin.api.access.getAccount({ params: { accountId: account.id } })
    expect(grants.map((one) => one.releaseStatus)).toEqual(['released', 'withdrawn', 'refused'])
  })
})

describe('who releases', () => {
  test('not the maker, even with the permission; not the account itself', async () => {
    const both = await world.as({ role: 'system_admin', region: world.here.regency, tag: 'admin and head' })
    await world.owner.query(
      "insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, released_at) values ($1, $2, 'dinsos_head', 'area', $3, now())",
      [world.shards.here, both.id, world.here.regency],
    )
    const account = await createAccount(world)
    await grant(account.id, 'slrt_back_office', both)
    const made = await releaseOf(world, account.id)
    expect(await refusal(release(both, made))).toBe('separation-of-duties')
    const asMaker = (await both.api.access.listAccessReleases({ query: {} })).items.find(({ id }) => id === made.id)
    expect(asMaker?.allowedActions.map(({ reason }) => reason)).toEqual([
      'separation_of_duties',
      'separation_of_duties',
    ])
    const reason = 'Tidak jadi.'
    expect(
      await refusal(
        both.api.access.refuseAccess({ params: { releaseId: made.id }, ifMatch: made.version, body: { reason } }),
      ),
    ).toBe('separation-of-duties')

    await grant(both.id, 'slrt_back_office')
    expect(await refusal(release(both, await releaseOf(world, both.id)))).toBe('separation-of-duties')
    // The table refuses it too, whatever the program says.
    await expect(
      world.owner.query("update access_releases set status = 'released', decided_by = created_by where id = $1", [
        made.id,
      ]),
    ).rejects.toThrow(/access_releases_duties_check/)
    expect((await release(head, made)).release.status).toBe('released')
  })

  test('only who can read as much, and in the whole area', async () => {
    const village = await world.as({ role: 'dinsos_head', region: world.here.village, tag: 'village head' })
    const account = await createAccount(world)
    await grant(account.id, 'slrt_back_office')
    const made = await releaseOf(world, account.id)
    expect(await refusal(release(village, made))).toBe('not-found')

    const poor = await world.as({ tag: 'releases, but reads no persons' })
    for (const permission of ['access.release', 'complaint.read'])
      await world.owner.query(
        "insert into grants (jurisdiction_id, account_id, permission, scope, region_code, released_at) values ($1, $2, $3, 'area', $4, now())",
        [world.shards.here, poor.id, permission, world.here.regency],
      )
    expect(await refusal(release(poor, made))).toBe('permission-missing')
    expect((await release(await world.officer('slrt_manager'), made)).release.status).toBe('released')
  })

  test('a new password opens all that the account reaches: a part of the area is not enough', async () => {
    const account = await createAccount(world) // of the village
    await grant(account.id, 'slrt_back_office') // of the kabupaten
    await release(head, await releaseOf(world, account.id))
    await reset(account.id)
    const made = await releaseOf(world, account.id)
    const village = await world.as({ role: 'dinsos_head', region: world.here.village, tag: 'village head' })
    expect(await refusal(release(village, made))).toBe('permission-missing')
    expect((await release(head, made)).secret).not.toBeNull()
  })
})

describe('machine clients', () => {
  test('a client with personal data gets neither secret nor token before the release, and its maker never has the secret', async () => {
    const { client, release: waiting } = await pendingClient(world)
    expect(client.releaseStatus).toBe('pending')
    expect(await permissionsOf(client.id)).toEqual([])
    // Rotating while it waits: a secret, and a token that opens nothing.
    const rotated = await admin.api.access.rotateMachineClientSecret({
      params: { machineClientId: client.id },
      ifMatch: client.version,
      idempotencyKey: newKey(),
    })
    expect(await token(client.clientId, rotated.clientSecret ?? '')).toMatchObject({ status: 200, scope: '' })

    const { secret } = await release(head, waiting)
    expect((await token(client.clientId, rotated.clientSecret ?? '')).code).toBe('invalid-client')
    const { access_token: bearer } = await token(client.clientId, secret ?? '')
    const reply = await world.send({
      method: 'GET',
      url: '/v1/session',
      headers: { authorization: `Bearer ${bearer ?? ''}` },
    })
    expect(reply.json()).toMatchObject({ permissions: ['complaint.read', 'person.read'] })
  })

  test('a rotated secret of such a client goes to who releases it', async () => {
    const { client, release: waiting } = await pendingClient(world)
    const { secret: old } = await release(head, waiting)
    const { items } = await admin.api.access.listMachineClients({ query: { limit: 200 } })
    const { version } = items.find(({ id }) => id === client.id) ?? client
    const rotated = await admin.api.access.rotateMachineClientSecret({
      params: { machineClientId: client.id },
      ifMatch: version,
      idempotencyKey: newKey(),
    })
    expect(rotated.clientSecret).toBeNull()
    expect((await token(client.clientId, old ?? '')).code).toBe('invalid-client')
    const { secret } = await release(head, await releaseOf(world, client.id))
    expect((await token(client.clientId, secret ?? '')).status).toBe(200)
  })

  test('a revoked client has nothing left to release', async () => {
    const { client } = await pendingClient(world)
    await admin.api.access.revokeMachineClient({ params: { machineClientId: client.id }, ifMatch: client.version })
    expect((await releaseOf(world, client.id)).status).toBe('withdrawn')
  })
})

describe('the operator of the server', () => {
  const operate = (account: OperatorAccount) =>
    createOperatorAccount(world.database, world.secrets, world.ownerUrl, account)
  const person = { userName: 'kadis.pertama', displayName: 'Kepala Dinas Pertama' }

  test('makes the first head of a dinas, also where nobody has been yet; it is audited', async () => {
    const password = await operate({ ...person, role: 'dinsos_head', regionCode: '1101' })
    expect(await signIn(person.userName, password)).toMatchObject({ status: 200, mustChangePassword: true })
    const { rows } = await world.owner.query<{ id: string; shard: number; jurisdiction: string }>(
      `select a.id, j.id as shard, j.region_code as jurisdiction from accounts a join jurisdictions j on j.id = a.jurisdiction_id
       where a.user_name = $1 and exists (select 1 from audit_entries e where e.subject_id = a.id and e.actor_kind = 'system')`,
      [person.userName],
    )
    expect(rows).toMatchObject([{ jurisdiction: '1101' }])
    expect(await permissionsOf(rows[0]?.id ?? '', rows[0]?.shard)).toContain('access.release')
  })

  test('makes national accounts, which no administrator of a region can', async () => {
    const password = await operate({ userName: 'pusat', displayName: 'Petugas Pusat', role: 'ministry_officer' })
    expect((await signIn('pusat', password)).status).toBe(200)
  })

  test.each([
    [{ ...person, role: 'king' }, /No such role/],
    [{ ...person, role: 'dinsos_head' }, /needs --region/],
    [{ ...person, role: 'ministry_officer', regionCode: '3314' }, /no --region/],
    [{ ...person, role: 'dinsos_head', regionCode: '9999' }, /No such region/],
    [{ ...person, role: 'institution_officer' }, /made in the product/],
    [{ userName: 'X', displayName: 'X', role: 'dinsos_head', regionCode: '3314' }, /userName/],
  ])('is told what is wrong: %j', async (account, said) => {
    await expect(operate(account)).rejects.toThrow(said)
  })
})

test('a release is told in the audit log, without the secret', async () => {
  const { account } = await make('slrt_back_office')
  const { release: done, secret } = await release(head, await releaseOf(world, account.id))
  const { rows } = await world.owner.query<{ operation: string; said: string }>(
    'select operation, to_jsonb(e)::text as said from audit_entries e where subject_id = $1 order by e.id',
    [done.id],
  )
  expect(rows.map(({ operation }) => operation)).toEqual(['createAccount', 'releaseAccess'])
  const { rows: all } = await world.owner.query<{ said: string }>(
    'select to_jsonb(e)::text as said from audit_entries e union all select to_jsonb(v)::text from events v',
  )
  expect(all.filter(({ said }) => said.includes(secret ?? 'no secret'))).toEqual([])
})
