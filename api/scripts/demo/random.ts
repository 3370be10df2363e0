import { homeDigits } from '../../src/kernel/home.ts'

/** A seeded generator: the same demo data everywhere. Never for secrets. */
export interface Random {
  int(min: number, max: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** A UUID of a given moment, so that keys sort as real ones do; of a record, with its home. */
  uuid(at: Date, home?: number): string
  code(length: number): string
}

const LETTERS = '23456789BCDFGHJKMNPQRSTVWXYZ'

/** mulberry32: small, fast and good enough to look like life. */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  const hex = (digits: number): string => Array.from({ length: digits }, () => int(0, 15).toString(16)).join('')
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[int(0, list.length - 1)]
    if (chosen === undefined) throw new Error('nothing to choose from')
    return chosen
  }
  return {
    int,
    chance: (probability) => next() < probability,
    pick,
    uuid: (at, home) => {
      const chance = `7${hex(3)}`
      const time = at.getTime().toString(16).padStart(12, '0')
      return `${time.slice(0, 8)}-${time.slice(8)}-${home === undefined ? chance : homeDigits(home)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`
    },
    code: (length) => Array.from({ length }, () => pick([...LETTERS])).join(''),
  }
}
