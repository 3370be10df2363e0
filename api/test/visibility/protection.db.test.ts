/** Who may know of a case that is kept from others: its circle, never the accused; everywhere that a case can show. */
import { expect, test } from '@jest/globals'
import type { Complaint } from '@pandu-gempita/shared/complaints'
import type { ConfidentialReason } from '@pandu-gempita/shared/complaint-record'
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import { newComplaintBody } from '../factories/complaints.ts'
import { createPerson } from '../factories/people.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'

const world = useWorld()

const asks = async (call: Promise<unknown>): Promise<'seen' | 'hidden' | 'forbidden'> =>
  call.then(
    () => 'seen' as const,
    (error: { problem?: { code: string } }) => {
      if (error.problem?.code === 'not-found') return 'hidden'
      if (error.problem?.code === 'permission-missing') return 'forbidden'
      throw error
    },
  )
const nothing = { items: [] as { id?: string; subjectId?: string }[] }
/** Everywhere that a case can show to this officer; what he may not ask at all is left out. */
async function sightings({ api }: Caller, complaint: Complaint, personId?: string): Promise<string[]> {
  const params = { complaintId: complaint.id }
  const ids = new Set([complaint.id, ...complaint.referrals.map(({ id }) => id)])
  const has = (page: typeof nothing): boolean =>
    page.items.some(({ id, subjectId }) => ids.has(id ?? '') || ids.has(subjectId ?? ''))
  const list = async (asked: Promise<unknown>): Promise<boolean> =>
    has(
      (await asked.catch((error: { problem?: { code: string } }) => {
        if (['permission-missing', 'not-found'].includes(error.problem?.code ?? '')) return nothing
        throw error
      })) as typeof nothing,
    )
  const places: Record<string, boolean> = {
    record: (await asks(api.complaints.getComplaint({ params }))) === 'seen',
    timeline: (await asks(api.complaints.listComplaintTimeline({ params }))) === 'seen',
    list: await list(api.complaints.listComplaints({ query: { limit: 200 } })),
    ticket: await list(api.complaints.listComplaints({ query: { ticket: complaint.ticket } })),
    work: await list(api.work.getMyWork()),
    feed: await list(api.exchange.listChanges({ query: { limit: 200 } })),
    referrals: await list(api.referrals.listReferrals({ query: { limit: 200 } })),
    audit: await list(api.audit.listAuditEntries({ query: { subjectId: complaint.id } })),
    ...(personId !== undefined && {
      person: await list(api.persons.listPersonTimeline({ params: { personId } })),
      looks: await list(api.audit.searchAccessLog({ body: { personId } })),
      ofPerson: await list(api.complaints.listComplaints({ query: { personId } })),
    }),
  }
  return Object.entries(places).flatMap(([place, seen]) => (seen ? [place] : []))
}

const file = async (role: RoleCode, more: object, tag?: string) => {
  const { api } = await world.officer(role, tag)
  return api.complaints.createComplaint({
    body: { ...(await newComplaintBody(world)), ...more },
    idempotencyKey: newKey(),
  })
}
const levy = (more: object = {}) =>
  file('slrt_front_office', {
    topic: 'levy_or_misuse',
    story: 'Setiap keluarga dipotong Rp50.000 oleh perangkat desa.',
    accused: [{ kind: 'region', regionCode: world.here.village }],
    ...more,
  })

test('a topic, or an officer with a reason, makes a case confidential', async () => {
  expect((await levy()).complaint.confidential).toBe('levy')
  expect((await file('slrt_front_office', { topic: 'violence_or_neglect' })).complaint.confidential).toBe('violence')
  expect((await file('slrt_front_office', { confidential: 'health' })).complaint.confidential).toBe('health')
  expect((await file('slrt_front_office', {})).complaint.confidential).toBeNull()
})

test('a levy is for the integrity team, the Inspektorat and who appoints them, and never for the village or its kecamatan', async () => {
  const { complaint } = await levy()
  expect(complaint.accused).toEqual([{ kind: 'region', name: expect.any(String) }])
  for (const role of ['integrity_officer', 'inspectorate_officer', 'dinsos_head'] as const)
    expect({ role, places: await sightings(await world.officer(role), complaint) }).toEqual({
      role,
      places: expect.arrayContaining(['record', 'timeline', 'list', 'ticket']),
    })
  for (const role of [
    'facilitator',
    'puskesos_front_office',
    'puskesos_back_office',
    'puskesos_coordinator',
    'supervisor',
    'slrt_front_office',
    'slrt_back_office',
    'slrt_manager',
    'dinsos_verifier',
  ] as const)
    expect({ role, places: await sightings(await world.officer(role), complaint) }).toEqual({ role, places: [] })
})

test('who is accused does not see it, whatever else he may do', async () => {
  const { complaint } = await levy()
  const integrity = await world.officer('integrity_officer', 'with a village')
  expect(await sightings(integrity, complaint)).toContain('record')
  await world.owner.query(
    `insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, released_at) values ($1, $2, 'facilitator', 'area', $3, now())`,
    [world.shards.here, integrity.id, world.here.village],
  )
  expect(await sightings(await world.officer('integrity_officer', 'with a village'), complaint)).toEqual([])

  const head = await world.officer('dinsos_head', 'accused himself')
  const about = (await levy({ accused: [{ kind: 'officer', accountId: head.id }] })).complaint
  expect(await sightings(head, about)).toEqual([])
  expect(await sightings(await world.officer('integrity_officer'), about)).toContain('record')
})

test('an accused institution does not even see the leg that was sent to it before', async () => {
  const { complaint } = await file('slrt_back_office', {})
  const back = (await world.officer('slrt_back_office')).api
  const screened = await back.complaints.screenComplaint({
    params: { complaintId: complaint.id },
    ifMatch: complaint.version,
    body: { result: 'not_listed' },
  })
  const sorted = await back.complaints.categoriseComplaint({
    params: { complaintId: complaint.id },
    ifMatch: screened.version,
    body: { kind: 'programme_need', sector: 'health', topic: 'medical_cost', programmeOwner: 'regency' },
  })
  const leg = await back.referrals.referComplaint({
    params: { complaintId: complaint.id },
    ifMatch: sorted.version,
    idempotencyKey: newKey(),
    body: { institutionId: world.institutionId, request: 'Mohon dibantu.' },
  })
  const manager = (await world.officer('slrt_manager')).api
  const approved = await manager.referrals.approveReferral({
    params: { referralId: leg.id },
    ifMatch: leg.version,
    body: {},
  })
  if (approved.status === 'approved')
    await manager.referrals.sendReferral({ params: { referralId: leg.id }, ifMatch: approved.version, body: {} })
  const receiver = await world.officer('institution_officer')
  const open = () => receiver.api.referrals.getReferral({ params: { referralId: leg.id } })
  expect(await asks(open())).toBe('seen')
  const now = await back.complaints.getComplaint({ params: { complaintId: complaint.id } })
  await back.complaints.nameAccused({
    params: { complaintId: complaint.id },
    ifMatch: now.version,
    body: { accused: [{ kind: 'institution', institutionId: world.institutionId }] },
  })
  expect(await asks(open())).toBe('hidden')
  expect((await receiver.api.referrals.listReferrals({ query: {} })).items.map(({ id }) => id)).not.toContain(leg.id)
  expect((await receiver.api.work.getMyWork()).items.map(({ id }) => id)).not.toContain(leg.id)
})

test('the reporter is masked for everybody, revealed with a reason, and sees who asked', async () => {
  const person = await createPerson(world)
  const { complaint, secret } = await levy({ reporter: { kind: 'listed', personId: person.id, phone: '081234567890' } })
  const integrity = await world.officer('integrity_officer')
  const seen = await integrity.api.complaints.getComplaint({ params: { complaintId: complaint.id } })
  expect(seen.reporter).toEqual({
    kind: 'listed',
    personId: null,
    name: null,
    phone: null,
    sex: expect.anything(),
    masked: true,
  })
  // She reported for herself: the subject would be her name.
  expect(seen.subject).toBeNull()
  expect(JSON.stringify(seen)).not.toContain(person.id)
  expect(await sightings(integrity, complaint, person.id)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(person|looks|ofPerson)$/)]),
  )
  const reveal = { params: { complaintId: complaint.id }, body: { reason: 'Menanyakan bukti pemotongan.' } }
  expect(await asks((await world.officer('slrt_manager')).api.complaints.revealReporter(reveal))).toBe('hidden')
  expect(await integrity.api.complaints.revealReporter(reveal)).toEqual({
    personId: person.id,
    name: person.name,
    phone: '081234567890',
  })
  const status = await world.stranger.api.complaints.getPublicComplaintStatus({
    body: { ticket: complaint.ticket, secret: secret ?? '' },
  })
  expect(status.looks).toEqual([{ at: expect.any(String), by: expect.any(String) }])
  // That the integrity team asked about her tells of the case: to nobody of the village, nor to the manager.
  for (const role of ['puskesos_coordinator', 'slrt_manager'] as const) {
    const { api } = await world.officer(role)
    const looks = await api.persons.listPersonAccess({ params: { personId: person.id } })
    expect(looks.items.filter(({ operation }) => /Complaint|Reporter/.test(operation))).toEqual([])
  }
  const auditor = await world.officer('auditor')
  const found = await auditor.api.audit.searchAccessLog({ body: { personId: person.id } })
  expect(found.items.map(({ operation }) => operation)).toContain('revealReporter')
})

const ROLES: readonly RoleCode[] = [
  'facilitator',
  'puskesos_front_office',
  'puskesos_back_office',
  'puskesos_coordinator',
  'supervisor',
  'slrt_front_office',
  'slrt_back_office',
  'slrt_manager',
  'dinsos_verifier',
  'dinsos_head',
]

test('a protected registration and the cases of that person are seen by the same people', async () => {
  const person = await createPerson(world)
  const operator = await world.officer('slrt_back_office')
  const registration = await operator.api.ppks.registerPpks({
    body: { personId: person.id, typeCode: 'KT', criteria: [] },
    idempotencyKey: newKey(),
  })
  const { complaint } = await file('slrt_back_office', { subjectPersonId: person.id })
  for (const role of ROLES) {
    const { api } = await world.officer(role, 'reader')
    const one = await asks(api.ppks.getPpksRegistration({ params: { registrationId: registration.id } }))
    const other = await asks(api.complaints.getComplaint({ params: { complaintId: complaint.id } }))
    // A facilitator reads cases that he recorded himself, so he sees neither.
    expect({ role, case: other }).toEqual({ role, case: one })
  }
  const front = await world.officer('slrt_front_office', 'reader')
  expect(await sightings(front, complaint, person.id)).toEqual([])
})

test('a counter is not told by its own case that the person is protected', async () => {
  const person = await createPerson(world)
  const control = await createPerson(world)
  await (
    await world.officer('slrt_back_office')
  ).api.ppks.registerPpks({
    body: { personId: person.id, typeCode: 'ABH', criteria: [] },
    idempotencyKey: newKey(),
  })
  const front = await world.officer('slrt_front_office')
  const answers = []
  for (const { id } of [person, control]) {
    const { complaint } = await file('slrt_front_office', { subjectPersonId: id })
    answers.push(await asks(front.api.complaints.getComplaint({ params: { complaintId: complaint.id } })))
  }
  expect(answers).toEqual(['seen', 'seen'])
})

test('the register is no oracle: a second report of a protected type is taken in as the first', async () => {
  const person = await createPerson(world)
  const control = await createPerson(world)
  const register = (caller: Caller, personId: string) =>
    caller.api.ppks.registerPpks({ body: { personId, typeCode: 'ABH', criteria: [] }, idempotencyKey: newKey() })
  await register(await world.officer('slrt_back_office'), person.id)
  const front = await world.officer('slrt_front_office')
  const plain = ({
    id: _i,
    personId: _p,
    personName: _n,
    registeredAt: _a,
    ...rest
  }: Awaited<ReturnType<typeof register>>) => rest
  expect(plain(await register(front, person.id))).toEqual(plain(await register(front, control.id)))
  // Who sees the first is told.
  await expect(register(await world.officer('puskesos_back_office'), person.id)).rejects.toMatchObject({
    problem: { code: 'already-exists' },
  })
})

test('a migrant worker who was trafficked is protected, at once or when that is found out', async () => {
  const front = await world.officer('puskesos_front_office')
  const criteria = (met: boolean) => [{ code: 'trafficked', met }]
  const at = async (met: boolean) =>
    front.api.ppks.registerPpks({
      body: { personId: (await createPerson(world)).id, typeCode: 'PMBS', criteria: criteria(met) },
      idempotencyKey: newKey(),
    })
  expect((await at(true)).restricted).toBe(true)
  const open = await at(false)
  expect(open.restricted).toBe(false)
  const params = { registrationId: open.id }
  const returned = await (
    await world.officer('puskesos_coordinator')
  ).api.ppks.returnPpks({
    params,
    ifMatch: open.version,
    body: { reason: 'Tanyakan sekali lagi.' },
  })
  await front.api.ppks.resubmitPpks({ params, ifMatch: returned.version, body: { criteria: criteria(true) } })
  const colleague = await world.officer('slrt_front_office', 'colleague')
  expect(await asks(colleague.api.ppks.getPpksRegistration({ params }))).toBe('hidden')
  const heard = await colleague.api.persons.listPersonTimeline({ params: { personId: open.personId } })
  expect(heard.items.filter(({ subjectId }) => subjectId === open.id)).toEqual([])
})

test('a step that makes a case confidential still answers who took it, and hides it from then on', async () => {
  const { complaint } = await file('puskesos_front_office', {})
  const back = await world.officer('puskesos_back_office')
  const params = { complaintId: complaint.id }
  const screened = await back.api.complaints.screenComplaint({
    params,
    ifMatch: complaint.version,
    body: { result: 'not_listed' },
  })
  const sorted = await back.api.complaints.categoriseComplaint({
    params,
    ifMatch: screened.version,
    body: { kind: 'programme_complaint', sector: 'other', topic: 'officer_conduct', programmeOwner: 'regency' },
  })
  expect(sorted.confidential).toBe('officer_conduct')
  expect(await sightings(back, complaint)).toEqual([])
})

test.each<[ConfidentialReason, RoleCode, boolean]>([
  ['violence', 'puskesos_back_office', true],
  ['violence', 'supervisor', true],
  ['violence', 'slrt_front_office', false],
  ['trafficking', 'slrt_manager', true],
  ['child', 'puskesos_front_office', false],
  ['health', 'inspectorate_officer', false],
  ['health', 'auditor', false],
])('%s: %s sees it: %s', async (confidential, role, expected) => {
  const { complaint } = await file('slrt_front_office', { confidential })
  expect((await sightings(await world.officer(role), complaint)).includes('record')).toBe(expected)
})

test('who is accused is a place, an institution or an officer that there is', async () => {
  for (const accused of [
    { kind: 'region', regionCode: '9999999999' },
    { kind: 'institution', institutionId: '019a0000-0000-7000-8000-000000000000' },
    { kind: 'officer', accountId: '019a0000-0000-7000-8000-000000000000' },
  ])
    await expect(levy({ accused: [accused] })).rejects.toMatchObject({
      problem: { code: 'unknown-reference', errors: [{ pointer: expect.stringMatching(/^\/accused\/0\//) }] },
    })
})

test('where somebody is not safe, nobody reads where she lives or how to call her; elsewhere they do', async () => {
  const person = await createPerson(world)
  await world.owner.query("update persons set phone = '081234567890' where id = $1", [person.id])
  const back = await world.officer('slrt_back_office')
  const params = { personId: person.id }
  const village = await world.officer('puskesos_back_office')
  const tells = async ({ api }: Caller) => {
    const seen = await api.persons.getPerson({ params })
    const revealed = await api.persons.revealPerson({ params, body: { reason: 'Mencocokkan dengan KTP.' } })
    const { items } = await api.persons.searchPersons({
      body: { name: person.name ?? '', regionCode: world.here.village },
    })
    const hit = items.find(({ id }) => id === person.id)
    return [seen.addresses.length, seen.phone, revealed.phone, hit?.rt ?? null].map((one) => one !== null && one !== 0)
  }
  expect(await tells(village)).toContain(true)
  const mark = (caller: Caller, regionCode = world.here.village) =>
    caller.api.persons.markUnsafePlace({
      params,
      ifMatch: person.version,
      body: { regionCode, reason: 'Suami yang memukulnya tinggal di sana.' },
    })
  expect(await asks(mark(await world.officer('puskesos_front_office')))).toBe('forbidden')
  await expect(mark(back, '9999999999')).rejects.toMatchObject({ problem: { code: 'unknown-region' } })
  await mark(back)
  await mark(back)
  expect(await tells(village)).toEqual([false, false, false, false])
  expect(await tells(back)).toContain(true)
  // That the person is still found, and her case still handled, tells nothing of why.
  expect(JSON.stringify(await village.api.persons.getPerson({ params }))).not.toMatch(/aman|unsafe|memukul/)
})
