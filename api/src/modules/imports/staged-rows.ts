/** Rows on their way into staging: one writer for what the bytes say and what the rules say. */
import { randomBytes } from 'node:crypto'
import { importFields, type ImportField } from '@pandu-gempita/shared/imports'
import type { BatchKey } from './batch-key.ts'
import { BinaryRows, RisingIds, textArray, uuidBytes } from './binary-copy.ts'
import type { FastRow } from './fast-rows.ts'
import type { Layout } from './layouts.ts'
import type { ImportRow } from './rules.ts'

export const ROW_COLUMNS =
  'jurisdiction_id, batch_id, row_number, row_hash, new_person_id, household_external_id, region_code, street, hamlet, rt, rw, kk_number, nik, name, birth_date, birth_place, sex, occupation, mother_name, relation, match_status, programmes, desil'
const DAY_MS = 86_400_000

/** Writes rows of one batch in the order of ROW_COLUMNS. */
export class StagedRows {
  readonly out = new BinaryRows(23)
  readonly #shard: number
  readonly #batch: Buffer
  readonly #ids = new RisingIds(Date.now(), randomBytes(4))
  readonly #at: Readonly<Record<ImportField, number>>

  constructor(batch: BatchKey, layout: Layout) {
    this.#shard = batch.jurisdictionId
    this.#batch = uuidBytes(batch.id)
    this.#at = Object.fromEntries(
      importFields.map((field) => [field, layout.position[field] ?? layout.columns]),
    ) as Record<ImportField, number>
  }
  #begin(number: number, hashHigh: number, hashLow: number): void {
    const { out } = this
    out.row()
    out.int4(this.#shard)
    out.bytes(this.#batch)
    out.int4(number)
    out.int8(hashHigh, hashLow)
    out.bytes(this.#ids.next())
  }
  /** A field that the file does not have lies behind the last column, where both borders are 0. */
  #slice(source: Buffer, row: FastRow, column: number): void {
    this.out.slice(source, row.starts[column] as number, row.ends[column] as number)
  }
  #word(word: Buffer | null): void {
    if (word === null) this.out.nothing()
    else this.out.bytes(word)
  }
  fast(number: number, source: Buffer, row: FastRow): void {
    const { out } = this
    const at = this.#at
    this.#begin(number, row.hashHigh, row.hashLow)
    this.#slice(source, row, at.householdExternalId)
    out.bytes(row.regionCode)
    this.#slice(source, row, at.street)
    this.#slice(source, row, at.hamlet)
    this.#slice(source, row, at.rt)
    this.#slice(source, row, at.rw)
    this.#slice(source, row, at.kkNumber)
    this.#slice(source, row, at.nik)
    this.#slice(source, row, at.name)
    if (row.birthDays === null) out.nothing()
    else out.date(row.birthDays)
    this.#slice(source, row, at.birthPlace)
    this.#word(row.sex)
    this.#slice(source, row, at.occupation)
    this.#slice(source, row, at.motherName)
    this.#word(row.relation)
    out.bytes(row.matchStatus)
    out.bytes(row.programmes)
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
    out.bytes(textArray(row.programmes))
    out.int2(row.desil)
  }
}
