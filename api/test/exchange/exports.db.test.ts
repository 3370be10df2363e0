/** Exports: the rows of one moment in three forms, for who asked, while the link lives. */
import { inflateRawSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { personRowFields, type PersonRow } from '@pandu-gempita/shared/exchange'
import { makeExport } from '../../src/modules/exports/task.ts'
import { TooManyRows, writers, XLSX_ROWS, type Row } from '../../src/modules/exports/formats.ts'
import { purgeExpired } from '../../src/purge.ts'
import { madeExport, takeExport } from '../factories/exports.ts'
import { createFamily, createPerson } from '../factories/people.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'
import { settled } from './settled.ts'

let manager: Caller
const world = useWorld(async () => {
  manager = await world.officer('slrt_manager')
})

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: { problem?: { code: string } }) => error.problem?.code ?? String(error),
  )
const personsOf = (bytes: Buffer): PersonRow[] =>
  bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as PersonRow)

/** What a spreadsheet would read: the entries of the archive by its directory, as another program finds them. */
function entriesOf(archive: Buffer): Record<string, string> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const entries: Record<string, string> = {}
  let at = archive.readUInt32LE(end + 16)
  for (let n = 0; n < archive.readUInt16LE(end + 10); n++) {
    const [packed, length, offset] = [20, 28, 42].map((shift) =>
      shift === 28 ? archive.readUInt16LE(at + shift) : archive.readUInt32LE(at + shift),
    ) as [number, number, number]
    const name = archive.toString('utf8', at + 46, at + 46 + length)
    const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28)
    const text = inflateRawSync(archive.subarray(start, start + packed))
    expect(text.length).toBe(archive.readUInt32LE(at + 24))
    entries[name] = text.toString()
    at += 46 + length
  }
  return entries
}

test('an export holds the persons of the area as the batch gives them, and goes on into the feed', async () => {
  const [one, two] = [await createPerson(world), await createPerson(world, 'otherVillage')]
  await createPerson(world, 'elsewhere')
  await createFamily(world, one)
  await settled(world)
  const made = await madeExport(world, manager)
  expect(made).toMatchObject({ status: 'ready', rows: 2, mine: true, identifiers: 'masked', failure: null })
  const taken = personsOf(await takeExport(manager, made.id))
  const { items } = await manager.api.exchange.getPersonRows({ body: { ids: [one.id, two.id] } })
  const byId = (a: PersonRow, b: PersonRow): number => (a.id < b.id ? -1 : 1)
  expect([...taken].sort(byId)).toEqual([...items].sort(byId))
  expect(Object.keys(taken[0] ?? {})).toEqual(personRowFields)

  const three = await createPerson(world)
  await settled(world)
  const after = await manager.api.exchange.listChanges({
    query: { region: world.here.regency, cursor: made.feedCursor ?? '' },
  })
  expect(after.items.filter(({ data }) => data.subjectType === 'person').map(({ data }) => data.subjectId)).toEqual([
    three.id,
  ])
})

test('what commits while the file is made is in the file or in the feed behind it', async () => {
  const { id } = await manager.api.exports.createExport({
    body: { kind: 'persons', format: 'ndjson', regionCode: world.here.regency, purpose: 'Cermin data kementerian.' },
    idempotencyKey: newKey(),
  })
  const making = makeExport(
    { database: world.database, secrets: world.secrets, signal: new AbortController().signal },
    { jurisdictionId: world.shards.here, exportId: id },
  )
  const written: string[] = []
  for (let n = 0; n < 8; n++) written.push((await createPerson(world)).id)
  await making
  await settled(world)
  const { feedCursor } = await manager.api.exports.getExport({ params: { exportId: id } })
  const inFile = personsOf(await takeExport(manager, id)).map((row) => row.id)
  const { items } = await manager.api.exchange.listChanges({
    query: { region: world.here.regency, cursor: feedCursor ?? '' },
  })
  const told = items.map(({ data }) => data.subjectId)
  expect(written.filter((person) => !inFile.includes(person) && !told.includes(person))).toEqual([])
})

test('full identifiers need their own permission, and a second export does not widen the first', async () => {
  await createPerson(world)
  expect(await codeOf(madeExport(world, manager, { identifiers: 'full' }))).toBe('outside-your-area')
  const head = await world.officer('dinsos_head')
  const made = await madeExport(world, head, { identifiers: 'full' })
  expect(personsOf(await takeExport(head, made.id)).every(({ nik }) => nik === null || /^\d{16}$/.test(nik))).toBe(true)
  // The manager sees that it was made, and what for, and cannot take it.
  const seen = await manager.api.exports.getExport({ params: { exportId: made.id } })
  expect(seen).toMatchObject({ mine: false, purpose: 'Pemadanan data bantuan sosial.', feedCursor: null })
  expect(await codeOf(manager.api.exports.createExportLink({ body: { exportId: made.id } }))).toBe('unknown-reference')
  const { token } = await head.api.exports.createExportLink({ body: { exportId: made.id } })
  expect(await codeOf(manager.api.exports.downloadExport({ params: { exportId: made.id }, query: { token } }))).toBe(
    'not-found',
  )
  const { rows } = await world.owner.query('select fields, reason from access_log where subject_id = $1', [made.id])
  expect(rows).toEqual([
    { fields: ['export', 'persons', 'full', `${made.rows} rows`], reason: 'Pemadanan data bantuan sosial.' },
  ])
})

test('a link ends with the next one, after ten minutes, and with the file after a day', async () => {
  const made = await madeExport(world, manager)
  const link = async () => (await manager.api.exports.createExportLink({ body: { exportId: made.id } })).token
  const take = (token: string) =>
    codeOf(manager.api.exports.downloadExport({ params: { exportId: made.id }, query: { token } }))
  const [first, second] = [await link(), await link()]
  expect([await take(first), await take(second)]).toEqual(['not-found', 'done'])
  await world.owner.query(`update data_exports set link_expires_at = now() - interval '1 second' where id = $1`, [
    made.id,
  ])
  expect(await take(second)).toBe('not-found')
  const third = await link()
  await world.owner.query(`update data_exports set expires_at = now() - interval '1 second' where id = $1`, [made.id])
  expect(await take(third)).toBe('not-found')
  await purgeExpired(world.database)
  expect((await manager.api.exports.getExport({ params: { exportId: made.id } })).status).toBe('expired')
  expect((await world.owner.query('select 1 from export_pieces where export_id = $1', [made.id])).rowCount).toBe(0)
})

test('as of a day: the family, the address, the number and the desil of then', async () => {
  const person = await createPerson(world, 'here', 'Sarinah')
  const family = await createFamily(world, person)
  const shard = world.shards.here
  await world.owner.query(`update family_members set valid = daterange('2025-01-01', null) where person_id = $1`, [
    person.id,
  ])
  await world.owner.query(`update person_addresses set valid = daterange('2025-06-01', null) where person_id = $1`, [
    person.id,
  ])
  await world.owner.query(
    `insert into person_addresses (jurisdiction_id, person_id, kind, region_code, street, valid, source) values ($1, $2, 'domicile', $3, 'Jalan Lama', daterange(null, '2025-06-01'), 'officer')`,
    [shard, person.id, world.here.village],
  )
  const release = await world.owner.query<{ id: string }>(
    `insert into data_releases (jurisdiction_id, source, name, cut_off_on) values ($1, 'dtsen', 'DTSEN lama', '2025-02-01') returning id`,
    [shard],
  )
  await world.owner.query(
    `insert into family_rankings (jurisdiction_id, family_id, release_id, desil, cut_off_on) values ($1, $2, $3, 5, '2025-02-01')`,
    [shard, family.id, release.rows[0]?.id],
  )
  const rowOn = async (asOf?: string) => {
    const made = await madeExport(world, manager, { ...(asOf && { asOf }) })
    expect(made.feedCursor === null).toBe(asOf !== undefined)
    return personsOf(await takeExport(manager, made.id)).find(({ id }) => id === person.id)
  }
  expect(await rowOn()).toMatchObject({ desil: 2, familyId: family.id, street: null })
  expect(await rowOn('2025-03-01')).toMatchObject({ desil: 5, familyId: family.id, street: 'Jalan Lama' })
  expect(await rowOn('2024-12-31')).toMatchObject({ desil: null, familyId: null, kkNumber: null, street: 'Jalan Lama' })
  expect(await codeOf(madeExport(world, manager, { asOf: '2999-01-01' }))).toBe('impossible-date')
})

test('families with head, members and desil', async () => {
  const head = await createPerson(world, 'here', 'Kartini')
  const family = await createFamily(world, head)
  const made = await madeExport(world, manager, { kind: 'families' })
  const rows = (await takeExport(manager, made.id))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
  expect(rows.find(({ id }) => id === family.id)).toEqual({
    id: family.id,
    kkNumber: expect.stringMatching(/^\d{4}\*{12}$/),
    headName: 'Kartini',
    memberCount: 1,
    villageCode: world.here.village,
    street: 'RT 01 RW 02',
    desil: 2,
    desilCutOffOn: '2025-07-20',
    desilRelease: `DTSEN ${family.kkNumber.slice(-4)}`,
  })
})

test('nothing in a spreadsheet is a formula, and nothing breaks it', async () => {
  const name = '=HYPERLINK("http://contoh","klik") & <b>'
  const person = await createPerson(world, 'here', name)
  const csv = (await takeExport(manager, (await madeExport(world, manager, { format: 'csv' })).id)).toString()
  expect(csv.startsWith(`\ufeff${personRowFields.join(',')}\r\n`)).toBe(true)
  expect(csv.split('\r\n').find((line) => line.startsWith(person.id))).toContain(`"'=HYPERLINK(""http`)
  const archive = await takeExport(manager, (await madeExport(world, manager, { format: 'xlsx' })).id)
  const entries = entriesOf(archive)
  expect(Object.keys(entries)).toEqual([
    '[Content_Types].xml',
    '_rels/.rels',
    'xl/workbook.xml',
    'xl/_rels/workbook.xml.rels',
    'xl/worksheets/sheet1.xml',
  ])
  const sheet = entries['xl/worksheets/sheet1.xml'] ?? ''
  expect(sheet).toContain('=HYPERLINK("http://contoh","klik") &amp; &lt;b&gt;</t>')
  expect(sheet).not.toContain('<f>')
  expect(sheet).toMatch(/<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve">ID warga</)
  expect(sheet.match(/<row r=/g)).toHaveLength(sheet.match(/<\/row>/g)?.length ?? 0)
})

test('more rows than a spreadsheet holds are refused in words, not cut off', async () => {
  async function* batches(): AsyncGenerator<Row[]> {
    for (let n = 0; n <= XLSX_ROWS; n += 50_000) yield Array.from({ length: 50_000 }, () => ({ id: null }))
  }
  const read = async (): Promise<void> => {
    for await (const _ of writers.xlsx({ columns: [['id', 'ID']], batches: batches() })) continue
  }
  await expect(read()).rejects.toThrow(TooManyRows)
})

test('a run that was killed in the middle leaves nothing behind in the next one', async () => {
  const { id } = await manager.api.exports.createExport({
    body: { kind: 'persons', format: 'csv', regionCode: world.here.regency, purpose: 'Uji ulang pekerjaan.' },
    idempotencyKey: newKey(),
  })
  await world.owner.query(
    `insert into export_pieces (jurisdiction_id, export_id, number, bytes) values ($1, $2, 0, 'left over'), ($1, $2, 1, 'more')`,
    [world.shards.here, id],
  )
  const context = { database: world.database, secrets: world.secrets, signal: new AbortController().signal }
  await makeExport(context, { jurisdictionId: world.shards.here, exportId: id })
  const first = await takeExport(manager, id)
  expect(first.toString()).not.toContain('left over')
  // Once it is ready, the job done again changes nothing.
  await makeExport(context, { jurisdictionId: world.shards.here, exportId: id })
  expect((await takeExport(manager, id)).equals(first)).toBe(true)
})
