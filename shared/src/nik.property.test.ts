/** What can and cannot be a NIK, against the civil calendar. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { nikAgrees, nikFault, nikParts } from './nik.ts'

const SEED = { seed: 20_251_101, numRuns: 1_000 }
const pad = (value: number, width: number): string => String(value).padStart(width, '0')
const person = fc.record({
  region: fc.integer({ min: 110_101, max: 999_999 }),
  birth: fc.date({ min: new Date('1930-01-01'), max: new Date('2025-12-31'), noInvalidDate: true }),
  sex: fc.constantFrom('male' as const, 'female' as const),
  serial: fc.integer({ min: 1, max: 9999 }),
})
type Person = typeof person extends fc.Arbitrary<infer P> ? P : never
const nikOf = ({ region, birth, sex, serial }: Person): string =>
  `${region}${pad(birth.getUTCDate() + (sex === 'female' ? 40 : 0), 2)}${pad(birth.getUTCMonth() + 1, 2)}${pad(birth.getUTCFullYear() % 100, 2)}${pad(serial, 4)}`

test('a NIK made of a birth is possible, and says what it was made of', () => {
  fc.assert(
    fc.property(person, (someone) => {
      const nik = nikOf(someone)
      expect(nikFault(nik)).toBeUndefined()
      expect(nikParts(nik)).toEqual({
        region: String(someone.region),
        sex: someone.sex,
        day: someone.birth.getUTCDate(),
        month: someone.birth.getUTCMonth() + 1,
        year: someone.birth.getUTCFullYear() % 100,
      })
      const birthDate = someone.birth.toISOString().slice(0, 10)
      expect(nikAgrees(nik, { birthDate, sex: someone.sex })).toEqual({ birthDate: true, sex: true })
      expect(nikAgrees(nik, { sex: someone.sex === 'male' ? 'female' : 'male' })).toEqual({
        birthDate: true,
        sex: false,
      })
    }),
    SEED,
  )
})

test('what breaks a hard rule is named by it', () => {
  fc.assert(
    fc.property(person, fc.integer({ min: 13, max: 99 }), fc.integer({ min: 72, max: 99 }), (someone, month, day) => {
      const nik = nikOf(someone)
      expect(nikFault(nik.slice(1))).toBe('length')
      expect(nikFault(`${nik}1`)).toBe('length')
      expect(nikFault(`${nik.slice(0, 15)}O`)).toBe('not_digits')
      expect(nikFault(`${nik.slice(0, 12)}0000`)).toBe('serial')
      expect(nikFault(`${nik.slice(0, 8)}${month}${nik.slice(10)}`)).toBe('date')
      expect(nikFault(`${nik.slice(0, 6)}${day}${nik.slice(8)}`)).toBe('date')
    }),
    SEED,
  )
})
