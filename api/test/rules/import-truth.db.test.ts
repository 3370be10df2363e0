/** What an import must not do: undo a newer release, double a person, take a NIK alone for the same person, erase what a cell leaves out. */
import { expect, test } from '@jest/globals'
import type { ImportBatch } from '@pandu-gempita/shared/imports'
import { applyBatch, matchedBatch } from '../factories/imports.ts'
import { nextKk, nextNik } from '../factories/people.ts'
import { newKey, useWorld } from '../world.ts'

let place: { regency: string; district: string; village: string }
const world = useWorld(async () => {
  const { rows } = await world.owner.query<{ path: string }>('select path from regions where code = $1', [
    world.here.village,
  ])
  const [village = '', district = '', regency = ''] = (rows[0]?.path ?? '').split(', ')
  place = { village, district, regency }
})

interface Row {
  nik: string
  kk: string
  name?: string
  birthDate?: string
  street?: string
  hamlet?: string
  rt?: string
  pkh?: 'YA' | 'TIDAK'
  desil?: number
}
const HEADER =
  'KABUPATEN/KOTA|KECAMATAN|DESA/KELURAHAN|ALAMAT|DUSUN|RT|NOKK|NIK|NAMA|TANGGAL LAHIR|JENIS KELAMIN|BANSOS PKH|DESIL'
const fileWith = (...rows: Row[]): Buffer =>
  Buffer.from(
    [
      HEADER,
      ...rows.map((row) =>
        [
          place.regency,
          place.district,
          place.village,
          row.street ?? 'Jalan Melati 1',
          row.hamlet ?? 'Krajan',
          row.rt ?? '01',
          row.kk,
          row.nik,
          row.name ?? 'Sutinah',
          row.birthDate ?? '1980-06-15',
          'P',
          row.pkh ?? 'TIDAK',
          row.desil ?? '',
        ].join('|'),
      ),
    ].join('\n'),
  )

const imported = async (bytes: Buffer, cutOffOn = '2025-07-20'): Promise<ImportBatch> =>
  applyBatch(world, await matchedBatch(world, bytes, { name: `DTKS ${cutOffOn}`, cutOffOn }))
const preview = (bytes: Buffer, cutOffOn = '2025-07-20'): Promise<ImportBatch> =>
  matchedBatch(world, bytes, { name: `DTKS ${cutOffOn}`, cutOffOn })

test('a programme that a newer release ended stays ended when the older file comes again', async () => {
  const row = { nik: nextNik(), kk: nextKk() }
  await imported(fileWith({ ...row, pkh: 'YA' }), '2025-01-20')
  await imported(fileWith({ ...row, pkh: 'TIDAK' }), '2025-06-20')
  const again = await preview(fileWith({ ...row, pkh: 'YA' }), '2025-01-20')
  expect(again.counts).toMatchObject({ personsNew: 0, personsChanged: 0, personsUnchanged: 1 })
})

test('full twins in the registry do not make a third at every import', async () => {
  const nik = nextNik()
  const officer = await world.officer('puskesos_back_office')
  for (let twin = 0; twin < 2; twin++)
    await officer.api.persons.createPerson({
      body: {
        identityStatus: 'complete',
        name: 'Sutinah',
        nik,
        sex: 'female',
        birthDate: '1980-06-15',
        villageCode: world.here.village,
      },
      idempotencyKey: newKey(),
    })
  const file = fileWith({ nik, kk: nextKk() })
  const first = await imported(file)
  expect(first.counts).toMatchObject({ personsNew: 0, ambiguous: 1 })
  expect((await preview(file)).counts).toMatchObject({ personsNew: 0, personsChanged: 0, personsUnchanged: 1 })
})

test('another name and another birth date under the same NIK are another person', async () => {
  const nik = nextNik()
  await imported(fileWith({ nik, kk: nextKk(), name: 'Sutinah', birthDate: '1980-06-15' }))
  const other = fileWith({ nik, kk: nextKk(), name: 'Bambang', birthDate: '2001-02-03' })
  expect((await imported(other)).counts).toMatchObject({ personsNew: 1, personsChanged: 0 })
  expect((await preview(other)).counts).toMatchObject({ personsNew: 0, personsUnchanged: 1 })
  const { rows } = await world.owner.query<{ name: string }>(
    'select p.name from persons p join person_identifiers i on i.person_id = p.id where i.value = $1 order by 1',
    [nik],
  )
  expect(rows.map((row) => row.name)).toEqual(['Bambang', 'Sutinah'])
})

test('a desil corrected in the same release is stored, and members who differ settle at once', async () => {
  const kk = nextKk()
  const [head, child] = [nextNik(), nextNik()]
  await imported(fileWith({ nik: head, kk, desil: 1 }, { nik: child, kk, name: 'Sumarno', desil: 2 }))
  const again = await preview(fileWith({ nik: head, kk, desil: 1 }, { nik: child, kk, name: 'Sumarno', desil: 2 }))
  expect(again.counts).toMatchObject({ personsChanged: 0, personsUnchanged: 2 })
  await imported(fileWith({ nik: head, kk, desil: 5 }, { nik: child, kk, name: 'Sumarno', desil: 5 }))
  const { rows } = await world.owner.query<{ desil: number }>(
    'select r.desil from family_rankings r join families f on f.id = r.family_id where f.kk_number = $1',
    [kk],
  )
  expect(rows).toEqual([{ desil: 5 }])
})

test('an empty cell erases nothing', async () => {
  const row = { nik: nextNik(), kk: nextKk() }
  await imported(fileWith({ ...row, street: 'Jalan Kenanga 7', hamlet: 'Krajan', rt: '04' }), '2025-01-20')
  await imported(fileWith({ ...row, street: ' ', hamlet: ' ', rt: '05' }), '2025-06-20')
  const { rows } = await world.owner.query<{ street: string; hamlet: string; rt: string }>(
    "select a.street, a.hamlet, a.rt from person_addresses a join person_identifiers i on i.person_id = a.person_id where i.value = $1 and a.kind = 'card' and upper_inf(a.valid)",
    [row.nik],
  )
  expect(rows).toEqual([{ street: 'Jalan Kenanga 7', hamlet: 'Krajan', rt: '05' }])
})
