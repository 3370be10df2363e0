/** A referral has a way back, at any time; nobody is sent twice to one desk; and an outcome says only what the record shows. */
import { expect, test } from '@jest/globals'
import type { Complaint } from '@pandu-gempita/shared/complaints'
import { complaintIn, moveComplaint, SIGNED } from '../factories/complaints.ts'
import { createPerson } from '../factories/people.ts'
import { createReferral, moveReferral } from '../factories/referrals.ts'
import { newKey, useWorld } from '../world.ts'

const world = useWorld()
const at = ({ id, version }: Complaint) => ({ params: { complaintId: id }, ifMatch: version })
const back = async () => (await world.officer('puskesos_back_office')).api
const manager = async () => (await world.officer('slrt_manager')).api
const read = async (complaintId: string) => (await manager()).complaints.getComplaint({ params: { complaintId } })
/** A case whose leg the institution has accepted. */
async function accepted() {
  const complaint = await complaintIn(world, 'categorised')
  const leg = await moveReferral(world, (await createReferral(world, complaint)).id, 'accepted')
  return { complaint: await read(complaint.id), leg }
}
const legAt = async (referralId: string) =>
  (await world.officer('institution_officer')).api.referrals.getReferral({ params: { referralId } })

test.each(['accepted', 'in_progress'] as const)(
  'the office takes a leg that is %s back, and the institution reads why',
  async (state) => {
    const { complaint, leg } = await accepted()
    const moved = state === 'accepted' ? leg : await moveReferral(world, leg.id, state)
    const taken = await (
      await back()
    ).referrals.cancelReferral({
      params: { referralId: leg.id },
      ifMatch: moved.version,
      body: { reason: 'Tidak dijawab dua minggu.' },
    })
    expect(taken.status).toBe('cancelled')
    expect(await legAt(leg.id)).toMatchObject({
      status: 'cancelled',
      statusReason: 'Tidak dijawab dua minggu.',
      story: null,
    })
    const returned = await read(complaint.id)
    expect(returned.status).toBe('categorised')
    expect(returned.allowedActions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['startHandling', 'referComplaint']),
    )
  },
)

test('after acceptance there is more to do than to refer again', async () => {
  const { complaint } = await accepted()
  const mine = await (await back()).complaints.getComplaint({ params: { complaintId: complaint.id } })
  const open = mine.allowedActions.filter(({ allowed }) => allowed).map(({ action }) => action)
  expect(open).toEqual(expect.arrayContaining(['recordSubjectGone', 'referComplaint']))
})

test.each(['died', 'moved'] as const)(
  'that the person has %s is recorded while a leg is open, which ends',
  async (why) => {
    const { complaint, leg } = await accepted()
    const gone = await (
      await back()
    ).complaints.recordSubjectGone({
      ...at(complaint),
      body: { why, reason: 'Kabar dari ketua RT.' },
    })
    expect(gone).toMatchObject({ status: 'determination', referrals: [{ status: 'cancelled' }] })
    expect(await legAt(leg.id)).toMatchObject({ status: 'cancelled', statusReason: 'Kabar dari ketua RT.' })
  },
)

test('what the citizen does not want any more is taken back from the institution, when a second officer agrees', async () => {
  const { complaint, leg } = await accepted()
  const front = (await world.officer('puskesos_front_office')).api.complaints
  const asked = await front.withdrawComplaint({ ...at(complaint), body: { reason: 'Sudah dibantu anak.', ...SIGNED } })
  expect(asked).toMatchObject({ status: 'referred', ending: { kind: 'withdraw' }, referrals: [{ status: 'accepted' }] })
  const verifier = (await world.officer('dinsos_verifier')).api.complaints
  const ended = await verifier.confirmComplaintEnding(at(asked))
  expect(ended).toMatchObject({ status: 'withdrawn', referrals: [{ status: 'cancelled' }] })
  expect(await legAt(leg.id)).toMatchObject({ status: 'cancelled', statusReason: 'Sudah dibantu anak.' })
})

test('a second open leg to the same institution is refused and the first one named; after it has ended it is a new one', async () => {
  const { complaint, leg } = await accepted()
  await expect(createReferral(world, complaint)).rejects.toMatchObject({
    problem: {
      code: 'leg-open-there',
      errors: [{ pointer: '/institutionId', message: expect.stringContaining(leg.id) }],
    },
  })
  await moveReferral(world, leg.id, 'cancelled')
  expect((await createReferral(world, await read(complaint.id))).status).toBe('created')
})

test('the citizen reads the name of an institution once, however often it was asked', async () => {
  const complaint = await complaintIn(world, 'categorised')
  const { rows } = await world.owner.query<{ ticket: string }>('select ticket from complaints where id = $1', [
    complaint.id,
  ])
  const first = await moveReferral(world, (await createReferral(world, complaint)).id, 'completed')
  const again = await (
    await manager()
  ).complaints.returnToOfficer({
    ...at(await read(complaint.id)),
    body: { reason: 'Belum selesai.' },
  })
  await moveReferral(world, (await createReferral(world, again)).id, 'sent')
  const renewed = await (
    await world.officer('puskesos_front_office')
  ).api.complaints.renewComplaintSecret({
    ...at(await read(complaint.id)),
    body: { proof: 'identity_card' },
    idempotencyKey: newKey(),
  })
  const status = await world.stranger.api.complaints.getPublicComplaintStatus({
    body: { ticket: rows[0]?.ticket ?? '', secret: renewed.secret ?? '' },
  })
  expect(status.referredTo).toEqual([first.institutionName])
})

test('an outcome is what the record shows: served, full, died', async () => {
  const inHandling = await complaintIn(world, 'in_handling')
  const nothing = await (
    await back()
  ).complaints.submitForDetermination({
    ...at(inHandling),
    body: { reason: 'Sudah dijelaskan.' },
  })
  const { complaints } = await manager()
  expect(nothing.possibleOutcomes).toEqual([
    'informed',
    'criteria_not_met',
    'not_our_authority',
    'unreachable',
    'moved',
  ])
  for (const outcome of ['served', 'quota_full', 'died'] as const)
    await expect(
      complaints.determineOutcome({ ...at(nothing), body: { outcome, note: 'Menurut petugas.' } }),
    ).rejects.toMatchObject({ problem: { code: 'outcome-not-shown', errors: [{ pointer: '/outcome' }] } })

  const delivered = await moveComplaint(world, await complaintIn(world, 'in_handling'), 'determination')
  expect(delivered.delivered).toEqual({ what: 'Paket sembako', on: '2025-06-15' })
  expect(delivered.possibleOutcomes).toContain('served')

  const declined = await complaintIn(world, 'categorised')
  await moveReferral(world, (await createReferral(world, declined)).id, 'declined')
  expect((await read(declined.id)).possibleOutcomes).toContain('quota_full')
})

test('"died" rests on the fact of death of whom the case is about', async () => {
  const person = await createPerson(world)
  const { complaint } = await accepted()
  await world.owner.query('update complaints set subject_person_id = $1 where id = $2', [person.id, complaint.id])
  const gone = await (
    await back()
  ).complaints.recordSubjectGone({
    ...at(await read(complaint.id)),
    body: { why: 'died', reason: 'Kabar dari keluarga.' },
  })
  expect(gone.possibleOutcomes).not.toContain('died')
  await (
    await back()
  ).persons.recordDeath({
    params: { personId: person.id },
    ifMatch: person.version,
    body: { reportedBy: 'Anak' },
  })
  const { complaints } = await manager()
  expect(
    await complaints.determineOutcome({ ...at(await read(complaint.id)), body: { outcome: 'died', note: 'Akta.' } }),
  ).toMatchObject({ status: 'resolved', outcome: 'died' })
})

test('who gave the secret out cannot use it as the citizen’s word; she, or another officer to whom she tells it, can', async () => {
  const complaint = await complaintIn(world, 'registered')
  const front = (await world.officer('puskesos_front_office')).api.complaints
  const renewed = await front.renewComplaintSecret({
    ...at(complaint),
    body: { proof: 'identity_card' },
    idempotencyKey: newKey(),
  })
  const body = { reason: 'Dicabut.', secret: renewed.secret ?? '' }
  const now = renewed.complaint
  await expect(front.withdrawComplaint({ ...at(now), body })).rejects.toMatchObject({
    problem: { code: 'unknown-reference', errors: [{ pointer: '/secret', code: 'own_secret' }] },
  })
  const other = (await world.officer('puskesos_front_office', 'other')).api.complaints
  expect((await other.withdrawComplaint({ ...at(now), body })).ending?.kind).toBe('withdraw')
})
