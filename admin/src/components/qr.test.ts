import { expect, test } from '@jest/globals'
import { qrCode } from './qr.ts'

const link = 'https://pandu.example/status#ticket=3314-K7M2PX&secret=BCDFGHJKLMNPQRST'

test('a QR code has its quiet border and the three corners that readers look for', () => {
  const { size, path } = qrCode(link)
  // Versions are 17 + 4n wide, and 4 more on each side.
  expect((size - 8 - 17) % 4).toBe(0)
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`))
  for (const [x, y] of [
    [4, 4],
    [size - 5, 4],
    [4, size - 5],
  ])
    expect(dark.has(`${x} ${y}`)).toBe(true)
  expect(dark.has(`${size - 5} ${size - 5}`) && dark.has(`${size - 11} ${size - 11}`)).toBe(false)
  expect([...dark].every((at) => at.split(' ').every((n) => Number(n) >= 4 && Number(n) < size - 4))).toBe(true)
})

test('another secret is another code', () => {
  expect(qrCode(link).path).not.toBe(qrCode(link.replace('BCDF', 'FDCB')).path)
})
