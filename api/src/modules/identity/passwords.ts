/** Passwords: argon2id (OWASP parameters), and the few words that everybody tries first. */
import os from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { createLine } from '../../kernel/line.ts'

const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/**
 * A hash takes a core for some 40 ms, on purpose. One core is left for everybody else, and who would wait longer than
 * a sign-in may take hears so at once. Never called with a transaction open: `unitOfWork: 'own'` in the contract.
 */
const line = createLine({ atOnce: Math.max(1, os.availableParallelism() - 1), waiting: 60 })
/** @throws unavailable, before anything else has been done for the request */
export const ensureRoomToHash = (): void => line.ensureRoom()

export const hashPassword = (password: string): Promise<string> => line.run(() => hash(password, OPTIONS))

/** Checked when there is no stored hash, because nobody has that user name: both answers take as long. */
let decoy: Promise<string> | undefined
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('no account has this password')
  const against = stored ?? (await decoy)
  const matches = await line.run(() => verify(against, password))
  return stored !== null && matches
}

const COMMON = [
  'password',
  '123456',
  'qwerty',
  'rahasia',
  'bismillah',
  'indonesia',
  'merdeka',
  'sayang',
  'admin',
  'dinsos',
  'pandu',
  'gempita',
  'abcdef',
  'katasandi',
  '111111',
  '000000',
]

/** Too common: nothing but a well-known word and digits, one repeated letter, or the user's own name. */
export function isWeakPassword(password: string, userName: string): boolean {
  const letters = password.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (new Set(letters).size < 5) return true
  if (letters.includes(userName.toLowerCase().replace(/[^a-z0-9]/g, ''))) return true
  const rest = COMMON.reduce((text, word) => text.replaceAll(word, ''), letters).replace(/[0-9]/g, '')
  return rest.length < 4
}
