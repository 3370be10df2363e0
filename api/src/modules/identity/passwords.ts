/** Passwords: argon2id (OWASP parameters), and the few words that everybody tries first. */
import { hash, verify } from '@node-rs/argon2'

const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password, OPTIONS)
export const verifyPassword = (stored: string, password: string): Promise<boolean> => verify(stored, password)

/** Checked instead of a stored hash when the user name is unknown, so that both answers take as long. */
let decoy: Promise<string> | undefined
export async function spendSameTime(password: string): Promise<void> {
  decoy ??= hashPassword('no account has this password')
  await verifyPassword(await decoy, password)
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
