import type { LookupAddress } from 'node:dns'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createTargets, isPublicAddress, TargetRefused } from './targets.ts'

const REFUSED = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.254',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b::8.8.8.8',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:20::1',
  '2001:db8::1',
  '2002:7f00:1::1',
  '3fff::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '5f00::1',
]
const PUBLIC = [
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '223.255.255.255',
  '2001:4860:4860::8888',
  '2606:4700:4700::1111',
  '2a00:1450::1',
]

describe.each(REFUSED)('%s', (address) => {
  test('is not called', async () => {
    expect(isPublicAddress(address)).toBe(false)
    const targets = createTargets([], async () => [{ address, family: address.includes(':') ? 6 : 4 }] as never)
    await expect(targets.resolve('penerima.example')).rejects.toEqual(new TargetRefused('address_refused'))
  })
})
test.each(PUBLIC)('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

/** Written from the RFCs with plain numbers, apart from the product's lists. */
const privateByNumber = (n: number): boolean => {
  const [a, b] = [n >>> 24, (n >>> 16) & 255]
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 198 && (b === 18 || b === 19))
  )
}
test('no private IPv4 address is public, in whatever IPv6 dress', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), (n) => {
      const parts = [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]
      const hex = `${((parts[0] ?? 0) * 256 + (parts[1] ?? 0)).toString(16)}:${((parts[2] ?? 0) * 256 + (parts[3] ?? 0)).toString(16)}`
      if (privateByNumber(n)) expect(isPublicAddress(parts.join('.'))).toBe(false)
      for (const dress of [`::ffff:${hex}`, `::${hex}`, `64:ff9b::${hex}`, `2002:${hex}::1`, `::ffff:0:${hex}`])
        expect({ dress, isPublic: isPublicAddress(dress) }).toEqual({ dress, isPublic: false })
    }),
    { seed: 3314, numRuns: 2000 },
  )
})

const fault = (url: string, allowed: readonly string[] = []): string | undefined =>
  createTargets(allowed).faultOf(new URL(url))
test.each([
  'http://penerima.example/',
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:169.254.169.254]/',
  'https://user@penerima.example/',
  'https://user:word@penerima.example/',
  'https://penerima.example/#bagian',
  'ftp://penerima.example/',
  'http://93.184.216.34/',
])('%s has not the form of a receiver', (url) => {
  expect(fault(url)).toBe('address_refused')
})
test('the list of the operator opens what it names, and nothing beside', () => {
  expect(fault('https://penerima.example/kotak')).toBeUndefined()
  const allowed = ['intranet.sragen.example', '10.20.0.0/16', 'fd00:1::/32']
  expect(fault('http://intranet.sragen.example/', allowed)).toBeUndefined()
  expect(fault('http://10.20.3.4:8080/', allowed)).toBeUndefined()
  expect(fault('https://[fd00:1::5]/', allowed)).toBeUndefined()
  expect(fault('http://lain.sragen.example/', allowed)).toBe('address_refused')
  expect(fault('https://10.21.0.1/', allowed)).toBe('address_refused')
  expect(fault('https://[::ffff:10.20.3.4]/', allowed)).toBe('address_refused')
})

const answering = (...answers: readonly LookupAddress[][]) => {
  let call = 0
  return (async () => answers[Math.min(call++, answers.length - 1)]) as never
}
const v4 = (address: string): LookupAddress => ({ address, family: 4 })
test('one bad address among good ones is refused, and a name without any is unknown', async () => {
  const good = v4('1.1.1.1')
  await expect(createTargets([], answering([good])).resolve('a.example')).resolves.toEqual([good])
  await expect(createTargets([], answering([good, v4('10.0.0.1')])).resolve('a.example')).rejects.toEqual(
    new TargetRefused('address_refused'),
  )
  await expect(createTargets([], answering([])).resolve('a.example')).rejects.toEqual(new TargetRefused('unknown_host'))
  await expect(createTargets(['a.example'], answering([v4('10.0.0.1')])).resolve('a.example')).resolves.toHaveLength(1)
})
