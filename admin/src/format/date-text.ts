/** A date as people in Indonesia type it, day first, and as the contract keeps it. */
const DAY_FIRST = /^(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})$/
const DIGITS = /^(\d{2})(\d{2})(\d{4})$/
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/

/** Only days that exist: 31 June and 29 February of a common year are none. */
const real = (year: number, month: number, day: number): string | undefined => {
  const date = new Date(Date.UTC(year, month - 1, day))
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return same ? date.toISOString().slice(0, 'yyyy-mm-dd'.length) : undefined
}

/** `17/8/1980`, `17-08-1980`, `17081980` or a pasted `1980-08-17`; undefined when it is no date (yet). */
export const dateOf = (typed: string): string | undefined => {
  const text = typed.trim()
  const iso = ISO.exec(text)
  if (iso) return real(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const found = DAY_FIRST.exec(text) ?? DIGITS.exec(text)
  return found ? real(Number(found[3]), Number(found[2]), Number(found[1])) : undefined
}
/** Is it written to its end? Then what is no date will not become one. */
export const isWholeDate = (typed: string): boolean =>
  [ISO, DAY_FIRST, DIGITS].some((pattern) => pattern.test(typed.trim()))
export const isDate = (value: string): boolean => ISO.test(value) && dateOf(value) === value
export const dateText = (iso: string | undefined): string =>
  iso && isDate(iso) ? iso.split('-').reverse().join('/') : (iso ?? '')
