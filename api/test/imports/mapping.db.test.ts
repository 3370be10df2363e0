/** Layouts that nobody has seen before are told once; rows that were kept back come home mended. */
import { expect, test } from '@jest/globals'
import type { ImportField } from '@pandu-gempita/shared/import-record'
import readSheet from 'read-excel-file/node'
import writeExcelFile from 'write-excel-file/node'
import { applyBatch, CUT_OFF, fileOf, prepareBatch, uploadBatch } from '../factories/imports.ts'
import { newKey, useWorld } from '../world.ts'

const world = useWorld()

const OWN = 'No;Nomor Induk;Nama Warga;Kartu;Lahir;Kelamin\n'
const people = (numbers: readonly number[]): string =>
  numbers
    .map(
      (n) =>
        `${n};99010115068${String(n).padStart(2, '0')}121;WARGA ${'ABCDEFGHIJ'.charAt(n)};9901010101201231;15/06/1980;L\n`,
    )
    .join('')
const COLUMNS: { position: number; field: ImportField }[] = [
  { position: 1, field: 'nik' },
  { position: 2, field: 'name' },
  { position: 3, field: 'kkNumber' },
  { position: 4, field: 'birthDate' },
  { position: 5, field: 'sex' },
]
const upload = async (bytes: Buffer, more: { correctionOf?: string; villageCode?: string; source?: 'sheet' } = {}) => {
  const { api } = await world.officer('slrt_back_office')
  return api.imports.uploadImport({
    query: { releaseName: 'Daftar desa', cutOffOn: CUT_OFF, ...more },
    upload: {
      type: bytes[0] === 0x50 ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : 'text/csv',
      name: 'daftar.csv',
      bytes,
    },
    idempotencyKey: newKey(),
  })
}

test('a header of the office’s own waits for its columns; the next file with it is read at once', async () => {
  const { api } = await world.officer('slrt_back_office')
  const place = { villageCode: world.here.village, source: 'sheet' as const }
  const waiting = await prepareBatch(world, (await upload(Buffer.from(`${OWN}${people([1, 2, 3])}`), place)).id)
  expect(waiting).toMatchObject({ status: 'uploaded', needsMapping: true, source: 'sheet' })
  const params = { importId: waiting.id }
  const mapping = await api.imports.getImportMapping({ params })
  expect(mapping.known).toBe(false)
  expect(mapping.columns.map(({ header }) => header)).toEqual([
    'No',
    'Nomor Induk',
    'Nama Warga',
    'Kartu',
    'Lahir',
    'Kelamin',
  ])
  expect(mapping.columns[1]?.samples[0]).toMatch(/^\d{4}\*{7}$/)

  const missing = api.imports.mapImport({
    params,
    body: { columns: [{ position: 1, field: 'nik' }] },
    ifMatch: mapping.version,
  })
  await expect(missing).rejects.toMatchObject({ problem: { code: 'mapping-incomplete' } })
  await api.imports.mapImport({ params, body: { columns: COLUMNS }, ifMatch: mapping.version })
  const read = await prepareBatch(world, waiting.id)
  expect(read).toMatchObject({ status: 'matched', needsMapping: false, counts: { valid: 3, rejected: 0 } })
  await applyBatch(world, read)
  const { rows } = await world.owner.query<{ name: string; region_code: string; source: string }>(
    `select name, region_code, source from persons where name like 'WARGA %' order by name`,
  )
  expect(rows).toEqual(
    ['B', 'C', 'D'].map((letter) => ({ name: `WARGA ${letter}`, region_code: world.here.village, source: 'sheet' })),
  )

  const next = await prepareBatch(world, (await upload(Buffer.from(`${OWN}${people([3, 4])}`), place)).id)
  expect(next).toMatchObject({ status: 'matched', counts: { valid: 2, personsNew: 1, personsUnchanged: 1 } })
}, 60_000)

test('rows kept back from a file whose columns were told come home without telling them again', async () => {
  const { api } = await world.officer('slrt_manager')
  const place = { villageCode: world.here.village, source: 'sheet' as const }
  const bad = people([5, 6]).replace('WARGA F', '')
  const first = await prepareBatch(world, (await upload(Buffer.from(`${OWN}${bad}`), place)).id)
  expect(first).toMatchObject({ status: 'matched', counts: { valid: 1, rejected: 1 } })
  const csv = await (
    await api.imports.downloadImportRejects({
      params: { importId: first.id },
      body: { reason: 'Memperbaiki baris tertahan.' },
    })
  ).text()
  const mended = csv.replace(';;', ';WARGA MENDED;')
  const back = await prepareBatch(world, (await upload(Buffer.from(mended), { correctionOf: first.id })).id)
  expect(back).toMatchObject({ status: 'matched', source: 'sheet', counts: { valid: 1, rejected: 0, personsNew: 1 } })
}, 60_000)

test('text without columns is refused, not mapped', async () => {
  const batch = await prepareBatch(world, (await upload(Buffer.from('halo\ndunia\n'))).id)
  expect(batch).toMatchObject({ status: 'refused', failure: 'unknown_header' })
}, 60_000)

test('DTSEN columns are known: place by code, sex and relation by number, desil', async () => {
  const head =
    'nik,no_kk,nama,tempat_lahir,tanggal_lahir,id_jenis_kelamin,id_hub_kepala_keluarga,pbi,desil_nasional,kode_kelurahan_desa,alamat\n'
  const code = world.here.village
  const dotted = `${code.slice(0, 2)}.${code.slice(2, 4)}.${code.slice(4, 6)}.${code.slice(6)}`
  const rows = [
    `9901011506800131,9901010101201241,SUTINAH,SRAGEN,1980-06-15,2,1,YA,2,${code},JL. MELATI`,
    `9901011506800141,9901010101201241,SUGENG,SRAGEN,1981-06-15,1,3,TIDAK,0,${dotted},JL. MELATI`,
    `9901011506800151,9901010101201251,PAINEM,SRAGEN,1981-06-15,2,1,TIDAK,3,9999999999,JL. MELATI`,
  ]
  const batch = await prepareBatch(world, (await upload(Buffer.from(`${head}${rows.join('\n')}\n`))).id)
  expect(batch).toMatchObject({ status: 'matched', counts: { valid: 2, rejected: 1 } })
  const staged = await world.owner.query<{
    name: string
    sex: string
    relation: string
    desil: number
    programmes: string[]
  }>('select name, sex, relation, desil, programmes from import_rows where batch_id = $1 order by row_number', [
    batch.id,
  ])
  expect(staged.rows).toEqual([
    { name: 'SUTINAH', sex: 'female', relation: 'head', desil: 2, programmes: ['PBI-JK'] },
    { name: 'SUGENG', sex: 'male', relation: 'child', desil: 0, programmes: [] },
  ])
}, 60_000)

test('rejected rows leave as a workbook, are mended there, and only they are applied', async () => {
  const { api } = await world.officer('slrt_manager')
  const first = await prepareBatch(world, (await uploadBatch(world, fileOf({ rows: 200, bad: 26 }))).id)
  const { columns } = await api.imports.getImportMapping({ params: { importId: first.id } })
  expect(new Set(columns.find(({ field }) => field === 'motherName')?.samples)).toEqual(new Set(['•••']))
  await applyBatch(world, first)
  const kept = first.counts.rejected
  const blob = await api.imports.downloadImportCorrections({
    params: { importId: first.id },
    body: { reason: 'Memperbaiki baris tertahan.' },
  })
  const [sheet] = (await readSheet(Buffer.from(await blob.arrayBuffer()))) as unknown as { data: string[][] }[]
  const [header = [], ...rows] = sheet?.data ?? []
  expect(header.slice(-3)).toEqual(['BARIS ASAL', 'KOLOM YANG SALAH', 'ALASAN'])
  expect(rows).toHaveLength(kept)
  // The officer mends what a name or a sex lacks; other rows stay as they are.
  const column = (name: string): number => header.indexOf(name)
  let mended = 0
  for (const row of rows) {
    if (row[column('KOLOM YANG SALAH')] === 'JENIS KELAMIN') {
      row[column('JENIS KELAMIN')] = 'PEREMPUAN'
      mended++
    } else if (row[column('KOLOM YANG SALAH')] === 'NAMA') {
      row[column('NAMA')] = 'SUTINAH'
      mended++
    }
  }
  expect(mended).toBeGreaterThan(2)
  const bytes = await writeExcelFile(
    [header, ...rows].map((row) => row.map((value) => ({ value: value ?? '', type: String }))),
  ).toBuffer()
  const back = await prepareBatch(world, (await upload(Buffer.from(bytes), { correctionOf: first.id })).id)
  expect(back).toMatchObject({
    status: 'matched',
    correctionOf: first.id,
    releaseName: first.releaseName,
    coverage: 'partial',
    counts: { valid: mended, rejected: kept - mended, personsNew: mended },
  })
  await applyBatch(world, back)
  const csv = await (
    await api.imports.downloadImportRejects({
      params: { importId: back.id },
      body: { reason: 'Memperbaiki baris tertahan.' },
    })
  ).text()
  expect(csv.split('\r\n')[0]).toContain('BARIS ASAL')
}, 120_000)
