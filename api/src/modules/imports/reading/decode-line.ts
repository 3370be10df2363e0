/** The text of one line, and whether an earlier program has already lost a letter of it. */
import { LOST_LETTER } from './layouts.ts'

/** A line that is longer is no row; it is cut and kept back. */
export const MAX_LINE = 65_536

const decoder = new TextDecoder('utf-8', { fatal: true })
const lossy = new TextDecoder('utf-8')

interface Line {
  readonly text: string
  readonly broken: boolean
}
/** U+0000 cannot be stored; U+FFFD says that an earlier program already lost a character. */
export function decodeLine(raw: Buffer): Line {
  const long = raw.length > MAX_LINE
  const body = long ? raw.subarray(0, MAX_LINE) : raw
  try {
    const text = decoder.decode(body)
    return {
      text: text.replaceAll('\u0000', ''),
      broken: long || text.includes('\u0000') || text.includes('\ufffd') || text.includes(LOST_LETTER),
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error
    return { text: lossy.decode(body).replaceAll('\u0000', ''), broken: true }
  }
}
