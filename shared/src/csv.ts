/** Signs that make a formula of a cell, also behind blanks, and in the full width of East Asian keyboards. */
const FORMULA = /^[\s\u200b-\u200f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/u
/** Digits that a spreadsheet would round. */
const LONG_NUMBER = /^[0-9]{12,}$/u

/**
 * A cell of a file for people. What a spreadsheet would take for a formula, or for a number whose last digits it cannot keep, is
 * kept as text by an apostrophe; reading a file of ours takes that off again.
 */
export const csvCell = (value: string | number | null): string => {
  if (typeof value === 'number') return String(value)
  const text = value ?? ''
  const safe = FORMULA.test(text) || LONG_NUMBER.test(text) ? `'${text}` : text
  return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
