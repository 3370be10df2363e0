/** A row as it was recognised from its bytes: borders of its fields, and cells that are ready to be written. */
import { cellOf, type Cell } from './bytes/binary-copy.ts'

/** What a fast row consists of; valid until the next call of `read`. */
export interface FastRow {
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** 64-bit digest of the line, in two halves; also there after `read` has said no. */
  hashHigh: number
  hashLow: number
  nikHigh: number
  nikLow: number
  /** Ready to be written. */
  regionCode: Cell
  /** Days since 1970; null where the file has no such column. */
  birthDays: number | null
  sex: Cell | null
  relation: Cell | null
  matchStatus: Cell
  programmes: Cell
  programmesTold: Cell
  desil: number | null
}

export const textCell = (text: string): Cell => cellOf(Buffer.from(text))
