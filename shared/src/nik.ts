/** What can and cannot be a NIK (docs/domain: 6 digits region of first registration, DDMMYY with day + 40 for women, 4 digits serial). No check digit exists. */

export type NikFault = 'length' | 'not_digits' | 'serial' | 'date'

const isRealDate = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

export interface NikParts {
  readonly region: string
  readonly sex: 'male' | 'female'
  readonly day: number
  readonly month: number
  /** Two digits: the century is not in the number. */
  readonly year: number
}

export function nikParts(nik: string): NikParts {
  const day = Number(nik.slice(6, 8))
  return {
    region: nik.slice(0, 6),
    sex: day > 40 ? 'female' : 'male',
    day: day > 40 ? day - 40 : day,
    month: Number(nik.slice(8, 10)),
    year: Number(nik.slice(10, 12)),
  }
}

/** The hard rule that a NIK breaks, or undefined. Everything else about a NIK is a warning, never a refusal. */
export function nikFault(nik: string): NikFault | undefined {
  if (!/^[0-9]*$/.test(nik)) return 'not_digits'
  if (nik.length !== 16) return 'length'
  if (nik.endsWith('0000')) return 'serial'
  const { day, month, year } = nikParts(nik)
  // 29 February needs a century in which it exists.
  return isRealDate(1900 + year, month, day) || isRealDate(2000 + year, month, day) ? undefined : 'date'
}

/** True where the NIK's date or sex agrees with what is stated. A difference is legitimate (a corrected birth date keeps the NIK). */
export function nikAgrees(
  nik: string,
  stated: { birthDate?: string | null; sex?: 'male' | 'female' | null },
): { birthDate: boolean; sex: boolean } {
  const parts = nikParts(nik)
  const [year = '', month = '', day = ''] = (stated.birthDate ?? '').split('-')
  return {
    birthDate:
      !stated.birthDate ||
      (Number(day) === parts.day && Number(month) === parts.month && Number(year.slice(2)) === parts.year),
    sex: !stated.sex || stated.sex === parts.sex,
  }
}
