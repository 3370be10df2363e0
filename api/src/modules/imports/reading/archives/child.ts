/**
 * The process that reads archives: packed bytes come in, lines of text go out, and how it ended is the exit code. It has no
 * database, no keys and a small heap of its own: whatever a file does to it, it is this process that ends.
 */
import { once } from 'node:events'
import os from 'node:os'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { ARCHIVE_FAILURES, ArchiveFault, FIRST_EXIT_CODE, LIMITS } from './limits.ts'
import { readWorkbook } from './workbook.ts'

const BELOW_NORMAL = 10
os.setPriority(BELOW_NORMAL)
// Who waited is gone.
process.on('disconnect', () => process.exit(0))
process.stdout.on('error', () => process.exit(0))

let full = false
const write = (bytes: string | Uint8Array): void => {
  full = !process.stdout.write(bytes)
}
const drained = async (): Promise<void> => {
  if (full) await once(process.stdout, 'drain')
  full = false
}

const isGzip = (start: Buffer): boolean => start[0] === 0x1f && start[1] === 0x8b
const isZip = (start: Buffer): boolean => start.length >= 4 && start.readUInt32LE(0) === 0x04034b50

async function* gunzipped(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let [packed, unpacked] = [0, 0]
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const piece of bytes) {
      packed += piece.length
      yield piece
    }
  }
  const source = Readable.from(counted(), { objectMode: false })
  const gunzip = createGunzip({ chunkSize: 1 << 18 })
  source.on('error', (error) => gunzip.destroy(error))
  try {
    for await (const piece of source.pipe(gunzip) as AsyncIterable<Buffer>) {
      unpacked += piece.length
      if (unpacked > LIMITS.unpackedGzip || (unpacked > LIMITS.ratioFrom && unpacked > packed * LIMITS.ratio))
        throw new ArchiveFault('archive_too_large')
      yield piece
    }
  } catch (error) {
    throw error instanceof ArchiveFault ? error : new ArchiveFault('broken_archive')
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

async function whole(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > LIMITS.packedWorkbook) throw new ArchiveFault('workbook_too_large')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** The first bytes, and all of them again. */
async function peeked(bytes: AsyncIterable<Buffer>): Promise<{ start: Buffer; all: AsyncIterable<Buffer> }> {
  const reader = bytes[Symbol.asyncIterator]()
  const first = await reader.next()
  const start = first.done ? Buffer.alloc(0) : first.value
  async function* all(): AsyncGenerator<Buffer> {
    yield start
    for (let next = await reader.next(); !next.done; next = await reader.next()) yield next.value
  }
  return { start, all: all() }
}

async function read(): Promise<void> {
  const raw = await peeked(process.stdin as AsyncIterable<Buffer>)
  const { start, all } = isGzip(raw.start) ? await peeked(gunzipped(raw.all)) : raw
  if (isZip(start)) return readWorkbook(await whole(all), write, drained)
  for await (const piece of all) {
    write(piece)
    await drained()
  }
}

const leave = (code: number): void => {
  process.stdout.end(() => process.exit(code))
}
try {
  await read()
  leave(0)
} catch (error) {
  if (!(error instanceof ArchiveFault)) throw error
  leave(FIRST_EXIT_CODE + ARCHIVE_FAILURES.indexOf(error.failure))
}
