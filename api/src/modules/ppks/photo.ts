/**
 * A picture as it is kept: what makes it a picture and nothing else. A phone writes where it was taken, when and by what
 * device; of a victim that is an address. Only the frame of the file is read, never the pixels, and what does not have the
 * frame of its type is no picture (null).
 */
import { crc32 } from 'node:zlib'

export type PhotoType = 'image/jpeg' | 'image/png' | 'image/webp'

/** More than any camera of an office makes; a picture that claims more is made to fill somebody's memory. */
const MOST_SIDE = 20_000
const MOST_PIXELS = 120_000_000
const isPossible = (width: number, height: number): boolean =>
  width > 0 && height > 0 && width <= MOST_SIDE && height <= MOST_SIDE && width * height <= MOST_PIXELS

const EXIF = Buffer.from('Exif\0\0', 'latin1')
const ORIENTATION = 0x0112

/** Which way up the camera was held, 1 to 8: without it a picture would lie on its side. */
function orientationOf(segment: Buffer): number {
  const tiff = segment.subarray(EXIF.length)
  if (!segment.subarray(0, EXIF.length).equals(EXIF) || tiff.length < 14) return 1
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const u16 = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  if (first + 2 > tiff.length) return 1
  for (let entry = 0; entry < u16(first); entry++) {
    const at = first + 2 + entry * 12
    if (at + 12 > tiff.length) return 1
    if (u16(at) === ORIENTATION) return u16(at + 8)
  }
  return 1
}
/** The smallest Exif segment that says it. */
function orientationSegment(orientation: number): Buffer {
  const segment = Buffer.alloc(36)
  segment.writeUInt16BE(0xffe1, 0)
  segment.writeUInt16BE(34, 2)
  EXIF.copy(segment, 4)
  segment.write('MM\0*', 10, 'latin1')
  segment.writeUInt32BE(8, 14)
  segment.writeUInt16BE(1, 18)
  segment.writeUInt16BE(ORIENTATION, 20)
  segment.writeUInt16BE(3, 22)
  segment.writeUInt32BE(1, 24)
  segment.writeUInt16BE(orientation, 28)
  return segment
}

/** Starts of frames; the others of their range are tables. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
const SCAN = 0xda
const END = 0xd9
/** Tables, restarts and colours of the picture itself. Everything else of APPn and comments goes. */
const isKept = (marker: number, content: Buffer): boolean => {
  if (marker === 0xee) return content.toString('latin1', 0, 5) === 'Adobe'
  if (marker === 0xe2) return content.toString('latin1', 0, 11) === 'ICC_PROFILE'
  return isFrame(marker) || [0xc4, 0xcc, 0xdb, 0xdd, 0xdc, SCAN].includes(marker)
}

/** Parts of a picture: cameras write some dozens, a file made to be slow hundreds of thousands. */
const MOST_PARTS = 4_000

function plainJpeg(bytes: Buffer): Buffer | null {
  if (bytes.readUInt16BE(0) !== 0xffd8) return null
  let parts = 0
  const kept: Buffer[] = []
  let orientation = 1
  let [framed, scanned] = [false, false]
  for (let at = 2; at + 4 <= bytes.length || bytes[at + 1] === END;) {
    if (bytes[at] !== 0xff || ++parts > MOST_PARTS) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === END) {
      if (!framed || !scanned) return null
      const turned = orientation >= 2 && orientation <= 8 ? [orientationSegment(orientation)] : []
      return Buffer.concat([bytes.subarray(0, 2), ...turned, ...kept, Buffer.from([0xff, END])])
    }
    const length = bytes.readUInt16BE(at + 2)
    const end = at + 2 + length
    if (length < 2 || end > bytes.length) return null
    const content = bytes.subarray(at + 4, end)
    if (marker === 0xe1) orientation = orientation === 1 ? orientationOf(content) : orientation
    if (isFrame(marker)) {
      if (content.length < 6 || !isPossible(content.readUInt16BE(3), content.readUInt16BE(1))) return null
      framed = true
    }
    let next = end
    if (marker === SCAN) {
      if (!framed) return null
      scanned = true
      // The picture's data go on to the next marker that is no restart and no stuffed byte.
      while (next + 1 < bytes.length) {
        if (bytes[next] !== 0xff) next++
        else {
          const after = bytes[next + 1] ?? 0
          if (after !== 0 && (after < 0xd0 || after > 0xd7)) break
          next += 2
        }
      }
      if (next + 1 >= bytes.length) return null
    }
    if (isKept(marker, content)) kept.push(bytes.subarray(at, next))
    at = next
  }
  return null
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const PNG_KEPT = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'sBIT', 'bKGD', 'pHYs'])

function plainPng(bytes: Buffer): Buffer | null {
  if (!bytes.subarray(0, PNG.length).equals(PNG)) return null
  const kept: Buffer[] = [PNG]
  let data = false
  let parts = 0
  for (let at = PNG.length; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const end = at + 12 + length
    if (end > bytes.length || ++parts > MOST_PARTS) return null
    const name = bytes.toString('latin1', at + 4, at + 8)
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return null
    const isFirst = at === PNG.length
    if (isFirst !== (name === 'IHDR')) return null
    if (isFirst && (length !== 13 || !isPossible(bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12)))) return null
    data ||= name === 'IDAT'
    if (PNG_KEPT.has(name)) kept.push(bytes.subarray(at, end))
    if (name === 'IEND') return data && length === 0 ? Buffer.concat(kept) : null
    at = end
  }
  return null
}

const WEBP_KEPT = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP'])
/** Flags of VP8X: it has Exif, it has XMP, it moves. */
const TOLD_ELSEWHERE = 0x08 | 0x04 | 0x02

/** Width and height of a chunk that says them; undefined where it says none, null where it is broken. */
function webpSize(name: string, content: Buffer): readonly [number, number] | null | undefined {
  if (name === 'VP8X') return content.length < 10 ? null : [content.readUIntLE(4, 3) + 1, content.readUIntLE(7, 3) + 1]
  if (name === 'VP8 ') {
    if (content.length < 10 || content.readUIntBE(3, 3) !== 0x9d012a) return null
    return [content.readUInt16LE(6) & 0x3fff, content.readUInt16LE(8) & 0x3fff]
  }
  if (name === 'VP8L') {
    if (content.length < 5 || content[0] !== 0x2f) return null
    const bits = content.readUInt32LE(1)
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1]
  }
  return undefined
}

function plainWebp(bytes: Buffer): Buffer | null {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') return null
  const whole = 8 + bytes.readUInt32LE(4)
  if (whole > bytes.length) return null
  const kept: Buffer[] = []
  let picture = false
  let parts = 0
  for (let at = 12; at + 8 <= whole;) {
    const name = bytes.toString('latin1', at, at + 4)
    const length = bytes.readUInt32LE(at + 4)
    const end = at + 8 + length + (length % 2)
    if (at + 8 + length > whole || ++parts > MOST_PARTS) return null
    const size = webpSize(name, bytes.subarray(at + 8, at + 8 + length))
    if (size === null || (size && !isPossible(...size))) return null
    picture ||= name === 'VP8 ' || name === 'VP8L'
    if (WEBP_KEPT.has(name)) {
      const chunk = Buffer.from(bytes.subarray(at, Math.min(end, whole)))
      if (name === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~TOLD_ELSEWHERE
      kept.push(chunk)
    }
    at = end
  }
  if (!picture) return null
  const body = Buffer.concat(kept)
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(4 + body.length, 4)
  return Buffer.concat([head, body])
}

/** The picture without what it tells of its place, time and maker; null where it is no picture of this type. */
export function plainPhoto(bytes: Buffer, type: PhotoType): Buffer | null {
  if (bytes.length < 12) return null
  if (type === 'image/jpeg') return plainJpeg(bytes)
  return type === 'image/png' ? plainPng(bytes) : plainWebp(bytes)
}
