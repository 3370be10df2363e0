/**
 * A zip archive as a stream: each entry is deflated while it is made, its sizes follow it in a data
 * descriptor, and the directory comes last (APPNOTE 6.3, 4.3). No 64-bit sizes: an entry stays below 4 GiB.
 */
import { Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

export interface ZipEntry {
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

const VERSION = 20
const SIZES_FOLLOW_AND_UTF8 = 0x0808
const DEFLATED = 8
/** 1 January 1980: archives of the same content are the same. */
const DATE = 0x21

interface Written {
  readonly name: Buffer
  readonly offset: number
  readonly crc: number
  readonly packed: number
  readonly size: number
}

function localHeader(name: Buffer): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(VERSION, 4)
  header.writeUInt16LE(SIZES_FOLLOW_AND_UTF8, 6)
  header.writeUInt16LE(DEFLATED, 8)
  header.writeUInt16LE(DATE, 12)
  header.writeUInt16LE(name.length, 26)
  return Buffer.concat([header, name])
}

function descriptor({ crc, packed, size }: Written): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt32LE(0x08074b50, 0)
  bytes.writeUInt32LE(crc, 4)
  bytes.writeUInt32LE(packed, 8)
  bytes.writeUInt32LE(size, 12)
  return bytes
}

function directory(entries: readonly Written[], offset: number): Buffer {
  const parts = entries.map(({ name, crc, packed, size, offset: at }) => {
    const header = Buffer.alloc(46)
    header.writeUInt32LE(0x02014b50, 0)
    header.writeUInt16LE(VERSION, 4)
    header.writeUInt16LE(VERSION, 6)
    header.writeUInt16LE(SIZES_FOLLOW_AND_UTF8, 8)
    header.writeUInt16LE(DEFLATED, 10)
    header.writeUInt16LE(DATE, 14)
    header.writeUInt32LE(crc, 16)
    header.writeUInt32LE(packed, 20)
    header.writeUInt32LE(size, 24)
    header.writeUInt16LE(name.length, 28)
    header.writeUInt32LE(at, 42)
    return Buffer.concat([header, name])
  })
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, end])
}

export async function* zipArchive(entries: readonly ZipEntry[]): AsyncGenerator<Buffer> {
  const written: Written[] = []
  let offset = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const start = offset
    const header = localHeader(name)
    yield header
    let [crc, size, packed] = [0, 0, 0]
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const bytes of entry.bytes) {
        crc = crc32(bytes, crc)
        size += bytes.length
        yield bytes
      }
    }
    const source = Readable.from(counted())
    const deflate = createDeflateRaw({ level: 1 })
    // What breaks the source breaks the reader of the archive.
    source.on('error', (error) => deflate.destroy(error))
    for await (const bytes of source.pipe(deflate) as AsyncIterable<Buffer>) {
      packed += bytes.length
      yield bytes
    }
    const one = { name, offset: start, crc, packed, size }
    written.push(one)
    yield descriptor(one)
    offset += header.length + packed + 16
  }
  yield directory(written, offset)
}
