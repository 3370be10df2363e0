/** Unknown is not no: a word that is not understood ends no aid, and a row that cannot be read makes nobody absent. */
import { beforeEach, expect, test } from '@jest/globals'
import type { ImportBatch } from '@pandu-gempita/shared/imports'
import { columnNames } from '../../src/modules/imports/reading/layouts.ts'
import { applyBatch, prepareBatch, readBatch } from '../factories/imports.ts'
import { newKey, useWorld } from '../world.ts'

const world = useWorld()

interface Sent {
  readonly cutOffOn: string
  readonly source?: 'sheet' | 'regsosek'
  readonly coverage?: 'everybody' | 'partial'
}
async function prepared(lines: readonly string[], { cutOffOn, source = 'sheet', coverage = 'partial' }: Sent) {
  const { api } = await world.officer('slrt_back_office')
  const { id } = await api.imports.uploadImport({
    query: { releaseName: `Daftar ${cutOffOn}`, cutOffOn, source, coverage, villageCode: world.here.village },
    upload: { type: 'text/csv', name: 'daftar.csv', bytes: Buffer.from(lines.join('\n')) },
    idempotencyKey: newKey(),
  })
  return prepareBatch(world, id)
}
const open = async (): Promise<string[]> => {
  const { rows } = await world.owner.query<{ held: string }>(
    `select p.name || ' ' || m.programme_code as held from programme_memberships m join persons p on p.jurisdiction_id = m.jurisdiction_id and p.id = m.person_id
     where upper_inf(m.valid) order by 1`,
  )
  return rows.map(({ held }) => held)
}
const left = async (): Promise<string[]> => {
  const { rows } = await world.owner.query<{ name: string }>(
    `select p.name from events e join persons p on p.id = e.subject_id where e.type = 'person.left_release' order by 1`,
  )
  return rows.map(({ name }) => name)
}
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const personOf = (n: number) => ({
  nik: `331402${String((n % 28) + 1).padStart(2, '0')}0685${String(n + 1000).padStart(4, '0')}`,
  name: `WARGA ${LETTERS.charAt(n)}`,
  born: `1985-06-${String((n % 28) + 1).padStart(2, '0')}`,
  kk: `33140201010120${String(n + 10)}`,
})

beforeEach(async () => {
  await world.owner.query(
    'truncate persons, families, households, source_records, release_presence, import_batches, programme_memberships, events cascade',
  )
})

const HEAD = 'NIK;NAMA;TANGGAL LAHIR;NO KK;PKH;BPNT;PBI JKN'
const row = (n: number, ...flags: string[]): string => {
  const { nik, name, born, kk } = personOf(n)
  return [nik, name, born, kk, ...flags].join(';')
}

test('a tick, a status of payment, the programme’s own name and an empty cell end nothing; they are named with their counts', async () => {
  const two = ['YA', 'YA', 'YA']
  await applyBatch(world, await prepared([HEAD, row(0, ...two), row(1, ...two)], { cutOffOn: '2025-01-01' }))
  const before = await open()
  expect(before).toHaveLength(6)
  const second = await prepared([HEAD, row(0, 'v', 'cair tahap 2', 'PBI'), row(1, 'v', '', '-')], {
    cutOffOn: '2025-05-01',
  })
  expect(second).toMatchObject({
    status: 'matched',
    holds: ['unknown_words'],
    counts: { valid: 2, personsChanged: 0 },
    unknownWords: [
      { column: 'BPNT', word: 'CAIR TAHAP 2', rows: 1 },
      { column: 'PKH', word: 'V', rows: 2 },
      { column: 'PBI JKN', word: 'PBI', rows: 1 },
    ],
  })
  await applyBatch(world, second)
  expect(await open()).toEqual(before)
  // A word that is known as no still ends, and only what it is said of.
  const third = await prepared([HEAD, row(0, 'TIDAK', 'YA', 'entah')], { cutOffOn: '2025-08-01' })
  await applyBatch(world, third)
  expect(await open()).toEqual(before.filter((held) => held !== 'WARGA A PKH'))
}, 60_000)

test('a column that holds anything but words is not quoted', async () => {
  const batch = await prepared(
    [HEAD, ...Array.from({ length: 26 }, (_, n) => row(n, `IBU ${LETTERS.charAt(n)}`, 'YA', '0812345678'))],
    { cutOffOn: '2025-01-01' },
  )
  const words = batch.unknownWords.filter(({ column }) => column === 'PKH')
  expect(words.find(({ word }) => word === null)?.rows).toBeGreaterThan(0)
  expect(words.reduce((sum, { rows }) => sum + rows, 0)).toBe(26)
  expect(JSON.stringify(batch.unknownWords)).not.toContain('08123')
}, 60_000)

test('rows that slip by a cell, or a file without headings, tell no name where the batch is told', async () => {
  const slipped = await prepared([HEAD, row(0, 'YA', 'YA', 'YA'), row(1, 'SUTARMI NINGSIH', 'YA', 'YA')], {
    cutOffOn: '2025-02-01',
  })
  expect(slipped.unknownWords).toEqual([{ column: 'PKH', word: null, rows: 1 }])
  expect(columnNames(['3314010101900001', 'SUTARMI', 'L'])).toEqual(['Kolom 1', 'Kolom 2', 'Kolom 3'])
  expect(columnNames(['SUTARMI', '01-02-1990'])).toEqual(['Kolom 1', 'Kolom 2'])
  expect(columnNames(['NIK', 'NAMA', 'DESIL 2025', 'RT/RW'])).toEqual(['NIK', 'NAMA', 'DESIL 2025', 'RT/RW'])
}, 60_000)

const EVERYBODY = { source: 'regsosek', coverage: 'everybody' } as const
const PKH = 'NIK;NAMA;TANGGAL LAHIR;NO KK;PKH'
const listed = (n: number, nik = personOf(n).nik): string => [nik, ...row(n, 'YA').split(';').slice(1)].join(';')

test('whoever fits a row that cannot be read has not left: by KK, or by name and birth date', async () => {
  const all = [0, 1, 2, 3, 4]
  await applyBatch(world, await prepared([PKH, ...all.map((n) => listed(n))], { ...EVERYBODY, cutOffOn: '2025-01-01' }))
  const spoilt = [
    listed(0),
    listed(1, '3,31402E+15'),
    listed(2, personOf(2).nik.slice(0, 15)),
    // Not the number of anybody, and no KK: the name and the birth date tell.
    listed(3, '3314020406850000').replace(personOf(3).kk, ''),
  ]
  const second = await prepared([PKH, ...spoilt], { ...EVERYBODY, cutOffOn: '2025-06-01' })
  const { api } = await world.officer('slrt_manager')
  const { items } = await api.imports.listImportAreaDifferences({ params: { importId: second.id } })
  expect(items.reduce((sum, { gone }) => sum + gone, 0)).toBe(1)
  await applyBatch(world, second)
  expect(await left()).toEqual(['WARGA E'])
  // The next comparison starts from who may have been there: nobody of them comes anew or has left later.
  const { rows } = await world.owner.query<{ bits: Buffer }>('select bits from release_presence where batch_id = $1', [
    second.id,
  ])
  expect(rows[0]?.bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)).toBe(4)
}, 60_000)

test('with a row that says nothing readable, nobody’s absence is known, and the batch waits', async () => {
  await applyBatch(
    world,
    await prepared([PKH, ...[0, 1, 2].map((n) => listed(n))], { ...EVERYBODY, cutOffOn: '2025-01-01' }),
  )
  const second = await prepared([PKH, listed(0), '3,31E+15;;1985-06-02;;YA'], { ...EVERYBODY, cutOffOn: '2025-06-01' })
  expect(second.holds).toEqual(['absence_unknown'])
  await applyBatch(world, second)
  expect(await left()).toEqual([])
  // A total below the list is no person.
  const third = await prepared([PKH, listed(0), 'TOTAL;2;;;'], { ...EVERYBODY, cutOffOn: '2025-07-01' })
  expect(third.holds).toEqual([])
  await applyBatch(world, third)
  expect(await left()).toEqual(['WARGA B', 'WARGA C'])
}, 60_000)

test('a batch that would end much of a programme waits, however small it is; one that ends little does not', async () => {
  const all = Array.from({ length: 12 }, (_, n) => n)
  await applyBatch(
    world,
    await prepared([HEAD, ...all.map((n) => row(n, 'YA', 'YA', 'YA'))], { cutOffOn: '2025-01-01' }),
  )
  const ending = async (count: number, cutOffOn: string): Promise<ImportBatch> =>
    prepared([HEAD, ...all.map((n) => row(n, n < count ? 'TIDAK' : 'YA', 'YA', 'YA'))], { cutOffOn })
  expect((await ending(1, '2025-02-01')).holds).toEqual([])
  const five = await ending(5, '2025-03-01')
  expect(five.holds).toEqual(['many_endings'])
  const { api } = await world.officer('slrt_manager')
  await expect(
    api.imports.reviewImport({ params: { importId: five.id }, body: {}, ifMatch: five.version }),
  ).rejects.toMatchObject({ problem: { code: 'import-held' } })
  expect((await readBatch(world, five.id)).status).toBe('matched')
  expect(await open()).toHaveLength(36)
}, 60_000)
