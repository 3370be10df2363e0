/** Lists that leave the system as CSV for offices. */
import type { ReleaseDifferenceKind } from '@pandu-gempita/shared/releases'
import { csvCell } from '@pandu-gempita/shared/csv'

/** In the words of the notice that a village hands on. */
export const DIFFERENCE_WORDS: Readonly<Record<ReleaseDifferenceKind, string>> = {
  entered: 'Masuk dalam data',
  left: 'Tidak lagi tercantum',
  desil: 'Desil keluarga berubah',
  programme_ended: 'Bantuan berhenti',
  programme_begun: 'Bantuan mulai',
}

export async function* csvFile(
  header: readonly string[],
  lines: readonly (readonly (string | number | null)[])[],
): AsyncGenerator<string> {
  // A byte order mark, so that spreadsheets read UTF-8.
  yield `\ufeff${header.join(';')}\r\n`
  for (const line of lines) yield `${line.map(csvCell).join(';')}\r\n`
}
