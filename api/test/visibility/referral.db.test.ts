/** What an institution learns of a citizen: what it needs to help, from the moment a referral is sent until it is off its hands. */
import { expect, test } from '@jest/globals'
import { ApiProblem } from '@pandu-gempita/shared/contract/client'
import type { Person } from '@pandu-gempita/shared/persons'
import type { Referral } from '@pandu-gempita/shared/referrals'
import { createComplaint, stepComplaint } from '../factories/complaints.ts'
import { createReferral, moveReferral } from '../factories/referrals.ts'
import { nextNik } from '../factories/people.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'

const STORY = 'Ibu saya sakit sejak Lebaran dan kartunya ditolak rumah sakit.'
let institution: Caller
let person: Person
let nik: string
const world = useWorld(async () => {
  institution = await world.officer('institution_officer')
})

/** A case that a neighbour brings for somebody else, of a person with an address, referred and not yet approved. */
async function referred(urgency: 'normal' | 'urgent' = 'urgent'): Promise<Referral> {
  const { api } = await world.officer('puskesos_back_office')
  nik = nextNik()
  person = await api.persons.createPerson({
    body: {
      identityStatus: 'complete',
      name: 'Sulastri',
      nik,
      sex: 'female',
      birthDate: '1951-03-02',
      villageCode: world.here.village,
      phone: '081211112222',
      street: 'Jalan Melati 7',
      rt: '003',
      rw: '004',
    },
    idempotencyKey: newKey(),
  })
  const made = await api.complaints.createComplaint({
    body: {
      reporter: { kind: 'unlisted', name: 'Bu Rini', phone: '081233334444' },
      subjectPersonId: person.id,
      regionCode: world.here.village,
      channel: 'puskesos_visit',
      story: STORY,
      urgency,
    },
    idempotencyKey: newKey(),
  })
  const params = { complaintId: made.complaint.id }
  const screened = await api.complaints.screenComplaint({
    params,
    ifMatch: made.complaint.version,
    body: { result: 'listed', subjectPersonId: person.id },
  })
  const categorised = await api.complaints.categoriseComplaint({
    params,
    ifMatch: screened.version,
    body: { kind: 'programme_need', sector: 'health', topic: 'medical_cost', programmeOwner: 'regency' },
  })
  return createReferral(world, categorised)
}

const seenBy = (caller: Caller, id: string): Promise<Referral | string> =>
  caller.api.referrals.getReferral({ params: { referralId: id } }).catch((error: unknown) => {
    if (error instanceof ApiProblem) return error.problem.code
    throw error
  })
const rowSeenBy = async (caller: Caller, id: string) =>
  (await caller.api.referrals.listReferrals({ query: { limit: 200 } })).items.find((item) => item.id === id)
const accessTo = async (id: string) =>
  (
    await world.owner.query<{ fields: string[]; operation: string }>(
      'select fields, operation from access_log where subject_id = $1 and actor_id = $2 order by at',
      [id, institution.id],
    )
  ).rows

test('once sent, the institution sees whom to help, where, and why; each look is logged with the person', async () => {
  const made = await referred()
  await moveReferral(world, made.id, 'sent')
  const before = (await accessTo(person.id)).length
  const seen = await seenBy(institution, made.id)
  expect(seen).toMatchObject({
    personName: 'Sulastri',
    story: STORY,
    kind: 'programme_need',
    topic: 'medical_cost',
    urgency: 'urgent',
    request: 'Mohon reaktivasi kepesertaan.',
    subject: {
      name: 'Sulastri',
      phone: '081211112222',
      address: { street: 'Jalan Melati 7', rt: '003', rw: '004' },
    },
    contact: { name: 'Bu Rini', phone: '081233334444' },
  })
  expect((seen as Referral).dueAt).not.toBeNull()
  expect((seen as Referral).subject?.address?.regionPath).toContain('Sragen')
  expect(await rowSeenBy(institution, made.id)).toMatchObject({ personName: 'Sulastri', kind: 'programme_need' })
  expect((await accessTo(person.id)).slice(before)).toEqual([
    { operation: 'getReferral', fields: ['referral', 'address', 'phone', 'story'] },
    { operation: 'listReferrals', fields: ['referral_summary'] },
  ])
})

test('the NIK stays masked and a protected registration stays unknown', async () => {
  const made = await referred()
  const { api } = await world.officer('puskesos_back_office')
  const { id } = await api.ppks.registerPpks({
    body: { personId: person.id, typeCode: 'KTK', criteria: [] },
    idempotencyKey: newKey(),
  })
  await moveReferral(world, made.id, 'sent')
  const [seen, row] = [await seenBy(institution, made.id), await rowSeenBy(institution, made.id)]
  const told = JSON.stringify([seen, row])
  expect((seen as Referral).subject?.nik).toMatch(/^9901\*{12}$/)
  expect(told).not.toContain(nik)
  expect(told).not.toContain('KTK')
  expect(told).not.toContain(id)
})

test('before it is sent the institution sees nothing, also not of one taken back before that', async () => {
  const made = await referred()
  expect([await seenBy(institution, made.id), await rowSeenBy(institution, made.id)]).toEqual(['not-found', undefined])
  const approved = await moveReferral(world, made.id, 'approved')
  expect([await seenBy(institution, made.id), await rowSeenBy(institution, made.id)]).toEqual(['not-found', undefined])
  const { api } = await world.officer('puskesos_back_office')
  const cancel = { params: { referralId: made.id }, ifMatch: approved.version, body: { reason: 'Salah tujuan.' } }
  expect((await api.referrals.cancelReferral(cancel)).status).toBe('cancelled')
  expect([await seenBy(institution, made.id), await rowSeenBy(institution, made.id)]).toEqual(['not-found', undefined])
})

test('who approves may give it back instead: the case comes back with the reason, the institution sees nothing', async () => {
  const made = await referred()
  const { api } = await world.officer('slrt_manager')
  const reason = 'Bukan kewenangan lembaga ini.'
  const refused = await api.referrals.refuseReferral({
    params: { referralId: made.id },
    ifMatch: made.version,
    body: { reason },
  })
  expect(refused).toMatchObject({ status: 'cancelled', statusReason: reason })
  const complaint = await api.complaints.getComplaint({ params: { complaintId: made.complaintId } })
  expect(complaint).toMatchObject({ status: 'categorised', statusReason: reason, waitsForApproval: false })
  expect([await seenBy(institution, made.id), await rowSeenBy(institution, made.id)]).toEqual(['not-found', undefined])
})

test('another institution sees nothing, in the same kabupaten or in the next', async () => {
  const made = await referred()
  await moveReferral(world, made.id, 'sent')
  const { rows } = await world.owner.query<{ id: string }>(
    `insert into institutions (jurisdiction_id, name, kind, sectors, region_code) values ($1, 'LKS Kasih', 'dinas', '{health}', $2) returning id`,
    [world.shards.here, world.here.regency],
  )
  const sameRegency = await world.as({
    role: 'institution_officer',
    region: world.here.regency,
    institutionId: rows[0]?.id ?? '',
    tag: 'lks',
  })
  for (const other of [sameRegency, await world.neighbourOf(institution)])
    expect([await seenBy(other, made.id), await rowSeenBy(other, made.id)]).toEqual(['not-found', undefined])
})

test.each(['declined', 'cancelled'] as const)(
  'once %s after it was sent, the person is not shown any more',
  async (end) => {
    const made = await referred()
    await moveReferral(world, made.id, 'sent')
    await moveReferral(world, made.id, end)
    const nobody = { status: end, personName: null, story: null, subject: null, contact: null }
    expect(await seenBy(institution, made.id)).toMatchObject(nobody)
    expect(await rowSeenBy(institution, made.id)).toMatchObject({ status: end, personName: null })
    const { api } = await world.officer('slrt_manager')
    expect(await api.referrals.getReferral({ params: { referralId: made.id } })).toMatchObject({ story: STORY })
  },
)

test('a case says that its referral waits for approval, until the first leg is sent', async () => {
  const made = await referred()
  const { api } = await world.officer('slrt_manager')
  const params = { complaintId: made.complaintId }
  const waits = async () => {
    const page = await api.complaints.listComplaints({ query: { limit: 200 } })
    return [
      (await api.complaints.getComplaint({ params })).waitsForApproval,
      page.items.find((item) => item.id === made.complaintId)?.waitsForApproval,
    ]
  }
  expect(await waits()).toEqual([true, true])
  await moveReferral(world, made.id, 'sent')
  expect(await waits()).toEqual([false, false])
})

test('the citizen is told that an institution has the case only when it has it', async () => {
  const { complaint, secret } = await createComplaint(world)
  const screened = await stepComplaint(world, complaint, 'screen')
  const made = await createReferral(world, await stepComplaint(world, screened, 'categorise'))
  const told = () =>
    world.stranger.api.complaints.getPublicComplaintStatus({ body: { ticket: complaint.ticket, secret: secret ?? '' } })
  expect(await told()).toMatchObject({ status: 'referred', waitsForApproval: true, referredTo: [] })
  await moveReferral(world, made.id, 'sent')
  expect(await told()).toMatchObject({
    status: 'referred',
    waitsForApproval: false,
    referredTo: [made.institutionName],
  })
})

test('the inbox is urgent first, then by due time, page after page without a gap', async () => {
  await world.owner.query('delete from referrals')
  const dues = [
    ['normal', '2030-01-01T00:00:00Z'],
    ['urgent', '2031-01-01T00:00:00Z'],
    ['normal', '2020-01-01T00:00:00Z'],
    ['urgent', null],
    ['urgent', '2021-01-01T00:00:00Z'],
    ['normal', null],
    ['urgent', '2021-01-01T00:00:00Z'],
  ] as const
  for (const [urgency, due] of dues) {
    const made = await referred(urgency)
    await moveReferral(world, made.id, 'sent')
    await world.owner.query('update referrals set due_at = $2 where id = $1', [made.id, due])
  }
  const pages: Referral['urgency'][] = []
  const keys: string[] = []
  const ids = new Set<string>()
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<Caller['api']['referrals']['listReferrals']>> =
      await institution.api.referrals.listReferrals({
        query: { box: 'inbox', order: 'urgent', limit: 2, ...(cursor !== null && { cursor }) },
      })
    for (const item of page.items) {
      ids.add(item.id)
      pages.push(item.urgency)
      keys.push(`${item.urgency === 'urgent' ? 0 : 1} ${item.dueAt ?? '9999'} ${item.id}`)
    }
    cursor = page.nextCursor
  } while (cursor !== null)
  expect(ids.size).toBe(dues.length)
  expect(pages.slice(0, 4)).toEqual(['urgent', 'urgent', 'urgent', 'urgent'])
  expect(keys).toEqual([...keys].sort())
})
