/** Numbers and days told from the bytes of their digits: no string and no Date is made of them. */

export const isDigits = (bytes: Buffer, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 48
    if (digit < 0 || digit > 9) return false
  }
  return true
}

/** The number that four digits make, or -1: all four are looked at in one word. */
const fourDigits = (words: DataView, at: number): number => {
  const word = words.getInt32(at)
  if ((word & 0xf0f0f0f0) !== 0x30303030 || ((word + 0x06060606) & 0xf0f0f0f0) !== 0x30303030) return -1
  return (word >>> 24) * 1000 + ((word >>> 16) & 0xff) * 100 + ((word >>> 8) & 0xff) * 10 + (word & 0xff) - 48 * 1111
}

/** The sixteen digits of a NIK or KK that were read last, as four numbers. */
export class SixteenDigits {
  readonly quarters = new Int32Array(4)

  /** False where they are no sixteen digits, or where a spreadsheet has eaten the last ones. */
  read(words: DataView, start: number, end: number, lastDigitLost: boolean): boolean {
    const { quarters } = this
    if (end - start !== 16) return false
    for (let quarter = 0; quarter < 4; quarter++) {
      const value = fourDigits(words, start + quarter * 4)
      if (value < 0) return false
      quarters[quarter] = value
    }
    const last = quarters[3] as number
    return last !== 0 && !(lastDigitLost && last % 10 === 0)
  }
}

const DAY_MS = 86_400_000
const FIRST_YEAR = 1880
const YEARS_END = 2200
/** In a year that is no leap year. */
export const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
/** Days since 1970 before each year, and within a year before each month. */
const yearDays = Int32Array.from(
  { length: YEARS_END - FIRST_YEAR },
  (_, year) => Date.UTC(FIRST_YEAR + year, 0, 1) / DAY_MS,
)
const monthDays = Int32Array.from(
  { length: 12 },
  (_, month) => (Date.UTC(2001, month, 1) - Date.UTC(2001, 0, 1)) / DAY_MS,
)

const twoDigits = (source: Buffer, at: number): number =>
  ((source[at] as number) - 48) * 10 + (source[at + 1] as number) - 48

/** Days since 1970 of a date written 2025-12-31; undefined where it is written otherwise, or is no day. */
export const isoDays = (source: Buffer, start: number, end: number): number | undefined => {
  if (end - start !== 10 || source[start + 4] !== 45 || source[start + 7] !== 45) return undefined
  if (
    !isDigits(source, start, start + 4) ||
    !isDigits(source, start + 5, start + 7) ||
    !isDigits(source, start + 8, end)
  )
    return undefined
  const year = twoDigits(source, start) * 100 + twoDigits(source, start + 2)
  const month = twoDigits(source, start + 5)
  const day = twoDigits(source, start + 8)
  if (year < FIRST_YEAR || year >= YEARS_END || month < 1 || month > 12 || day < 1) return undefined
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (day > (DAYS_IN_MONTH[month - 1] as number) && !(leap && month === 2 && day === 29)) return undefined
  const before = (yearDays[year - FIRST_YEAR] as number) + (monthDays[month - 1] as number)
  return before + (leap && month > 2 ? 1 : 0) + day - 1
}
