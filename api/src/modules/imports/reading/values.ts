/** Numbers and dates as offices and their spreadsheets write them. */

type NumberFault = 'missing' | 'scientific' | 'length' | 'not_digits' | 'last_digits_lost'

/** NIK and KK as they come out of spreadsheets: apostrophes, dots and spaces go; nothing else is guessed. */
export const cleanNumber = (value: string): string =>
  value
    .trim()
    .replace(/^['`’]/u, '')
    .replace(/[\s.]/gu, '')

const SCIENTIFIC = /^[0-9]+([.,][0-9]+)?E\+?[0-9]+$/iu

export function numberFault(raw: string, lastDigitLost: boolean): NumberFault | undefined {
  const trimmed = raw.trim().replace(/^['`’]/u, '')
  if (trimmed === '') return 'missing'
  if (SCIENTIFIC.test(trimmed)) return 'scientific'
  const digits = cleanNumber(raw)
  if (!/^[0-9]+$/u.test(digits)) return 'not_digits'
  if (digits.length !== 16) return 'length'
  // 15 significant digits are kept by spreadsheets; a serial of 0000 does not exist.
  if (digits.endsWith('0000') || (lastDigitLost && digits.endsWith('0'))) return 'last_digits_lost'
  return undefined
}

/** A date of the file as YYYY-MM-DD, or undefined when no such day exists. */
export function parseDate(value: string): string | undefined {
  const text = value.trim().slice(0, 10)
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/u.exec(text)
  const local = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/u.exec(text)
  const [year, month, day] = iso
    ? [Number(iso[1]), Number(iso[2]), Number(iso[3])]
    : local
      ? [Number(local[3]), Number(local[2]), Number(local[1])]
      : [0, 0, 0]
  if (year < 1880 || month < 1 || day < 1) return undefined
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.toISOString().slice(0, 10)
    : undefined
}
