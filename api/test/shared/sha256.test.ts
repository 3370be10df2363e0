import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { Sha256 } from '@pandu-gempita/shared/sha256'

const text = (length: number): Uint8Array => Uint8Array.from({ length }, (_, n) => (n * 131 + 7) & 255)

test('equals the digest of the platform for every length around a block, cut anywhere', () => {
  for (let length = 0; length <= 200; length++) {
    const bytes = text(length)
    const expected = createHash('sha256').update(bytes).digest('hex')
    for (const cut of [0, 1, 55, 63, 64, 65, length]) {
      const digest = new Sha256().update(bytes.subarray(0, cut)).update(bytes.subarray(cut)).hex()
      expect({ length, cut, digest }).toEqual({ length, cut, digest: expected })
    }
  }
})

test('equals it for megabytes in uneven pieces', () => {
  const bytes = text(3_000_001)
  const digest = new Sha256()
  for (let at = 0; at < bytes.length; at += 70_001) digest.update(bytes.subarray(at, at + 70_001))
  expect(digest.hex()).toBe(createHash('sha256').update(bytes).digest('hex'))
})
