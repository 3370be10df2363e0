/** Rules about people and their duties: who decides, who takes over, who may change whom. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ApiProblem } from '@pandu-gempita/shared/contract/client'
import { createAccount } from '../factories/accounts.ts'
import { complaintIn } from '../factories/complaints.ts'
import { registrationIn } from '../factories/ppks.ts'
import type { Caller } from '../harness.ts'
import { createWorld, newKey, type World } from '../world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
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

test('who reported a PPKS does not verify it, and neither does who mended and reported it again', async () => {
  const returned = await registrationIn(world, 'returned')
  const mender = await world.as({ role: 'puskesos_coordinator', region: world.here.village, tag: 'mender' })
  await world.owner.query(
    "insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, released_at) values ($1, $2, 'puskesos_back_office', 'area', $3, now())",
    [world.shards.here, mender.id, world.here.village],
  )
  const params = { registrationId: returned.id }
  const reported = await mender.api.ppks.resubmitPpks({ params, ifMatch: returned.version, body: { criteria: [] } })
  expect(await refusal(mender.api.ppks.verifyPpks({ params, ifMatch: reported.version, body: {} }))).toBe(
    'separation-of-duties',
  )
  const other = await world.as({ role: 'puskesos_coordinator', region: world.here.village, tag: 'other' })
  expect((await other.api.ppks.verifyPpks({ params, ifMatch: reported.version, body: {} })).status).toBe('verified')
})

test('an escalated complaint is taken over by the kabupaten, not by the village', async () => {
  const escalated = await complaintIn(world, 'escalated')
  const params = { complaintId: escalated.id }
  const village = await world.officer('puskesos_back_office')
  const seen = await village.api.complaints.getComplaint({ params })
  expect(seen.allowedActions.find((action) => action.action === 'takeOverComplaint')).toEqual({
    action: 'takeOverComplaint',
    allowed: false,
    reason: 'not_own_level',
  })
  expect(await refusal(village.api.complaints.takeOverComplaint({ params, ifMatch: seen.version, body: {} }))).toBe(
    'permission-missing',
  )
  const regency = await world.officer('slrt_back_office')
  expect((await regency.api.complaints.takeOverComplaint({ params, ifMatch: seen.version, body: {} })).status).toBe(
    'categorised',
  )
})

test('two complaints cannot be duplicates of each other', async () => {
  const [first, second] = [await complaintIn(world, 'registered'), await complaintIn(world, 'registered')]
  const { api } = await world.officer('slrt_back_office')
  const mark = (complaint: { id: string; version: number }, duplicateOfId: string) =>
    api.complaints.markComplaintDuplicate({
      params: { complaintId: complaint.id },
      ifMatch: complaint.version,
      body: { duplicateOfId, reason: 'Laporan yang sama.' },
    })
  expect((await mark(first, second.id)).status).toBe('duplicate')
  expect(await refusal(mark(second, first.id))).toBe('unknown-reference')
})

test('an administrator does not change an account that reaches further than his area', async () => {
  const account = await createAccount(world)
  await world.owner.query(
    "insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, released_at) values ($1, $2, 'dinsos_head', 'area', $3, now())",
    [world.shards.here, account.id, world.here.regency],
  )
  const small = await world.as({ role: 'system_admin', region: world.here.village.slice(0, 6), tag: 'kecamatan' })
  const params = { accountId: account.id }
  const reset = (by: Caller) =>
    by.api.access.resetPassword({ params, ifMatch: account.version, idempotencyKey: newKey() })
  expect(await refusal(reset(small))).toBe('permission-missing')
  expect(
    await refusal(small.api.access.suspendAccount({ params, ifMatch: account.version, body: { reason: 'Uji' } })),
  ).toBe('permission-missing')
  const wide = await world.officer('system_admin')
  expect((await reset(wide)).account.version).toBe(account.version + 1)
})

test('programs are given no right to make accounts or programs', async () => {
  const { api } = await world.officer('system_admin')
  expect(
    await refusal(
      api.access.createMachineClient({
        body: { name: 'Penyebar', regionCode: world.here.regency, permissions: ['client.manage'] },
        idempotencyKey: newKey(),
      }),
    ),
  ).toBe('outside-your-area')
})
