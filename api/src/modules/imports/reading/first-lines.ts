/** What the first lines tell of a whole file, before it is read. */
import { splitLine, type Layout } from './layouts.ts'
import { wholeLines } from './text-source.ts'
import { cleanNumber } from './values.ts'

/** Lines from which it is told whether a spreadsheet has eaten digits. */
const SAMPLE_LINES = 5_000
/** Numbers that end in 0: a tenth by chance. Half and more, and a spreadsheet has eaten the last digit of all. */
const LOST_SHARE = 0.5
const LOST_MINIMUM = 20

export interface FirstLines {
  /** Absent where the file is empty. */
  readonly header?: string
  readonly sample: readonly string[]
}

/** Header and the first lines, without consuming the stream for good: reading begins anew afterwards. */
export async function firstLines(bytes: AsyncIterable<Uint8Array>): Promise<FirstLines> {
  const sample: string[] = []
  let header: string | undefined
  for await (const block of wholeLines(bytes)) {
    for (const raw of block.toString('utf8').split('\n')) {
      const text = raw.replace(/\r$/u, '')
      if (header === undefined) header = text.replace(/^\ufeff/u, '')
      else if (text.trim() !== '') sample.push(text)
      if (sample.length >= SAMPLE_LINES) return { header, sample }
    }
  }
  return { ...(header !== undefined && { header }), sample }
}

/** About how many rows a file has, by the length of its first ones; too few where it is packed. */
export const rowsIn = (bytes: number, sample: readonly string[]): number =>
  (bytes * sample.length) / Math.max(1, sample.join('\n').length)

/** Do so many numbers of a column end in 0 that a spreadsheet must have eaten the last digit of all of them? */
export function isLastDigitLost(sample: readonly string[], layout: Layout, column: number | undefined): boolean {
  const numbers = sample
    .map((line) => cleanNumber(splitLine(line, layout.delimiter)[column ?? -1] ?? ''))
    .filter((number) => number.length === 16)
  return numbers.length >= LOST_MINIMUM && numbers.filter((n) => n.endsWith('0')).length / numbers.length > LOST_SHARE
}
