/** Rows that are kept back, on their way into the database: with the reason, and the line as it came. */
import type { BatchKey } from '../batch-key.ts'
import { columnNames, type Layout } from './layouts.ts'
import type { Reject } from './rules.ts'

/** Of the text of `RejectedRows`, in its order. */
export const REJECT_COLUMNS = 'jurisdiction_id, batch_id, row_number, column_name, code, value, line'
/** Letters that are gathered: 25,000 long lines would be more than a text can hold. */
const MOST_LETTERS = 4_000_000

const escapeCopy = (value: string): string =>
  value.replace(
    /[\\\t\n\r]/g,
    (character) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[character] ?? character,
  )
const cell = (value: string | number | null): string => (value === null ? '\\N' : escapeCopy(String(value)))

/** Rows of one batch in PostgreSQL's text format of COPY. */
export class RejectedRows {
  readonly #batch: BatchKey
  readonly #position: Layout['position']
  readonly #names: readonly string[]
  #lines: string[] = []
  #letters = 0

  constructor(batch: BatchKey, { position, header }: Layout) {
    this.#batch = batch
    this.#position = position
    this.#names = columnNames(header)
  }
  get isEmpty(): boolean {
    return this.#lines.length === 0
  }
  get isFull(): boolean {
    return this.#letters >= MOST_LETTERS
  }
  /** Everything added so far, as one COPY. */
  get text(): string {
    return `${this.#lines.join('\n')}\n`
  }
  add(number: number, line: string, { field, code, value }: Reject): void {
    const { jurisdictionId, id } = this.#batch
    const column = field ? (this.#names[this.#position[field] ?? -1] ?? null) : null
    this.#letters += line.length
    this.#lines.push([jurisdictionId, id, number, column, code, value, line].map(cell).join('\t'))
  }
  clear(): void {
    this.#lines = []
    this.#letters = 0
  }
}
