/** Which rows are turned into facts, and into which tables. */
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { importRecord } from '@pandu-gempita/shared/import-record'
import { sql, type SQL } from 'drizzle-orm'
import { firstRow, type Tx } from '../../../kernel/db.ts'
import type { BatchKey } from '../batch-key.ts'

export interface Work {
  readonly shard: number
  readonly source: string
  readonly releaseId: string
  readonly releaseName: string
  readonly cutOffOn: string
  readonly createdByName: string
  /** Table expression of the rows in hand: staged rows with person_id, action and changes. */
  readonly rows: SQL
  /** The whole file goes into tables that hold nothing else yet: no conflict is possible. */
  readonly whole: boolean
  /** Where facts of a table go: the table itself, or the one that will take the place of its empty partition. */
  table(name: string): SQL
}

interface BatchRow {
  status: string
  source: string
  release_id: string
  release_name: string
  cut_off_on: string
  created_by_name: string
  region_code: string
  applied_through_row: number
  bulk_step: number | null
  record_base: number
  polite: boolean
}
export type ReviewedBatch = BatchRow

/** The batch while it is reviewed and being applied; locked, so that cancelling waits for the step in hand. */
export async function lockReviewed(tx: Tx, key: BatchKey): Promise<ReviewedBatch | undefined> {
  const batch = await firstRow<BatchRow>(
    tx,
    sql`select *, cut_off_on::text from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id} for update`,
  )
  return batch && inGroup(importRecord, 'reviewed', batch.status) ? batch : undefined
}

export const workOf = (key: BatchKey, batch: ReviewedBatch, how: Pick<Work, 'rows' | 'whole' | 'table'>): Work => ({
  shard: key.jurisdictionId,
  source: batch.source,
  releaseId: batch.release_id,
  releaseName: batch.release_name,
  cutOffOn: batch.cut_off_on,
  createdByName: batch.created_by_name,
  ...how,
})

export const cutOffOf = (work: Work): SQL => sql`${work.cutOffOn}::date`
/** Values of `source, release_id, row_number`. */
export const provenanceOf = (work: Work): SQL => sql`${work.source}::text, ${work.releaseId}::uuid, r.row_number`
