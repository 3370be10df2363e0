/** Pictures keep what makes them pictures; place, time, words and what hangs behind them are gone. */
import { crc32, deflateSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { plainPhoto } from './photo.ts'

const SECRET = 'GPSLatitude -7.4286 rumah korban'
const secret = Buffer.from(SECRET)

const segment = (marker: number, content: Buffer): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(0xff00 | marker, 0)
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}
const frame = (width = 4, height = 3): Buffer => {
  const content = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0])
  content.writeUInt16BE(height, 1)
  content.writeUInt16BE(width, 3)
  return segment(0xc0, content)
}
const exif = (orientation: number): Buffer => {
  const tiff = Buffer.alloc(26)
  tiff.write('II*\0', 0, 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(1, 8)
  tiff.writeUInt16LE(0x0112, 10)
  tiff.writeUInt16LE(3, 12)
  tiff.writeUInt32LE(1, 14)
  tiff.writeUInt16LE(orientation, 18)
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, secret]))
}
const START = Buffer.from([0xff, 0xd8])
const END = Buffer.from([0xff, 0xd9])
const SCAN = Buffer.concat([
  segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
  Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4]),
])
const jpegOf = (...more: Buffer[]): Buffer =>
  Buffer.concat([
    START,
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    ...more,
    frame(),
    SCAN,
    END,
  ])

const chunk = (name: string, content: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
const header = (width = 1, height = 1): Buffer => {
  const content = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0])
  content.writeUInt32BE(width, 0)
  content.writeUInt32BE(height, 4)
  return chunk('IHDR', content)
}
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const PIXELS = chunk('IDAT', deflateSync(Buffer.from([0, 0])))
const pngOf = (...more: Buffer[]): Buffer =>
  Buffer.concat([PNG, header(), ...more, PIXELS, chunk('IEND', Buffer.alloc(0))])

const riff = (name: string, content: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(content.length)
  return Buffer.concat([Buffer.from(name, 'latin1'), length, content, Buffer.alloc(content.length % 2)])
}
const LOSSLESS = riff('VP8L', Buffer.from([0x2f, 0, 0, 0, 0, 7]))
const webpOf = (flags: number, ...more: Buffer[]): Buffer => {
  const body = Buffer.concat([
    Buffer.from('WEBP', 'latin1'),
    riff('VP8X', Buffer.from([flags, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    LOSSLESS,
    ...more,
  ])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(body.length)
  return Buffer.concat([Buffer.from('RIFF', 'latin1'), length, body])
}

test('JPEG: Exif, XMP, comments and what hangs behind go; which way up it is stays', () => {
  const plain = plainPhoto(
    Buffer.concat([jpegOf(exif(6), segment(0xe1, secret), segment(0xfe, secret), segment(0xed, secret)), secret]),
    'image/jpeg',
  )
  expect(plain?.includes(SECRET)).toBe(false)
  expect(plain?.subarray(-2)).toEqual(END)
  expect(plain?.includes(SCAN)).toBe(true)
  // The orientation is the only entry of a directory of its own.
  expect(plain?.subarray(2, 38).readUInt16BE(28)).toBe(6)
  expect(plain?.length).toBe(2 + 36 + frame().length + SCAN.length + 2)
  expect(plain && plainPhoto(plain, 'image/jpeg')).toEqual(plain)
})

test('PNG: text, Exif, unknown parts and what hangs behind go', () => {
  const dirty = Buffer.concat([pngOf(chunk('tEXt', secret), chunk('eXIf', secret), chunk('zxYz', secret)), secret])
  expect(plainPhoto(dirty, 'image/png')).toEqual(pngOf())
})

test('WebP: Exif and XMP go, and nothing claims that they are there', () => {
  const dirty = Buffer.concat([webpOf(0x0c, riff('EXIF', secret), riff('XMP ', secret)), secret])
  expect(plainPhoto(dirty, 'image/webp')).toEqual(webpOf(0))
})

test('what only begins like a picture is none, nor one that is broken, cut off or impossibly large', () => {
  const script = Buffer.from('<script>alert(1)</script>'.repeat(10))
  const no: [Buffer, 'image/jpeg' | 'image/png' | 'image/webp'][] = [
    [Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), script]), 'image/jpeg'],
    [Buffer.concat([PNG, script]), 'image/png'],
    [Buffer.concat([Buffer.from('RIFF\x40\0\0\0WEBP', 'latin1'), script]), 'image/webp'],
    [jpegOf().subarray(0, -2), 'image/jpeg'],
    [Buffer.concat([START, frame(), END]), 'image/jpeg'],
    [Buffer.concat([START, frame(65_000, 65_000), SCAN, END]), 'image/jpeg'],
    [pngOf().subarray(0, -4), 'image/png'],
    [Buffer.concat([PNG, header(100_000, 100_000), PIXELS, chunk('IEND', Buffer.alloc(0))]), 'image/png'],
    [Buffer.concat([PNG, header(), chunk('IEND', Buffer.alloc(0))]), 'image/png'],
    [webpOf(0).subarray(0, 20), 'image/webp'],
    [pngOf(), 'image/jpeg'],
    [Buffer.alloc(0), 'image/png'],
  ]
  for (const [bytes, type] of no) expect(plainPhoto(bytes, type)).toBeNull()
  const turned = Buffer.from(pngOf())
  turned[20] = 7
  expect(plainPhoto(turned, 'image/png')).toBeNull()
})

test('whatever is changed or cut, it ends, and never with more than came', () => {
  const all = [
    ['image/jpeg', jpegOf(exif(3))],
    ['image/png', pngOf(chunk('tEXt', secret))],
    ['image/webp', webpOf(0x0c, riff('EXIF', secret))],
  ] as const
  fc.assert(
    fc.property(
      fc.constantFrom(...all),
      fc.nat(200),
      fc.nat(30),
      fc.uint8Array({ maxLength: 20 }),
      ([type, bytes], at, gone, put) => {
        const changed = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + gone)])
        const plain = plainPhoto(changed, type)
        // An orientation that is said anew takes 36 bytes.
        expect((plain?.length ?? 0) <= changed.length + 36).toBe(true)
      },
    ),
    { numRuns: 3_000, seed: 20251101 },
  )
})
