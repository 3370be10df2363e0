/**
 * Numbers of people in text that somebody typed or a file brought: a story, a note, the name of a file, a cell in the wrong
 * column. Columns are masked in SQL by `mask_identifier`; here is what no column knows of (docs/adr/0025). Only the first
 * four digits stay, which tell the kabupaten: whatever else a page shows, it does not complete the rest.
 */
const STARS = '*'.repeat(12)

/** A NIK or KK, written at once or in groups of four; the same in SQL: `mask_numbers`. */
const NUMBER = /(\d{4})(?:[ .]?\d{4}){3}\d*/g
const HAS_NUMBER = /\d{4}[ .]?\d{4}[ .]?\d{4}[ .]?\d{4}/

/** Sixteen digits in a row also stand in one of a hundred hexadecimal digests, which are longer than any number of a person. */
const DIGEST_LENGTH = 32
const isHex = (letter: string | undefined): boolean => letter !== undefined && /[0-9a-f]/.test(letter)
function inDigest(text: string, start: number, end: number): boolean {
  let [from, to] = [start, end]
  while (isHex(text[from - 1])) from--
  while (isHex(text[to])) to++
  return to - from >= DIGEST_LENGTH && /[a-f]/.test(text.slice(from, to))
}

export const maskNumbers = (text: string): string =>
  text.replace(NUMBER, (run: string, head: string, at: number) =>
    inDigest(text, at, at + run.length) ? run : head + STARS,
  )

const JSON_TEXT = /"(?:[^"\\]|\\.)*"/g

/** The same in the strings of JSON, or of lines of JSON. What holds no such number, which is nearly everything, is only looked through once. */
export const maskJson = (json: string): string =>
  HAS_NUMBER.test(json)
    ? json.replace(JSON_TEXT, (text) =>
        HAS_NUMBER.test(text) ? JSON.stringify(maskNumbers(JSON.parse(text) as string)) : text,
      )
    : json

/** Of files: any run as long as a telephone number, however it is broken up, in whichever column it stands. The same in SQL: `mask_long_numbers`. */
const LONG_NUMBER = /(\d(?:[^\p{L}\p{N}]{0,3}\d){3})(?:[^\p{L}\p{N}]{0,3}\d){7,}/gu
/** Digits of other scripts and widths are digits, and what nobody sees separates nothing: as who copies the cell reads it. */
export const maskLongNumbers = (text: string): string => {
  const plain = text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => String(digitOf(digit)))
  const masked = plain.replace(LONG_NUMBER, `$1${'*'.repeat(7)}`)
  return masked === plain ? text : masked
}
/** Decimal digits stand in rows of ten, the zero first (Unicode 4.6). */
function digitOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0
  if (code <= 0x39) return code - 0x30
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return code - zero
}
