/** Four eyes on access to personal data (docs/adr/0016, 0026): what an administrator makes opens nothing before a second person and its owner. */
import { describe, expect, test } from '@jest/globals'
import { createOperatorAccount, type OperatorAccount } from '../../src/operator-account.ts'
import { activate, createAccount, PASSWORD, releaseOf } from '../factories/accounts.ts'
import { complaintIn } from '../factories/complaints.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'
import { HALF, refusal, releasing } from './releasing.ts'

let admin: Caller
let head: Caller
const world = useWorld(async () => {
  admin = await world.officer('system_admin')
  head = await world.officer('dinsos_head')
})
const { release, signIn, permissionsOf, make, makeReleased, grant, reset } = releasing(
  () => world,
  () => admin,
  () => head,
)

describe('accounts', () => {
  test('a new account with personal data has no password and no effect; only its owner, with both halves, gets in', async () => {
    const { account, activationCode: makersHalf } = await make('slrt_back_office')
    expect(account).toMatchObject({ awaitsRelease: true, awaitsActivation: true })
    expect(account.grants.map((one) => one.releaseStatus)).toEqual(['pending'])
    expect(makersHalf).toMatch(HALF)
    expect(await permissionsOf(account.id)).toEqual([])
    // Its maker alone, before and after.
    expect(await activate(world, account.userName, [makersHalf])).toBe(false)
    const waiting = await releaseOf(world, account.id)
    expect(waiting).toMatchObject({ kind: 'account', status: 'pending', roles: ['slrt_back_office'] })
    expect(waiting.permissions).toContain('person.reveal')

    const { release: done, activationCode: releasersHalf } = await release(head, waiting)
    expect(done).toMatchObject({ status: 'released', allowedActions: [] })
    expect(releasersHalf).toMatch(HALF)
    // Released, and still nobody can sign in.
    const released = await admin.api.access.getAccount({ params: { accountId: account.id } })
    expect(released).toMatchObject({ awaitsRelease: false, awaitsActivation: true })
    for (const alone of [makersHalf, releasersHalf]) {
      expect(await activate(world, account.userName, [alone])).toBe(false)
      expect(await activate(world, account.userName, [alone, alone])).toBe(false)
    }
    // In any order, and as somebody types it.
    expect(
      await activate(world, account.userName, [
        (releasersHalf ?? '').toLowerCase(),
        makersHalf?.replaceAll('-', ' ') ?? '',
      ]),
    ).toBe(true)
    expect(await signIn(account.userName, PASSWORD)).toMatchObject({ status: 200, mustChangePassword: false })
    expect(await permissionsOf(account.id)).toContain('person.reveal')
    expect(await admin.api.access.getAccount({ params: { accountId: account.id } })).toMatchObject({
      awaitsRelease: false,
      awaitsActivation: false,
      grants: [{ releaseStatus: 'released' }],
    })
    // Once.
    expect(await activate(world, account.userName, [makersHalf, releasersHalf])).toBe(false)
  })

  test('a wrong half ends the code at the fifth try of who has a right one, not of a stranger; an old one is none', async () => {
    const stranger = await make('regional_companion')
    for (let n = 0; n < 8; n++) expect(await activate(world, stranger.account.userName, ['2222-2222-2222'])).toBe(false)
    expect(await activate(world, stranger.account.userName, [stranger.activationCode])).toBe(true)

    const guessed = await make('slrt_back_office')
    const { activationCode } = await release(head, await releaseOf(world, guessed.account.id))
    for (let n = 0; n < 5; n++)
      expect(await activate(world, guessed.account.userName, [guessed.activationCode, '2222-2222-2222'])).toBe(false)
    expect(await activate(world, guessed.account.userName, [guessed.activationCode, activationCode])).toBe(false)

    const late = await make('regional_companion')
    await world.owner.query(
      "update account_activations set expires_at = now() - interval '1 second' where account_id = $1",
      [late.account.id],
    )
    expect(await activate(world, late.account.userName, [late.activationCode])).toBe(false)
  })

  test('an account without personal data is activated with its maker’s code alone', async () => {
    const { account, activationCode } = await make('regional_companion')
    expect(account.awaitsRelease).toBe(false)
    expect((await signIn(account.userName, PASSWORD)).code).toBe('wrong-credentials')
    expect(await activate(world, account.userName, [activationCode])).toBe(true)
    expect(await signIn(account.userName, PASSWORD)).toMatchObject({ status: 200, mustChangePassword: false })
    expect(await permissionsOf(account.id)).toEqual(['institution.read', 'programme.read', 'report.read'])
  })

  test('a password that the administrator knows opens nothing more when a role is added later', async () => {
    const { account, activationCode } = await make('regional_companion')
    // The administrator keeps the code for himself.
    expect(await activate(world, account.userName, [activationCode])).toBe(true)
    const { account: granted, activationCode: makersHalf } = await grant(account.id, 'slrt_back_office')
    expect(granted.grants.map((one) => one.releaseStatus)).toEqual(['released', 'pending'])
    expect((await signIn(account.userName, PASSWORD)).status).toBe(200)
    expect(await permissionsOf(account.id)).not.toContain('person.read')

    const { activationCode: releasersHalf } = await release(head, await releaseOf(world, account.id))
    const open = await world.owner.query('select 1 from sessions where account_id = $1', [account.id])
    expect(open.rows).toEqual([])
    expect((await signIn(account.userName, PASSWORD)).code).toBe('wrong-credentials')
    expect(await activate(world, account.userName, [makersHalf, releasersHalf])).toBe(true)
    expect(await permissionsOf(account.id)).toContain('person.read')
  })

  test('a second role for an officer who reads personal data already waits too, and keeps the password in use', async () => {
    const account = await createAccount(world)
    expect((await grant(account.id, 'slrt_back_office')).activationCode).toBeNull()
    expect(await permissionsOf(account.id)).not.toContain('person.reveal')
    expect((await release(head, await releaseOf(world, account.id))).activationCode).toBeNull()
    expect(await permissionsOf(account.id)).toContain('person.reveal')
  })

  test('a reset ends the old password at once, and takes both again', async () => {
    const { account, codes } = await makeReleased('slrt_back_office')
    expect(await activate(world, account.userName, codes)).toBe(true)
    const first = await reset(account.id)
    expect((await signIn(account.userName, PASSWORD)).code).toBe('wrong-credentials')
    // Asked for twice: the earlier one is withdrawn, one waits, and its half is worth nothing.
    const second = await reset(account.id)
    const { items } = await head.api.access.listAccessReleases({ query: { limit: 200 } })
    expect(
      items.filter((item) => item.accountId === account.id).map(({ kind, status }) => `${kind} ${status}`),
    ).toEqual(['password pending', 'password withdrawn', 'account released'])
    const { activationCode } = await release(head, await releaseOf(world, account.id))
    expect(await activate(world, account.userName, [first.activationCode, activationCode])).toBe(false)
    expect(await activate(world, account.userName, [second.activationCode, activationCode])).toBe(true)
  })

  test('before anything is released, a reset gives the maker a new half, and the release the other', async () => {
    const { account, activationCode: lost } = await make('slrt_manager')
    const waiting = await releaseOf(world, account.id)
    const { activationCode: makersHalf } = await reset(account.id)
    expect(await activate(world, account.userName, [makersHalf])).toBe(false)
    const { activationCode: releasersHalf } = await release(head, waiting)
    expect(await activate(world, account.userName, [lost, releasersHalf])).toBe(false)
    expect(await activate(world, account.userName, [makersHalf, releasersHalf])).toBe(true)
  })

  test('ending a role that still waits withdraws it; a refusal ends it with the reason', async () => {
    const account = await createAccount(world)
    const { account: granted } = await grant(account.id, 'slrt_back_office')
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

  test('a suspended account with personal data comes back only by a second person, and never with its old password', async () => {
    const { account, codes } = await makeReleased('slrt_back_office')
    expect(await activate(world, account.userName, codes)).toBe(true)
    const params = { accountId: account.id }
    const { version } = await admin.api.access.getAccount({ params })
    const suspended = await admin.api.access.suspendAccount({ params, body: { reason: 'Cuti.' }, ifMatch: version })
    // A way round: a new password for who is suspended.
    expect(await refusal(reset(account.id))).toBe('transition-not-allowed')
    const asked = await admin.api.access.reactivateAccount({
      params,
      ifMatch: suspended.version,
      idempotencyKey: newKey(),
    })
    expect(asked.account).toMatchObject({ status: 'suspended', awaitsRelease: true })
    expect((await signIn(account.userName, PASSWORD)).code).toBe('wrong-credentials')
    const waiting = await releaseOf(world, account.id)
    expect(waiting).toMatchObject({ kind: 'reactivation', status: 'pending' })
    const { activationCode } = await release(head, waiting)
    expect((await admin.api.access.getAccount({ params })).status).toBe('active')
    expect((await signIn(account.userName, PASSWORD)).code).toBe('wrong-credentials')
    expect(await activate(world, account.userName, [asked.activationCode, activationCode])).toBe(true)
    expect((await signIn(account.userName, PASSWORD)).status).toBe(200)
  })

  test('who reaches wider than the administrator is neither suspended nor reactivated by him', async () => {
    const { account } = await makeReleased('slrt_back_office')
    const district = await world.as({ role: 'system_admin', region: world.here.district, tag: 'kecamatan' })
    // Looked after in the kecamatan, with a role of the kabupaten.
    await world.owner.query('update accounts set region_code = $2 where id = $1', [account.id, world.here.village])
    const params = { accountId: account.id }
    const { version } = await admin.api.access.getAccount({ params })
    expect(
      await refusal(district.api.access.suspendAccount({ params, body: { reason: 'Cuti.' }, ifMatch: version })),
    ).toBe('permission-missing')
    const suspended = await admin.api.access.suspendAccount({ params, body: { reason: 'Cuti.' }, ifMatch: version })
    expect(
      await refusal(
        district.api.access.reactivateAccount({ params, ifMatch: suspended.version, idempotencyKey: newKey() }),
      ),
    ).toBe('permission-missing')
  })
})

describe('the operator of the server', () => {
  const operate = (account: OperatorAccount) =>
    createOperatorAccount(world.database, world.secrets, world.ownerUrl, account)
  const person = { userName: 'kadis.pertama', displayName: 'Kepala Dinas Pertama' }

  test('makes the first head of a dinas, also where nobody has been yet; it is audited', async () => {
    const code = await operate({ ...person, role: 'dinsos_head', regionCode: '1101' })
    expect(await activate(world, person.userName, [code])).toBe(true)
    expect(await signIn(person.userName, PASSWORD)).toMatchObject({ status: 200, mustChangePassword: false })
    const { rows } = await world.owner.query<{ id: string; shard: number; jurisdiction: string }>(
      `select a.id, j.id as shard, j.region_code as jurisdiction from accounts a join jurisdictions j on j.id = a.jurisdiction_id
       where a.user_name = $1 and exists (select 1 from audit_entries e where e.subject_id = a.id and e.actor_kind = 'system')`,
      [person.userName],
    )
    expect(rows).toMatchObject([{ jurisdiction: '1101' }])
    expect(await permissionsOf(rows[0]?.id ?? '', rows[0]?.shard)).toContain('access.release')
  })

  test('makes national accounts, which no administrator of a region can', async () => {
    const code = await operate({ userName: 'pusat', displayName: 'Petugas Pusat', role: 'ministry_officer' })
    expect(await activate(world, 'pusat', [code])).toBe(true)
    expect((await signIn('pusat', PASSWORD)).status).toBe(200)
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

test('who waits for access goes before every record, urgent ones too', async () => {
  await complaintIn(world, 'determination', { urgent: true })
  const { account } = await make('slrt_back_office')
  const { items } = await head.api.work.getMyWork()
  const kinds = items.map(({ kind }) => kind)
  expect(items.some(({ urgency }) => urgency === 'urgent')).toBe(true)
  expect(kinds[0]).toBe('access_release')
  expect(kinds.lastIndexOf('access_release')).toBe(kinds.filter((kind) => kind === 'access_release').length - 1)
  await release(head, await releaseOf(world, account.id))
})

test('a release is told in the audit log, without the codes, and no table holds one that can be read', async () => {
  const { account, activationCode: makersHalf } = await make('slrt_back_office')
  const { release: done, activationCode: releasersHalf } = await release(head, await releaseOf(world, account.id))
  const { rows } = await world.owner.query<{ operation: string; said: string }>(
    'select operation, to_jsonb(e)::text as said from audit_entries e where subject_id = $1 order by e.id',
    [done.id],
  )
  expect(rows.map(({ operation }) => operation)).toEqual(['createAccount', 'releaseAccess'])
  const { rows: all } = await world.owner.query<{ said: string }>(
    'select to_jsonb(e)::text as said from audit_entries e union all select to_jsonb(v)::text from events v union all select to_jsonb(a)::text from account_activations a union all select to_jsonb(k)::text from idempotency_keys k',
  )
  expect(
    all.filter(({ said }) => [makersHalf, releasersHalf].some((half) => said.includes(half ?? 'no half'))),
  ).toEqual([])
})
