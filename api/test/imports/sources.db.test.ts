/** The same people, however an office saves the file: one outcome. */
import { gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { CUT_OFF, fileOf, prepareBatch, uploadBatch } from '../factories/imports.ts'
import { newKey, useWorld } from '../world.ts'
import { workbookOf } from './hostile-files.ts'

const world = useWorld()

const text = fileOf({ rows: 60, bad: 0 }).toString('utf8').replace('"SUGENG"', '"SUGENG ÉNDAH"')
const utf16le = (mark: boolean): Buffer =>
  Buffer.concat([mark ? Buffer.from([0xff, 0xfe]) : Buffer.alloc(0), Buffer.from(text, 'utf16le')])
const utf16be = (): Buffer => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()])
const delimited = (delimiter: string): Buffer => Buffer.from(text.replaceAll('|', delimiter))

const SAVED: Readonly<Record<string, () => Buffer>> = {
  'UTF-8': () => Buffer.from(text),
  'UTF-8 with a byte order mark': () => Buffer.from(`\ufeff${text}`),
  semicolons: () => delimited(';'),
  commas: () => delimited(','),
  tabs: () => delimited('\t'),
  'UTF-16, little end first': () => utf16le(true),
  'UTF-16 without a mark': () => utf16le(false),
  'UTF-16, big end first': utf16be,
  'Windows-1252': () => Buffer.from(text, 'latin1'),
  gzip: () => gzipSync(text),
  'gzip of UTF-16': () => gzipSync(utf16le(true)),
  unquoted: () => Buffer.from(text.replaceAll('"', '')),
  'line feeds alone': () => Buffer.from(text.replaceAll('\r\n', '\n')),
}

const staged = async (id: string) => {
  const { rows } = await world.owner.query<{ line: string }>(
    `select concat_ws('|', row_number, nik, kk_number, name, birth_date, sex, region_code, programmes) as line from import_rows where batch_id = $1 order by row_number`,
    [id],
  )
  return rows.map(({ line }) => line)
}

test('every way of saving gives the same rows', async () => {
  const plain = await prepareBatch(world, (await uploadBatch(world, Buffer.from(text))).id)
  const expected = await staged(plain.id)
  expect(expected).toHaveLength(60)
  expect(expected.join()).toContain('SUGENG ÉNDAH')
  for (const [name, bytes] of Object.entries(SAVED)) {
    const batch = await prepareBatch(world, (await uploadBatch(world, bytes())).id)
    expect({ name, rows: await staged(batch.id) }).toEqual({ name, rows: expected })
  }
}, 120_000)

test('an archive that breaks off is refused as such, and nothing is staged from it', async () => {
  const whole = gzipSync(text)
  const batch = await prepareBatch(world, (await uploadBatch(world, whole.subarray(0, whole.length / 2))).id)
  expect(batch).toMatchObject({ status: 'refused', failure: 'broken_archive' })
}, 60_000)

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const workbook = async (bytes: Buffer) => {
  const { api } = await world.officer('slrt_back_office')
  const { id } = await api.imports.uploadImport({
    query: { releaseName: 'Daftar desa', cutOffOn: CUT_OFF, villageCode: world.here.village },
    upload: { type: XLSX, name: 'daftar.xlsx', bytes },
    idempotencyKey: newKey(),
  })
  return prepareBatch(world, id)
}

test('a stray cell in the last corner of a sheet is no row and keeps nobody waiting', async () => {
  const row = (...texts: string[]): string =>
    `<row>${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`
  const people = row('NIK', 'NAMA') + row('3314014107850003', 'WARSINAH')
  const read = await workbook(workbookOf(`${people}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`))
  expect(read).toMatchObject({ status: 'matched', counts: { rows: 1, valid: 1, rejected: 0 } })
}, 60_000)

test('a workbook that cannot be opened is told in words of its own, and is not opened again for a look at its columns', async () => {
  const batch = await workbook(workbookOf('').subarray(0, -40))
  expect(batch).toMatchObject({ status: 'refused', failure: 'broken_workbook' })
  const { api } = await world.officer('slrt_manager')
  await expect(api.imports.getImportMapping({ params: { importId: batch.id } })).rejects.toMatchObject({
    problem: { code: 'file-gone' },
  })
}, 60_000)

test('a file with some broken bytes keeps back those rows only', async () => {
  const lines = `${text.split('\r\n').slice(0, 3).join('\r\n')}\r\n`
  const broken = Buffer.concat([
    Buffer.from(lines),
    Buffer.from(text.split('\r\n')[3] ?? '', 'latin1'),
    Buffer.from([0x22, 0xff, 0x81, 0x0a]),
  ])
  const batch = await prepareBatch(world, (await uploadBatch(world, broken)).id)
  expect(batch.counts).toMatchObject({ rows: 3, valid: 2, rejected: 1 })
}, 60_000)
