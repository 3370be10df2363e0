/** How a name that was typed may be meant. */

/** A name without a title that officers and lists write differently. */
export const plainName = (name: string): string =>
  name
    .toUpperCase()
    .replace(/[.,'’`\-/()"]/g, ' ')
    .replace(/\b(H|HJ|HAJI|HAJAH|BAPAK|BPK|IBU|ALM|ALMH|SDR|SDRI|DR|DRS|IR|KH)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** What tells that a name is spelt as before 1972: OE for U, and J, DJ and TJ for Y, J and C (Keppres 57/1972). */
const BEFORE_1972 = /OE|DJ|TJ|NJ|SJ/
const modern = (name: string): string =>
  name.replace(/OE|DJ|TJ|J/g, (letters) => ({ OE: 'U', DJ: 'J', TJ: 'C' })[letters] ?? 'Y')

/** The name as typed and, where it looks like the old spelling, as it is written today. */
export const spellingsOf = (name: string): string[] => (BEFORE_1972.test(name) ? [name, modern(name)] : [name])

/** The name with each pair of neighbouring letters swapped: one slip, though two letters are wrong. */
export const swapsOf = (name: string): string[] =>
  Array.from(
    name.slice(1),
    (_, at) => name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2),
  ).filter((swapped) => swapped !== name)
