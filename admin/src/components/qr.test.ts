import { expect, test } from '@jest/globals'
import { qrCode } from './qr.ts'

const link = 'https://pandu.example/status#ticket=3314-K7M2PX&secret=BCDFGHJKLMNPQRST'

test('a QR code has its quiet border and the three corners that readers look for', () => {
  const { size, path } = qrCode(link)
  // Versions are 17 + 4n wide, and 4 more on each side.
  expect((size - 8 - 17) % 4).toBe(0)
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`))
  // A square of seven with a frame of one, a light ring, and a core of three.
  const isFinder = (left: number, top: number): boolean =>
    Array.from({ length: 49 }, (_, n) => [n % 7, Math.floor(n / 7)] as const).every(([x, y]) => {
      const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3))
      return dark.has(`${left + x} ${top + y}`) === (ring !== 2)
    })
  const far = size - 4 - 7
  expect([isFinder(4, 4), isFinder(far, 4), isFinder(4, far), isFinder(far, far)]).toEqual([true, true, true, false])
  expect([...dark].every((at) => at.split(' ').every((n) => Number(n) >= 4 && Number(n) < size - 4))).toBe(true)
})

test('another secret is another code', () => {
  expect(qrCode(link).path).not.toBe(qrCode(link.replace('BCDF', 'FDCB')).path)
})
