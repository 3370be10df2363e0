/** Nobody buries a case alone; the citizen and the Inspektorat have a way back. */
import { expect, test } from '@jest/globals'
import type { Complaint } from '@pandu-gempita/shared/complaints'
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import { createComplaint, moveComplaint, SIGNED } from '../factories/complaints.ts'
import { useWorld } from '../world.ts'

const world = useWorld()
const reason = { reason: 'Laporan tidak dapat dibuktikan.' }
const cases = async (role: RoleCode, tag?: string) => (await world.officer(role, tag)).api.complaints
const at = ({ id, version }: Complaint) => ({ params: { complaintId: id }, ifMatch: version })
const refused = (code: string) => ({ problem: { code } })
const DAYS = 86_400_000

test.each([
  ['reject', 'slrt_manager'],
  ['withdraw', 'puskesos_front_office'],
  ['duplicate', 'puskesos_back_office'],
] as const)('%s waits for a second officer of the kabupaten; until then nothing changes', async (kind, asker) => {
  const { complaint } = await createComplaint(world)
  const api = await cases(asker)
  const asked =
    kind === 'reject'
      ? await api.rejectComplaint({ ...at(complaint), body: reason })
      : kind === 'withdraw'
        ? await api.withdrawComplaint({ ...at(complaint), body: { ...reason, ...SIGNED } })
        : await api.markComplaintDuplicate({
            ...at(complaint),
            body: { ...reason, duplicateOfId: (await createComplaint(world)).complaint.id },
          })
  expect(asked.status).toBe('registered')
  expect(asked.ending).toMatchObject({ reason: reason.reason })
  // Once is enough, and neither the asker nor the village is the second.
  const manager = await cases('slrt_manager')
  await expect(manager.rejectComplaint({ ...at(asked), body: reason })).rejects.toMatchObject(refused('ending-pending'))
  await expect((await cases('puskesos_coordinator')).confirmComplaintEnding(at(asked))).rejects.toMatchObject(
    refused('not-own-level'),
  )
  if (asker === 'slrt_manager')
    await expect(manager.confirmComplaintEnding(at(asked))).rejects.toMatchObject(refused('separation-of-duties'))
  else await expect(api.confirmComplaintEnding(at(asked))).rejects.toMatchObject(refused('permission-missing'))
  const second = await world.officer('dinsos_verifier')
  expect((await second.api.work.getMyWork()).items).toContainEqual(
    expect.objectContaining({ id: complaint.id, group: 'to_decide' }),
  )
  const ended = await second.api.complaints.confirmComplaintEnding(at(asked))
  expect(ended.status).toBe({ reject: 'rejected', withdraw: 'withdrawn', duplicate: 'duplicate' }[kind])
  expect(ended.ending).toBeNull()
})

test('a second officer who does not agree lets the work go on', async () => {
  const { complaint } = await createComplaint(world)
  const asked = await (await cases('slrt_manager')).rejectComplaint({ ...at(complaint), body: reason })
  const going = await (await cases('dinsos_verifier')).declineComplaintEnding({ ...at(asked), body: reason })
  expect(going).toMatchObject({ status: 'registered', ending: null })
  // Nothing is left to agree to, and it can be asked anew.
  await expect((await cases('dinsos_head')).confirmComplaintEnding(at(going))).rejects.toMatchObject(
    refused('no-ending-asked'),
  )
  await (await cases('slrt_manager')).rejectComplaint({ ...at(going), body: reason })
})

test('a withdrawal is the citizen’s: by her secret, or by a statement that somebody saw her sign', async () => {
  const { complaint, secret } = await createComplaint(world)
  const front = await cases('puskesos_front_office')
  const ask = (body: object) => front.withdrawComplaint({ ...at(complaint), body: { ...reason, ...body } })
  for (const without of [{}, { secret: 'BUKAN-KODENYA' }, { statementSignedOn: '2025-06-15' }])
    await expect(ask(without)).rejects.toMatchObject({
      problem: { code: 'unknown-reference', errors: [{ pointer: '/secret' }] },
    })
  await expect(ask({ ...SIGNED, statementSignedOn: '2099-01-01' })).rejects.toMatchObject(refused('impossible-date'))
  // Who gave it out knows it himself; in another officer's hand it is the citizen's word.
  await expect(ask({ secret: secret ?? '' })).rejects.toMatchObject({
    problem: { errors: [{ pointer: '/secret', code: 'own_secret' }] },
  })
  const other = (await world.officer('puskesos_front_office', 'other')).api.complaints
  expect(
    (await other.withdrawComplaint({ ...at(complaint), body: { ...reason, secret: secret ?? '' } })).ending?.kind,
  ).toBe('withdraw')
})

test('the citizen reads the reason, and objects within 30 days', async () => {
  const { complaint, secret } = await createComplaint(world)
  await moveComplaint(world, complaint, 'rejected')
  const { complaints } = world.stranger.api
  const body = { ticket: complaint.ticket, secret: secret ?? '' }
  expect(await complaints.getPublicComplaintStatus({ body })).toMatchObject({
    status: 'rejected',
    note: 'Sesuai keterangan warga.',
    mayObject: true,
  })
  const object = (more: object = {}) =>
    complaints.objectToComplaint({ body: { ...body, reason: 'Bukti ada pada saya.', ...more } })
  await expect(object({ secret: 'BUKAN-KODENYA' })).rejects.toMatchObject(refused('not-found'))
  world.clock.now = new Date(Date.now() + 31 * DAYS)
  expect((await complaints.getPublicComplaintStatus({ body })).mayObject).toBe(false)
  await expect(object()).rejects.toMatchObject(refused('deadline-passed'))
  world.clock.now = new Date(Date.now() + 29 * DAYS)
  expect((await object()).status).toBe('reopened')
  world.clock.now = undefined
  await expect(object()).rejects.toMatchObject(refused('transition-not-allowed'))
  const manager = await cases('slrt_manager')
  expect(await manager.getComplaint({ params: { complaintId: complaint.id } })).toMatchObject({
    status: 'reopened',
    statusReason: 'Bukti ada pada saya.',
  })
})

test('the manager reopens what was rejected, within 30 days', async () => {
  const rejected = await moveComplaint(world, (await createComplaint(world)).complaint, 'rejected')
  const manager = await cases('slrt_manager')
  world.clock.now = new Date(Date.now() + 31 * DAYS)
  await expect(manager.reopenComplaint({ ...at(rejected), body: reason })).rejects.toMatchObject(
    refused('deadline-passed'),
  )
  world.clock.now = undefined
  expect((await manager.reopenComplaint({ ...at(rejected), body: reason })).status).toBe('reopened')
})

test('a rejected confidential case goes to the Inspektorat, which has five working days', async () => {
  const { complaint } = await createComplaint(world, { confidential: 'health' })
  const inspectorate = await world.officer('inspectorate_officer')
  const params = { complaintId: complaint.id }
  await expect(inspectorate.api.complaints.getComplaint({ params })).rejects.toMatchObject(refused('not-found'))
  const rejected = await moveComplaint(world, complaint, 'rejected')
  expect((await inspectorate.api.work.getMyWork()).items).toContainEqual(
    expect.objectContaining({ id: complaint.id, group: 'to_decide' }),
  )
  const seen = await inspectorate.api.complaints.getComplaint({ params })
  expect(Date.parse(seen.review?.dueAt ?? '') - Date.now()).toBeLessThanOrEqual(7 * DAYS)
  const upheld = await inspectorate.api.complaints.upholdRejection({ ...at(rejected), body: reason })
  expect(upheld).toMatchObject({ status: 'rejected', review: { upheld: true, dueAt: null } })
  await expect(inspectorate.api.complaints.overturnRejection({ ...at(upheld), body: reason })).rejects.toMatchObject(
    refused('no-review-asked'),
  )

  const other = await moveComplaint(
    world,
    (await createComplaint(world, { confidential: 'health' })).complaint,
    'rejected',
  )
  expect((await inspectorate.api.complaints.overturnRejection({ ...at(other), body: reason })).status).toBe('reopened')
  const plain = await moveComplaint(world, (await createComplaint(world)).complaint, 'rejected')
  await expect(inspectorate.api.complaints.upholdRejection({ ...at(plain), body: reason })).rejects.toMatchObject(
    refused('not-found'),
  )
})

test('who agreed to a rejection does not look at it for the Inspektorat, whatever he holds', async () => {
  const { complaint } = await createComplaint(world, { confidential: 'health' })
  const asked = await (await cases('dinsos_verifier')).rejectComplaint({ ...at(complaint), body: reason })
  const head = await cases('dinsos_head')
  const rejected = await head.confirmComplaintEnding(at(asked))
  for (const review of ['upholdRejection', 'overturnRejection'] as const)
    await expect(head[review]({ ...at(rejected), body: reason })).rejects.toMatchObject(refused('separation-of-duties'))
})

test('who screened a case does not determine its outcome', async () => {
  const manager = await cases('slrt_manager')
  const { complaint } = await createComplaint(world)
  const screened = await manager.screenComplaint({ ...at(complaint), body: { result: 'not_listed' } })
  const waiting = await moveComplaint(world, screened, 'determination')
  await expect(
    manager.determineOutcome({ ...at(waiting), body: { outcome: 'served', note: 'Sudah dilayani.' } }),
  ).rejects.toMatchObject(refused('separation-of-duties'))
})
