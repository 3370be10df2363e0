/** Keyed digests, secrets and encryption. The key lives outside the database, because a NIK can be enumerated. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** What is sealed for one purpose cannot be opened for another. */
export type SealPurpose = 'reply' | 'webhook' | 'draft'

export interface Secrets {
  /** A keyed digest for the audit log: equal values are recognised, none can be read back. */
  digest(value: string): string
  seal(plain: string, purpose?: SealPurpose): Buffer
  open(sealed: Uint8Array, purpose?: SealPurpose): string
}

const keyFor = (dataKey: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', dataKey, Buffer.alloc(0), purpose, 32))

export function createSecrets(dataKey: Uint8Array): Secrets {
  const auditKey = keyFor(dataKey, 'audit')
  const sealKeys: Readonly<Record<SealPurpose, Buffer>> = {
    reply: keyFor(dataKey, 'reply'),
    webhook: keyFor(dataKey, 'webhook'),
    draft: keyFor(dataKey, 'draft'),
  }
  return {
    digest: (value) => `hmac:${createHmac('sha256', auditKey).update(value).digest('base64url').slice(0, 22)}`,
    seal(plain, purpose = 'reply') {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealKeys[purpose], nonce)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    open(sealed, purpose = 'reply') {
      const bytes = Buffer.from(sealed)
      const decipher = createDecipheriv('aes-256-gcm', sealKeys[purpose], bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
  }
}

/** 32 random bytes as text: session tokens, client secrets. */
export const newToken = (): string => randomBytes(32).toString('base64url')
/** Enough for secrets of high entropy; passwords go through argon2id. */
export const sha256 = (value: string): string => createHash('sha256').update(value).digest('base64url')
export const sameText = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** Crockford's letters without vowels and look-alikes: read out on the telephone without doubt, and no words. */
const LETTERS = '23456789BCDFGHJKMNPQRSTVWXYZ'
/** Text from an alphabet of 28 letters, without bias; 12 letters are 57 bits. */
export function newCode(length: number): string {
  let code = ''
  while (code.length < length) {
    for (const byte of randomBytes(length * 2)) if (byte < 252 && code.length < length) code += LETTERS[byte % 28]
  }
  return code
}
