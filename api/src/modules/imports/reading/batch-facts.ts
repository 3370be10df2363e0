/** What the batch and its office say about the rows of its file. */
import { sql } from 'drizzle-orm'
import { firstRow, rows, type Database } from '../../../kernel/db.ts'
import type { BatchKey } from '../batch-key.ts'
import { isLastDigitLost } from './first-lines.ts'
import type { Layout } from './layouts.ts'
import type { RowContext } from './rules.ts'
import type { WordCount } from './unknown-words.ts'
import { createVillageIndex } from './villages.ts'

export interface BatchFacts {
  source: string
  region_code: string
  regency_name: string
  today: string
  file_bytes: number
  village_code: string | null
  read_through_row: number
  counts: { valid?: number; rejected?: number; same?: number }
  unknown_words: WordCount[]
}

export async function factsOf(database: Database, batch: BatchKey): Promise<BatchFacts> {
  const facts = await firstRow<BatchFacts>(
    database.db,
    sql`select b.source, b.region_code, b.village_code, b.file_bytes::float8 as file_bytes, j.name as regency_name, office_day(j.id)::text as today, b.read_through_row, b.counts, b.unknown_words
        from import_batches b join jurisdictions j on j.id = b.jurisdiction_id where b.jurisdiction_id = ${batch.jurisdictionId} and b.id = ${batch.id}`,
  )
  if (!facts) throw new Error('the batch is gone')
  return facts
}

export async function rowContextOf(
  database: Database,
  facts: BatchFacts,
  layout: Layout,
  sample: readonly string[],
): Promise<RowContext> {
  const villages = await rows<{ code: string; name: string; district: string }>(
    database.db,
    sql`select v.code, v.name, d.name as district from regions v join regions d on d.code = v.parent_code where v.level = 4 and v.code like ${`${facts.region_code.slice(0, 4)}%`}`,
  )
  const successors = await rows<{ oldCode: string; newCode: string }>(
    database.db,
    sql`select old_code as "oldCode", new_code as "newCode" from region_successors where new_code like ${`${facts.region_code}%`}`,
  )
  return {
    layout,
    villages: createVillageIndex({
      regencyNames: [facts.regency_name],
      villages,
      successors,
      within: facts.region_code,
    }),
    regencyName: facts.regency_name,
    villageCode: facts.village_code ?? (facts.region_code.length === 10 ? facts.region_code : null),
    today: facts.today,
    lastNikDigitLost: isLastDigitLost(sample, layout, layout.position.nik),
    lastKkDigitLost: isLastDigitLost(sample, layout, layout.position.kkNumber),
  }
}
