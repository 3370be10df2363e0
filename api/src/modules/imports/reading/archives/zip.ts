/**
 * The parts of a zip archive by its central directory (APPNOTE 6.3, 4.3). Whatever the directory claims is checked: places
 * that overlap, sizes and checksums that are not true, more parts than a workbook has.
 */
import { crc32, createInflateRaw } from 'node:zlib'
import { ArchiveFault, LIMITS } from './limits.ts'

interface ZipPart {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
const LONGEST_COMMENT = 0xffff
/** Stands where the size is in a 64-bit field, which no workbook within the limits needs. */
const ELSEWHERE = 0xffffffff
const ENCRYPTED = 1
const STORED = 0
const DEFLATED = 8

const broken = (): ArchiveFault => new ArchiveFault('broken_workbook')

function endOf(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - END_BYTES - LONGEST_COMMENT)
  for (let at = bytes.length - END_BYTES; at >= first; at--) if (bytes.readUInt32LE(at) === END) return at
  throw broken()
}

/** Where the bytes of a part begin: behind its local header, whose lengths are its own. */
function startOf(bytes: Buffer, part: ZipPart): number {
  if (part.offset + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(part.offset) !== LOCAL) throw broken()
  return part.offset + LOCAL_BYTES + bytes.readUInt16LE(part.offset + 26) + bytes.readUInt16LE(part.offset + 28)
}

export function zipParts(bytes: Buffer): Map<string, ZipPart> {
  const end = endOf(bytes)
  const count = bytes.readUInt16LE(end + 10)
  const directory = bytes.readUInt32LE(end + 16)
  if (count > LIMITS.parts) throw new ArchiveFault('workbook_too_many_parts')
  const parts: ZipPart[] = []
  let at = directory
  // The count is a claim as well: the signature says whether one more follows.
  while (at + ENTRY_BYTES <= end && bytes.readUInt32LE(at) === ENTRY) {
    if (parts.length >= LIMITS.parts) throw new ArchiveFault('workbook_too_many_parts')
    const name = bytes.readUInt16LE(at + 28)
    const part: ZipPart = {
      name: bytes.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + name),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    }
    if ((bytes.readUInt16LE(at + 8) & ENCRYPTED) !== 0) throw broken()
    if (part.packed === ELSEWHERE || part.size === ELSEWHERE || part.offset === ELSEWHERE)
      throw new ArchiveFault('workbook_too_large')
    parts.push(part)
    at += ENTRY_BYTES + name + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  if (parts.length === 0 || parts.length !== count) throw broken()
  // One stretch of bytes that stands for many parts is how a small archive becomes a huge one.
  let free = 0
  for (const part of [...parts].sort((a, b) => a.offset - b.offset)) {
    if (part.offset < free) throw broken()
    free = startOf(bytes, part) + part.packed
    if (free > directory) throw broken()
  }
  return new Map(parts.map((part) => [part.name, part]))
}

/** Unpacks parts of one archive; what they become together is limited. */
export function createUnpacker(bytes: Buffer, parts: ReadonlyMap<string, ZipPart>) {
  let unpacked = 0
  const count = (length: number): void => {
    unpacked += length
    if (unpacked > LIMITS.unpackedWorkbook) throw new ArchiveFault('workbook_too_large')
    if (unpacked > LIMITS.ratioFrom && unpacked > bytes.length * LIMITS.ratio)
      throw new ArchiveFault('workbook_too_large')
  }
  return async function* unpack(name: string): AsyncGenerator<Buffer> {
    const part = parts.get(name)
    if (!part || (part.method !== STORED && part.method !== DEFLATED)) throw broken()
    const start = startOf(bytes, part)
    const packed = bytes.subarray(start, start + part.packed)
    let [size, crc] = [0, 0]
    const taken = (piece: Buffer): Buffer => {
      size += piece.length
      if (size > part.size) throw broken()
      count(piece.length)
      crc = crc32(piece, crc)
      return piece
    }
    if (part.method === STORED) yield taken(packed)
    else {
      const inflate = createInflateRaw({ chunkSize: 1 << 16 })
      inflate.end(packed)
      try {
        for await (const piece of inflate as AsyncIterable<Buffer>) yield taken(piece)
      } catch (error) {
        if (error instanceof ArchiveFault) throw error
        throw broken()
      } finally {
        inflate.destroy()
      }
    }
    if (size !== part.size || crc !== part.crc) throw broken()
  }
}
