/** The canonical text of a person's row and the sums of its digests: what a mirror computes to compare itself with its source. */
import { personRowFields, type PersonRow } from './exchange.ts'

const utf8 = new TextEncoder()

/** Every field in the order of the contract: `-` for nothing, else its length in bytes of UTF-8, a colon, and the text. */
export const canonicalText = (row: PersonRow): string =>
  personRowFields
    .map((field) => {
      const value = row[field]
      if (value === null) return '-'
      const text = String(value)
      return `${utf8.encode(text).length}:${text}`
    })
    .join('')

const MODULUS = 1n << 128n
/** Sum of digests (32 hexadecimal digits each) modulo 2^128: the same in whatever order they come. */
export const sumOfDigests = (digests: Iterable<string>): string => {
  let sum = 0n
  for (const digest of digests) sum = (sum + BigInt(`0x${digest}`)) % MODULUS
  return hexOf(sum)
}
export const hexOf = (sum: bigint): string => (((sum % MODULUS) + MODULUS) % MODULUS).toString(16).padStart(32, '0')
