/** The public status page: how the office is reached, and the officer's words that were written for the citizen, no others. */
import { expect, test } from '@jest/globals'
import { complaintIn, createComplaint, newComplaintBody } from '../factories/complaints.ts'
import { newKey, useWorld } from '../world.ts'

const world = useWorld()

const office = (regionCode: string, name: string) => ({
  body: { regionCode, name, phone: '08001234567', hours: 'Senin–Jumat 08.00–15.00', address: 'Jalan Balai Desa 1' },
  idempotencyKey: newKey(),
})
const statusOf = (ticket: string, secret: string | null) =>
  world.stranger.api.complaints.getPublicComplaintStatus({ body: { ticket, secret: secret ?? '' } })

test('the office is that of the village, else the next one above; saying it again replaces it', async () => {
  const { api } = await world.officer('slrt_manager')
  const { complaint, secret } = await createComplaint(world)
  expect((await statusOf(complaint.ticket, secret)).office).toBeNull()
  await api.regions.setOfficeContact(office(world.here.regency, 'SLRT Sragen'))
  const receipt = await createComplaint(world)
  expect(receipt.office).toMatchObject({ name: 'SLRT Sragen', phone: '08001234567' })
  await api.regions.setOfficeContact(office(world.here.village, 'Puskesos lama'))
  const said = await api.regions.setOfficeContact(office(world.here.village, 'Puskesos Keden'))
  expect((await statusOf(complaint.ticket, secret)).office).toEqual(said)
  const { items } = await api.regions.listOfficeContacts({ query: { regionCode: world.here.village } })
  expect(items.map(({ name }) => name)).toEqual(['SLRT Sragen', 'Puskesos Keden'])
})

test('of a case that is kept from somebody it is that of the kabupaten, on the receipt and on the public page', async () => {
  const manager = await world.officer('slrt_manager')
  await manager.api.regions.setOfficeContact(office(world.here.regency, 'SLRT Sragen'))
  await manager.api.regions.setOfficeContact(office(world.here.village, 'Puskesos Keden'))
  const { api } = await world.officer('slrt_front_office')
  const body = await newComplaintBody(world)
  const accused = [{ kind: 'region' as const, regionCode: world.here.village }]
  for (const more of [{ topic: 'levy_or_misuse' as const }, { confidential: 'trafficking' as const }, { accused }]) {
    const { complaint, secret, office } = await api.complaints.createComplaint({
      body: { ...body, ...more },
      idempotencyKey: newKey(),
    })
    expect({ more, office: office?.name }).toEqual({ more, office: 'SLRT Sragen' })
    expect((await statusOf(complaint.ticket, secret)).office?.name).toBe('SLRT Sragen')
  }
})

test('an officer without the permission says nothing of the office', async () => {
  const { api } = await world.officer('puskesos_front_office')
  await expect(api.regions.setOfficeContact(office(world.here.village, 'Puskesos'))).rejects.toMatchObject({
    problem: { status: 403 },
  })
})

test('the citizen reads what was written for the citizen, until the next step, and never the internal note', async () => {
  const { api } = await world.officer('slrt_manager')
  const determined = await complaintIn(world, 'determination')
  const front = await world.officer('puskesos_front_office')
  const { secret } = await front.api.complaints.renewComplaintSecret({
    params: { complaintId: determined.id },
    body: { proof: 'identity_card' },
    ifMatch: determined.version,
    idempotencyKey: newKey(),
  })
  const resolved = await api.complaints.determineOutcome({
    params: { complaintId: determined.id },
    ifMatch: determined.version + 1,
    body: { outcome: 'served', note: 'Catatan di dalam kantor.', publicNote: 'Atap sudah diganti.' },
  })
  expect(resolved).toMatchObject({ publicNote: 'Atap sudah diganti.', outcomeNote: 'Catatan di dalam kantor.' })
  const told = await statusOf(determined.ticket, secret)
  expect(told).toMatchObject({ status: 'resolved', outcome: 'served', note: 'Atap sudah diganti.' })
  expect(JSON.stringify(told)).not.toContain('Catatan di dalam kantor')
  const closed = await api.complaints.closeComplaint({
    params: { complaintId: determined.id },
    ifMatch: resolved.version,
    body: { told: 'phone', note: 'Catatan penutup.' },
  })
  expect(await statusOf(determined.ticket, secret)).toMatchObject({ status: 'closed', note: 'Atap sudah diganti.' })
  const back = await world.officer('puskesos_back_office')
  await back.api.complaints.reopenComplaint({
    params: { complaintId: determined.id },
    ifMatch: closed.version,
    body: { reason: 'Warga kembali.' },
  })
  expect(await statusOf(determined.ticket, secret)).toMatchObject({ status: 'reopened', outcome: null, note: null })
})
