/** Uploads in pieces over real sockets: what arrived is kept when the line breaks, and no piece is stored twice or left out. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import type { ApiProblem } from '@pandu-gempita/shared/contract/client'
import { mostUnfinishedUploads, PIECE_TYPE, type Upload } from '@pandu-gempita/shared/uploads'
import writeExcelFile from 'write-excel-file/node'
import { repositoryRoot } from '../../src/config.ts'
import { purgeExpired } from '../../src/purge.ts'
import { fileOf, prepareBatch, uploadBatch } from '../factories/imports.ts'
import { announced, append, beginUpload } from '../factories/uploads.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'

const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const MEBIBYTE = 1_048_576
/** Two and a half of the pieces that are stored. */
const FILE = fileOf({ rows: 24_000, bad: 0 }).subarray(0, 2.5 * MEBIBYTE)

let officer: Caller
let address: URL
let officers = 0
const sockets: net.Socket[] = []
// Defined before the world, so that it is closed before it.
afterAll(() => {
  for (const socket of sockets) socket.destroy()
})
const world = useWorld(async () => {
  address = new URL(await world.app.listen({ port: 0, host: '127.0.0.1' }))
})
beforeEach(async () => {
  officer = await world.officer('slrt_back_office', `pieces ${++officers}`)
})

const offsetOf = async (uploadId: string): Promise<number> =>
  (await officer.api.uploads.getUpload({ params: { uploadId } })).offset
const storedDigest = async (id: string): Promise<{ sha256: string; sizes: number[] }> => {
  const { rows } = await world.owner.query<{ bytes: Buffer }>(
    'select bytes from import_chunks where batch_id = $1 order by ordinal',
    [id],
  )
  return {
    sha256: createHash('sha256')
      .update(Buffer.concat(rows.map(({ bytes }) => bytes)))
      .digest('hex'),
    sizes: rows.map(({ bytes }) => bytes.length),
  }
}
const headOf = ({ id }: Upload, offset: number, length: number, to: URL = address): string =>
  `PATCH /v1/uploads/${id}?offset=${offset} HTTP/1.1\r\nhost: ${to.host}\r\nauthorization: Bearer ${officer.token}\r\ncontent-type: ${PIECE_TYPE}\r\ncontent-length: ${length}\r\n\r\n`

/** Sends the beginning of a piece over a socket of its own and leaves it open. */
async function sendPart(upload: Upload, offset: number, announcedLength: number, part: Uint8Array, to: URL = address) {
  const socket = net.connect(Number(to.port), to.hostname)
  sockets.push(socket)
  await once(socket, 'connect')
  socket.write(headOf(upload, offset, announcedLength, to))
  await new Promise((resolve) => socket.write(part, resolve))
  return socket
}
async function until(what: string, reached: () => Promise<boolean>): Promise<void> {
  for (const limit = Date.now() + 20_000; !(await reached()); await pause(10))
    if (Date.now() > limit) throw new Error(`waited too long for ${what}`)
}
const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no problem',
    (error: ApiProblem) => error.problem,
  )

test('the line breaks in the middle of a piece: what arrived is kept, the rest is sent, the file is the same', async () => {
  const upload = await beginUpload(officer, FILE)
  const cut = MEBIBYTE + 300_001
  const socket = await sendPart(upload, 0, FILE.length, FILE.subarray(0, cut))
  await until('a whole piece', async () => (await offsetOf(upload.id)) >= MEBIBYTE)
  socket.destroy()
  await until('what had arrived', async () => (await offsetOf(upload.id)) === cut)

  const done = await append(officer, upload.id, cut, FILE.subarray(cut))
  expect(done).toMatchObject({ offset: FILE.length, importId: upload.id })
  const { fileSha256 } = announced(FILE)
  // Stored as if it had come in one request.
  expect(await storedDigest(upload.id)).toEqual({ sha256: fileSha256, sizes: [MEBIBYTE, MEBIBYTE, MEBIBYTE / 2] })
  expect(await officer.api.imports.getImport({ params: { importId: upload.id } })).toMatchObject({
    status: 'uploaded',
    fileSha256,
    fileBytes: FILE.length,
    fileName: 'dtks sragen.csv',
  })
  expect((await officer.api.uploads.listUploads({ query: {} })).items).toEqual([])
})

test('the server is killed in the middle of a piece: it goes on from what is stored', async () => {
  const start = async () => {
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--import', 'tsx', path.join(repositoryRoot, 'api/test/imports/api-process.ts')],
      {
        cwd: repositoryRoot,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          PATH: process.env['PATH'],
          LOG_LEVEL: 'silent',
          ADMIN_DIST: 'test-output/no-screens',
          DATABASE_URL: world.appUrl,
          MIGRATE_DATABASE_URL: world.ownerUrl,
          DATA_KEY: world.config.dataKey.toString('base64'),
        },
      },
    )
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    return { child, at: new URL(said.toString().trim()) }
  }
  const upload = await beginUpload(officer, FILE)
  const { child, at } = await start()
  const gone = once(child, 'exit')
  const socket = await sendPart(upload, 0, FILE.length, FILE.subarray(0, 2 * MEBIBYTE + 1000), at)
  socket.on('error', () => socket.destroy())
  await until('a whole piece', async () => (await offsetOf(upload.id)) >= MEBIBYTE)
  child.kill('SIGKILL')
  await gone
  // The server may still be committing what the dead process had asked for: it holds the row until then.
  await world.owner.query('select from import_uploads where id = $1 for update', [upload.id])
  const offset = await offsetOf(upload.id)
  expect([MEBIBYTE, 2 * MEBIBYTE]).toContain(offset)
  const { sizes } = await storedDigest(upload.id)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(offset)
  const done = await append(officer, upload.id, offset, FILE.subarray(offset))
  expect(done.importId).toBe(upload.id)
  expect((await storedDigest(upload.id)).sha256).toBe(upload.fileSha256)
}, 60_000)

test('of two requests for the same place the later one goes on, and the earlier one is told where', async () => {
  const upload = await beginUpload(officer, FILE)
  const first = await sendPart(upload, 0, FILE.length, FILE.subarray(0, 1000))
  let answered = ''
  first.on('data', (bytes: Buffer) => (answered += bytes.toString()))
  await until('the first to have its turn', async () => {
    const { version } = await officer.api.uploads.getUpload({ params: { uploadId: upload.id } })
    return version > upload.version
  })
  await append(officer, upload.id, 0, FILE.subarray(0, 2 * MEBIBYTE))
  first.write(FILE.subarray(1000))
  await until('the answer', async () => answered.includes('upload-offset-differs'))
  expect(answered).toMatch(/^HTTP\/1\.1 409/)
  expect(answered).toContain(`"limit":${2 * MEBIBYTE}`)
  expect((await append(officer, upload.id, 2 * MEBIBYTE, FILE.subarray(2 * MEBIBYTE))).importId).toBe(upload.id)
  expect((await storedDigest(upload.id)).sha256).toBe(upload.fileSha256)
})

test('a piece for another place is refused with the right one, and stores nothing', async () => {
  const upload = await beginUpload(officer, FILE)
  await append(officer, upload.id, 0, FILE.subarray(0, 700))
  for (const offset of [0, 699, 701, FILE.length])
    expect(await problemOf(append(officer, upload.id, offset, FILE.subarray(0, 700)))).toMatchObject({
      code: 'upload-offset-differs',
      errors: [{ limit: 700 }],
    })
  expect(await offsetOf(upload.id)).toBe(700)
})

test('more than was announced, another file than announced, and no table at all are refused', async () => {
  const long = await beginUpload(officer, FILE)
  await append(officer, long.id, 0, FILE.subarray(0, 100))
  const more = Buffer.concat([FILE.subarray(100), Buffer.from('more')])
  expect(await problemOf(append(officer, long.id, 100, more))).toMatchObject({ code: 'body-too-large' })

  const other = await beginUpload(officer, FILE)
  const changed = Buffer.from(FILE)
  changed[100] = (changed[100] ?? 0) ^ 1
  expect(await problemOf(append(officer, other.id, 0, changed))).toMatchObject({ code: 'upload-digest-differs' })
  // Nothing that could still be sent would mend it: it has ended, and takes no place any more.
  const gone = async (id: string) =>
    expect(await problemOf(officer.api.uploads.getUpload({ params: { uploadId: id } }))).toMatchObject({
      code: 'not-found',
    })
  await gone(other.id)
  const batches = await world.owner.query('select 1 from import_batches where id = any($1)', [[long.id, other.id]])
  expect(batches.rowCount).toBe(0)

  const pdf = Buffer.from(`%PDF-1.7\n${'1 0 obj\n'.repeat(2000)}`)
  const picture = await beginUpload(officer, pdf)
  expect(await problemOf(append(officer, picture.id, 0, pdf))).toMatchObject({ code: 'file-not-as-declared' })
  await gone(picture.id)
  // A piece too small to tell is looked at when all is there.
  const small = await beginUpload(officer, pdf)
  await append(officer, small.id, 0, pdf.subarray(0, 3))
  expect(await problemOf(append(officer, small.id, 3, pdf.subarray(3)))).toMatchObject({
    code: 'file-not-as-declared',
  })
  await gone(small.id)
  const left = await world.owner.query('select 1 from import_chunks where batch_id = any($1)', [
    [other.id, picture.id, small.id],
  ])
  expect(left.rowCount).toBe(0)
})

test('who is refused in the middle of a piece hears why, and the line stays good', async () => {
  const pdf = Buffer.alloc(FILE.length, '%PDF-1.7 1 0 obj\n')
  const upload = await beginUpload(officer, pdf)
  const socket = await sendPart(upload, 0, pdf.length, pdf.subarray(0, MEBIBYTE + 10))
  let answered = ''
  socket.on('data', (bytes: Buffer) => (answered += bytes.toString()))
  await until('the answer', async () => answered.includes('file-not-as-declared'))
  expect(answered).toMatch(/^HTTP\/1\.1 422/)
  // The rest goes by, and the next request on this line is answered.
  socket.write(pdf.subarray(MEBIBYTE + 10))
  socket.write(
    `GET /v1/uploads/${upload.id} HTTP/1.1\r\nhost: ${address.host}\r\nauthorization: Bearer ${officer.token}\r\n\r\n`,
  )
  // It has ended with the refusal.
  await until('the next answer', async () => answered.includes('"code":"not-found"'))
})

test('the answer to the last piece was lost: an empty piece gives it again, and there is one import', async () => {
  const upload = await beginUpload(officer, FILE)
  const done = await append(officer, upload.id, 0, FILE)
  expect(await append(officer, upload.id, FILE.length, Buffer.alloc(0))).toMatchObject({
    importId: done.importId,
    offset: FILE.length,
  })
  // Stored whole, but killed before it became an import.
  const cut = await beginUpload(officer, FILE)
  await append(officer, cut.id, 0, FILE.subarray(0, -1))
  await world.owner.query(
    `with all_of_it as (update import_uploads set stored_bytes = file_bytes where id = $1 returning id) update import_chunks set bytes = bytes || $2 where batch_id = $1 and ordinal = 2`,
    [cut.id, FILE.subarray(-1)],
  )
  expect((await append(officer, cut.id, FILE.length, Buffer.alloc(0))).importId).toBe(cut.id)
  const events = await world.owner.query(
    `select 1 from events where type = 'import.uploaded' and subject_id = any($1)`,
    [[upload.id, cut.id]],
  )
  expect(events.rowCount).toBe(2)
})

test('gzip, UTF-16 and a workbook in tiny pieces are read like the one-request upload', async () => {
  const text = fileOf({ rows: 60, bad: 2 })
  const cells = text
    .toString('utf8')
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split('|').map((value) => ({ value: value.replace(/^"|"$/g, ''), type: String })))
  const kinds = [
    { bytes: Buffer.from(await writeExcelFile(cells).toBuffer()), mediaType: WORKBOOK },
    { bytes: gzipSync(text), mediaType: 'application/gzip' },
    { bytes: Buffer.from(`\ufeff${text.toString('utf8')}`, 'utf16le'), mediaType: 'text/csv' },
  ] as const
  const { counts } = await prepareBatch(world, (await uploadBatch(world, text)).id)
  for (const { bytes, mediaType } of kinds) {
    const upload = await beginUpload(officer, bytes, { mediaType, releaseName: `DTKS ${mediaType}` })
    let last = upload
    for (let offset = 0; offset < bytes.length; offset += 997)
      last = await append(officer, upload.id, offset, bytes.subarray(offset, offset + 997))
    const batch = await prepareBatch(world, last.importId ?? '')
    expect({ kind: mediaType, ...batch.counts }).toEqual({ kind: mediaType, ...counts })
  }
})

test('only who began it sees it, goes on with it and gives it up', async () => {
  const upload = await beginUpload(officer, FILE)
  const params = { uploadId: upload.id }
  const colleague = await world.officer('slrt_back_office', 'colleague')
  expect(await problemOf(colleague.api.uploads.getUpload({ params }))).toMatchObject({ code: 'not-found' })
  expect(await problemOf(append(colleague, upload.id, 0, FILE))).toMatchObject({ code: 'not-found' })
  expect(await problemOf(colleague.api.uploads.deleteUpload({ params, ifMatch: upload.version }))).toMatchObject({
    code: 'not-found',
  })
  expect((await colleague.api.uploads.listUploads({ query: {} })).items).toEqual([])

  const { version } = await append(officer, upload.id, 0, FILE.subarray(0, 10))
  await officer.api.uploads.deleteUpload({ params, ifMatch: version })
  expect(await problemOf(append(officer, upload.id, 10, FILE))).toMatchObject({ code: 'not-found' })
  const left = await world.owner.query('select 1 from import_chunks where batch_id = $1', [upload.id])
  expect(left.rowCount).toBe(0)
})

test('a limited number may be unfinished, and after a week without a piece they are gone', async () => {
  const made: Upload[] = []
  for (let n = 0; n < mostUnfinishedUploads; n++) made.push(await beginUpload(officer, FILE))
  expect(await problemOf(beginUpload(officer, FILE))).toMatchObject({ code: 'too-many-uploads' })
  const ids = made.map(({ id }) => id)
  for (const id of ids.slice(0, 2)) await append(officer, id, 0, FILE.subarray(0, 50))
  const age = (id: string, days: number) =>
    world.owner.query(
      `with u as (update import_uploads set updated_at = now() - $2::interval where id = $1) update import_chunks set created_at = now() - interval '8 days' where batch_id = $1`,
      [id, `${days} days`],
    )
  await age(ids[0] ?? '', 6.9)
  await age(ids[1] ?? '', 7.1)
  await purgeExpired(world.database)
  const kept = (await officer.api.uploads.listUploads({ query: { limit: 50 } })).items.map(({ id }) => id)
  expect(kept).toContain(ids[0])
  expect(kept).not.toContain(ids[1])
  const chunks = await world.owner.query<{ batch_id: string }>(
    'select batch_id from import_chunks where batch_id = any($1)',
    [ids],
  )
  expect(chunks.rows.map(({ batch_id: id }) => id)).toEqual([ids[0]])
})

test('the same rules as for one request: a day that cannot be, and rows that are mended', async () => {
  const body = announced(FILE)
  const begin = (changed: Partial<typeof body>) =>
    officer.api.uploads.createUpload({ body: { ...body, ...changed }, idempotencyKey: newKey() })
  expect(await problemOf(begin({ cutOffOn: '2999-01-01' }))).toMatchObject({
    code: 'impossible-date',
    errors: [{ pointer: '/cutOffOn' }],
  })
  expect(await problemOf(begin({ villageCode: world.elsewhere.village }))).toMatchObject({ code: 'outside-your-area' })
  const origin = await uploadBatch(world, fileOf(), { name: 'DTKS Oktober 2025', cutOffOn: '2025-10-20' })
  expect(await begin({ correctionOf: origin.id, coverage: 'everybody' })).toMatchObject({
    releaseName: 'DTKS Oktober 2025',
    cutOffOn: '2025-10-20',
    coverage: 'partial',
    correctionOf: origin.id,
  })
})
