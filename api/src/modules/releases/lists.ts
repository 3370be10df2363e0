/** Lists that leave the system as CSV for offices. */
import type { ReleaseDifferenceKind } from '@pandu-gempita/shared/releases'

/** In the words of the notice that a village hands on. */
export const DIFFERENCE_WORDS: Readonly<Record<ReleaseDifferenceKind, string>> = {
  entered: 'Masuk dalam data',
  left: 'Tidak lagi tercantum',
  desil: 'Desil keluarga berubah',
  programme_ended: 'Bantuan berhenti',
  programme_begun: 'Bantuan mulai',
}

/** A cell that a spreadsheet would take for a formula is kept as text. */
const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export async function* csvFile(
  header: readonly string[],
  lines: readonly (readonly (string | number | null)[])[],
): AsyncGenerator<string> {
  // A byte order mark, so that spreadsheets read UTF-8.
  yield `\ufeff${header.join(';')}\r\n`
  for (const line of lines) yield `${line.map(cell).join(';')}\r\n`
}
