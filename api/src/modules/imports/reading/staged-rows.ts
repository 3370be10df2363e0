/** Rows on their way into staging: one writer for what the bytes say and what the rules say. */
import { randomBytes } from 'node:crypto'
import { importFields, type ImportField } from '@pandu-gempita/shared/import-record'
import type { BatchKey } from '../batch-key.ts'
import { BinaryRows, cellOf, RisingIds, textArray, uuidBytes, type Cell } from './bytes/binary-copy.ts'
import type { FastRow } from './fast-row.ts'
import type { Layout } from './layouts.ts'
import type { LineBlock } from './bytes/line-block.ts'
import type { ImportRow } from './rules.ts'

export const ROW_COLUMNS =
  'jurisdiction_id, batch_id, row_number, row_hash, new_person_id, household_external_id, region_code, street, hamlet, rt, rw, kk_number, nik, name, birth_date, birth_place, sex, occupation, mother_name, relation, match_status, programmes, programmes_told, desil'
const DAY_MS = 86_400_000

/** Writes rows of one batch in the order of ROW_COLUMNS. */
export class StagedRows {
  readonly out = new BinaryRows(24)
  readonly #shard: number
  readonly #batch: Cell
  readonly #ids: RisingIds
  readonly #at: Readonly<Record<ImportField, number>>

  constructor(batch: BatchKey, layout: Layout) {
    this.#shard = batch.jurisdictionId
    this.#ids = new RisingIds(Date.now(), batch.jurisdictionId, randomBytes(4))
    this.#batch = cellOf(uuidBytes(batch.id))
    this.#at = Object.fromEntries(
      importFields.map((field) => [field, layout.position[field] ?? layout.columns]),
    ) as Record<ImportField, number>
  }
  #begin(number: number, hashHigh: number, hashLow: number): void {
    const { out } = this
    out.row()
    out.int4(this.#shard)
    out.cell(this.#batch)
    out.int4(number)
    out.int8(hashHigh, hashLow)
    out.cell(this.#ids.next())
  }
  /** A field that the file does not have lies behind the last column, where both borders are 0. */
  #slice(block: LineBlock, row: FastRow, column: number): void {
    this.out.slice(block, row.starts[column] as number, row.ends[column] as number)
  }
  #cell(cell: Cell | null): void {
    if (cell === null) this.out.nothing()
    else this.out.cell(cell)
  }
  fast(number: number, block: LineBlock, row: FastRow): void {
    const { out } = this
    const at = this.#at
    this.#begin(number, row.hashHigh, row.hashLow)
    this.#slice(block, row, at.householdExternalId)
    out.cell(row.regionCode)
    this.#slice(block, row, at.street)
    this.#slice(block, row, at.hamlet)
    this.#slice(block, row, at.rt)
    this.#slice(block, row, at.rw)
    this.#slice(block, row, at.kkNumber)
    this.#slice(block, row, at.nik)
    this.#slice(block, row, at.name)
    if (row.birthDays === null) out.nothing()
    else out.date(row.birthDays)
    this.#slice(block, row, at.birthPlace)
    this.#cell(row.sex)
    this.#slice(block, row, at.occupation)
    this.#slice(block, row, at.motherName)
    this.#cell(row.relation)
    out.cell(row.matchStatus)
    out.cell(row.programmes)
    out.cell(row.programmesTold)
    out.int2(row.desil)
  }
  slow(number: number, hashHigh: number, hashLow: number, row: ImportRow): void {
    const { out } = this
    this.#begin(number, hashHigh, hashLow)
    out.text(row.householdExternalId)
    out.text(row.regionCode)
    out.text(row.street)
    out.text(row.hamlet)
    out.text(row.rt)
    out.text(row.rw)
    out.text(row.kkNumber)
    out.text(row.nik)
    out.text(row.name)
    if (row.birthDate === null) out.nothing()
    else out.date(Date.parse(row.birthDate) / DAY_MS)
    out.text(row.birthPlace)
    out.text(row.sex)
    out.text(row.occupation)
    out.text(row.motherName)
    out.text(row.relation)
    out.text(row.matchStatus)
    out.cell(cellOf(textArray(row.programmes)))
    out.cell(cellOf(textArray(row.programmesTold)))
    out.int2(row.desil)
  }
}
