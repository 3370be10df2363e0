/** Values of a spreadsheet as text: a date is a number with the format of a date. */

/** Formats that every spreadsheet has (ECMA-376 part 1, 18.8.30), those of the East Asian ones included. */
const isKnownDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

const DATE_TOKEN = /^(?:s{1,2}|m{1,5}|h{1,2}|am|pm|a|p|d{1,4}|a{3,5}|y{1,2}|yyyy|e|ee|eeee)$/u

/** Is a format made of nothing but parts of a date? Quoted text, escapes, colours and locales say nothing. */
const isDateTemplate = (template: string): boolean =>
  template
    .toLowerCase()
    .replace(/;@$/u, '')
    .replace(/\\./gu, ' ')
    .split(';')
    .some((part) => {
      const tokens = part
        .replace(/"[^"]*"/gu, ' ')
        .replace(/(\[?[smhd]{1,2}\]?)[.,]00?0?/gu, '$1')
        .replace(/\[([smhd]{1,2})\]/gu, '$1')
        .replace(/\[[^\]]*\]/gu, '')
        .split(/[^a-z0#?%]+/u)
        .filter((token) => token !== '')
      return tokens.length > 0 && tokens.every((token) => DATE_TOKEN.test(token))
    })

export const isDateFormat = (id: number, template: string | undefined): boolean =>
  isKnownDate(id) || (template !== undefined && template.length < 256 && isDateTemplate(template))

const DAY_MS = 86_400_000
/** Days from the spreadsheet's day 0 to 1970. It counts a 29 February 1900 that never was. */
const BEFORE_1970 = 25_569
const FROM_1900_TO_1904 = 1_462

/** A number keeps the digits that the sheet has kept; a date of a sheet has no zone. */
export function textOfNumber(value: string, isDate: boolean, since1904: boolean): string {
  const number = Number(value)
  if (Number.isNaN(number)) return value
  if (!isDate) return String(number)
  const date = new Date(Math.floor((number + (since1904 ? FROM_1900_TO_1904 : 0) - BEFORE_1970) * DAY_MS))
  const iso = Number.isNaN(date.getTime()) ? '' : date.toISOString()
  return /^\d{4}-/u.test(iso) ? iso.slice(0, 10) : String(number)
}

/** An escaped control character of the format: _x000D_. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : text
