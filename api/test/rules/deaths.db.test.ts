/** One fact of death, whatever says it, seen wherever somebody decides about the person. */
import { expect, test } from '@jest/globals'
import type { Person } from '@pandu-gempita/shared/persons'
import { newComplaintBody } from '../factories/complaints.ts'
import { applyBatch, matchedBatch } from '../factories/imports.ts'
import { createPerson } from '../factories/people.ts'
import { createRegistration } from '../factories/ppks.ts'
import { newKey, useWorld } from '../world.ts'

const world = useWorld()
const officer = async () => (await world.officer('puskesos_back_office')).api
const read = async (personId: string): Promise<Person> => (await officer()).persons.getPerson({ params: { personId } })
const refused = (code: string) => ({ problem: { code } })

const HEAD = 'nik,nama,tanggal_lahir,id_jenis_kelamin,keterangan padan,status,pkh,kode_kelurahan_desa'
const line = (n: number, padan: string, status: string): string =>
  `990101150680${n}129,WAFAT ${'ABCDEFGHI'.charAt(n)},1980-06-15,1,${padan},${status},YA,${world.here.village}`
const release = async (name: string, cutOffOn: string, lines: readonly string[]) =>
  applyBatch(world, await matchedBatch(world, Buffer.from(`${[HEAD, ...lines].join('\n')}\n`), { name, cutOffOn }))
const personOf = async (n: number): Promise<Person> => {
  const { rows } = await world.owner.query<{ person_id: string }>(
    'select person_id from person_identifiers where value = $1',
    [`990101150680${n}129`],
  )
  return read(rows[0]?.person_id ?? '')
}

test('a file that says "MENINGGAL" or "MATI" makes one fact of death; "PINDAH" does not', async () => {
  await release('DTKS Mei', '2025-05-20', [
    line(1, 'MENINGGAL', 'MATI'),
    line(2, 'PADAN', 'Meninggal'),
    line(3, 'NIK NON AKTIF', 'PINDAH'),
  ])
  for (const n of [1, 2])
    expect(await personOf(n)).toMatchObject({
      death: { diedOn: null, knownOn: '2025-05-20', saidBy: 'file', provenance: { releaseName: 'DTKS Mei' } },
      programmes: [{ programmeCode: 'PKH', status: 'recipient_died' }],
    })
  expect((await personOf(1)).warnings).toContain('deceased')
  expect(await personOf(3)).toMatchObject({ death: null, programmes: [{ status: 'active' }] })
})

test('a younger file that finds a dead person alive contests the fact, and does not undo it; a silent one says nothing', async () => {
  await release('DTKS Juni', '2025-06-20', [line(1, 'PADAN', 'HIDUP'), line(2, '', '')])
  const contested = await personOf(1)
  expect(contested.death).toMatchObject({ contestedBy: 'DTKS Juni' })
  expect(contested.warnings).toContain('death_contested')
  expect((await personOf(2)).death).toMatchObject({ contestedBy: null })
  const { items } = await (
    await officer()
  ).persons.listPersonTimeline({
    params: { personId: contested.id },
    query: {},
  })
  expect(items.map(({ event }) => event)).toEqual(expect.arrayContaining(['person.died', 'person.death_contested']))
})

test('an officer records it once, with day, place, certificate and who brought the news; another one withdraws it', async () => {
  const { persons } = await officer()
  const person = await createPerson(world)
  const params = { personId: person.id }
  const body = { reportedBy: 'Anak kandung' }
  for (const diedOn of ['2099-01-01', '1850-01-01'])
    await expect(
      persons.recordDeath({ params, ifMatch: person.version, body: { ...body, diedOn } }),
    ).rejects.toMatchObject(refused('impossible-date'))
  const dead = await persons.recordDeath({
    params,
    ifMatch: person.version,
    body: { ...body, diedOn: '2025-06-14', place: 'RSUD', certificateNumber: '3314-KM-14062025-0001' },
  })
  expect(dead.death).toMatchObject({
    diedOn: '2025-06-14',
    place: 'RSUD',
    saidBy: 'officer',
    reportedBy: 'Anak kandung',
  })
  expect(JSON.stringify(dead)).not.toContain('14062025')
  await expect(persons.recordDeath({ params, ifMatch: dead.version, body })).rejects.toMatchObject(
    refused('already-exists'),
  )
  const withdrawal = { params, ifMatch: dead.version, body: { reason: 'Ternyata orang lain.' } }
  await expect(persons.withdrawDeath(withdrawal)).rejects.toMatchObject(refused('separation-of-duties'))
  const other = (await world.officer('puskesos_back_office', 'another')).api.persons
  const alive = await other.withdrawDeath(withdrawal)
  expect(alive.death).toBeNull()
  await expect(other.withdrawDeath({ ...withdrawal, ifMatch: alive.version })).rejects.toMatchObject(
    refused('no-death-recorded'),
  )
})

test('search, family, intake, PPKS and case show it, and the open work is listed', async () => {
  const api = await officer()
  const person = await createPerson(world, 'here', 'Mbah Wafat')
  const { complaint } = await (
    await world.officer('puskesos_front_office')
  ).api.complaints.createComplaint({
    body: { ...(await newComplaintBody(world)), subjectPersonId: person.id },
    idempotencyKey: newKey(),
  })
  const registration = await createRegistration(world, { personId: person.id })
  expect((await api.work.listOpenWorkOfPerson({ params: { personId: person.id } })).items).toHaveLength(2)
  await api.persons.recordDeath({
    params: { personId: person.id },
    ifMatch: person.version,
    body: { reportedBy: 'RT' },
  })
  const { items } = await api.persons.searchPersons({
    body: { name: 'Mbah Wafat', regionCode: world.here.village },
  })
  expect(items.find(({ id }) => id === person.id)?.deceased).toBe(true)
  expect((await api.complaints.getComplaint({ params: { complaintId: complaint.id } })).subject?.deceased).toBe(true)
  expect((await api.ppks.getPpksRegistration({ params: { registrationId: registration.id } })).warnings).toContain(
    'person_deceased',
  )
  const work = await api.work.listOpenWorkOfPerson({ params: { personId: person.id } })
  expect(work.items.map(({ kind, id }) => [kind, id]).sort()).toEqual(
    [
      ['complaint', complaint.id],
      ['ppks', registration.id],
    ].sort(),
  )
})

test('a registration that ends by death reaches the person, and a protected one is not told by it', async () => {
  const person = await createPerson(world)
  const registration = await createRegistration(world, { personId: person.id })
  const follow = (await world.officer('slrt_back_office')).api.ppks
  await follow.recordPpksDied({
    params: { registrationId: registration.id },
    ifMatch: registration.version,
    body: { reason: 'Kabar dari keluarga.', on: '2025-06-10' },
  })
  expect((await read(person.id)).death).toMatchObject({ diedOn: '2025-06-10', saidBy: 'ppks' })
})
