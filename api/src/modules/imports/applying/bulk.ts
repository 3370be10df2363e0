/**
 * Applying to an empty register (docs/adr/0017): facts go into tables without indexes, these are indexed
 * and take the place of the shard's empty partitions. Row by row into indexed tables costs two and a half
 * times as much. Each step is a transaction of its own and remembered, so a killed run goes on at its step.
 */
import { sql } from 'drizzle-orm'
import { firstRow, type Tx } from '../../../kernel/db.ts'
import type { BatchKey } from '../batch-key.ts'
import {
  insertAddresses,
  insertEvents,
  insertFamilies,
  insertFamilyMembers,
  insertHouseholdMembers,
  insertHouseholds,
  insertIdentifiers,
  insertPersons,
  insertProgrammes,
  insertRankings,
  insertSourceRecords,
} from './new-facts.ts'
import { workOf, type ReviewedBatch, type Work } from './target.ts'

/** Nothing in these refers to another table of the register; the rest refers to them. */
const REFERRED = ['families', 'households', 'persons', 'source_records'] as const
const REFERRING = [
  'person_identifiers',
  'person_addresses',
  'family_members',
  'household_members',
  'family_rankings',
  'programme_memberships',
] as const
type LoadedTable = (typeof REFERRED)[number] | (typeof REFERRING)[number]

const FILL: Readonly<Record<LoadedTable, (tx: Tx, work: Work) => Promise<void>>> = {
  families: insertFamilies,
  households: insertHouseholds,
  persons: insertPersons,
  source_records: (tx, work) => insertSourceRecords(tx, work, 0),
  person_identifiers: insertIdentifiers,
  person_addresses: insertAddresses,
  family_members: insertFamilyMembers,
  household_members: insertHouseholdMembers,
  family_rankings: insertRankings,
  programme_memberships: insertProgrammes,
}

/** The register has been used meanwhile: its rows must be kept, so the file is applied in chunks. */
export class RegisterInUse extends Error {}

type Step = (tx: Tx, work: Work, requestId: string) => Promise<void>

const attach =
  (names: readonly string[], merging: boolean): Step =>
  async (tx, work) => {
    const done = await firstRow<{ ok: boolean }>(
      tx,
      sql`select bulk_load_attach(${sql.param(names)}::text[], ${work.shard}, ${merging}) as ok`,
    )
    if (!done?.ok) throw new RegisterInUse('rows were written meanwhile')
  }

const STEPS: readonly Step[] = [
  async (tx, work) => {
    await tx.execute(sql`select bulk_load_open(${work.shard})`)
  },
  ...[...REFERRED, ...REFERRING].flatMap((name): Step[] => [
    (tx, work) => FILL[name](tx, work),
    async (tx, work) => {
      await tx.execute(sql`select bulk_load_index(${name}, ${work.shard})`)
    },
  ]),
  // Loaded rows fire no trigger: the words of their names are learnt here.
  async (tx, work) => {
    await tx.execute(sql`
      insert into name_dictionary (jurisdiction_id, word)
      select distinct ${work.shard}::int, w.word from ${work.table('persons')} p cross join unnest(name_words(p.name)) as w(word) where w.word not like '=%'
      on conflict do nothing`)
  },
  attach(REFERRED, false),
  ...REFERRING.map((name): Step => async (tx, work) => {
    await tx.execute(sql`select bulk_load_references(${name}, ${work.shard})`)
  }),
  ...REFERRING.map((name): Step => async (tx, work) => {
    await tx.execute(sql`select bulk_load_check_references(${name}, ${work.shard})`)
  }),
  attach(REFERRING, true),
  (tx, work, requestId) => insertEvents(tx, work, requestId),
]
export const BULK_STEPS = STEPS.length
/** From this step on persons can be seen whose facts still follow: only forward from here. */
export const POINT_OF_NO_RETURN = 3 + 2 * (REFERRED.length + REFERRING.length)

export const isBulkPossible = async (tx: Tx, key: BatchKey): Promise<boolean> =>
  (await firstRow<{ ok: boolean }>(tx, sql`select bulk_load_is_possible(${key.jurisdictionId}) as ok`))?.ok ?? false

export const dropBulk = async (tx: Tx, key: BatchKey): Promise<void> => {
  await tx.execute(sql`select bulk_load_drop(${key.jurisdictionId})`)
}

/** Does step `batch.bulk_step` in the caller's transaction. */
export async function applyBulkStep(tx: Tx, key: BatchKey, batch: ReviewedBatch, requestId: string): Promise<void> {
  const step = STEPS[batch.bulk_step ?? 0]
  if (!step) throw new Error('no such step')
  const work = workOf(key, batch, {
    whole: true,
    rows: sql`(select s.*, s.new_person_id as person_id, 'new'::text as action, '[]'::jsonb as changes from import_rows s where s.jurisdiction_id = ${key.jurisdictionId} and s.batch_id = ${key.id})`,
    table: (name) => sql`shard.${sql.identifier(`${name}_${key.jurisdictionId}_load`)}`,
  })
  await tx.execute(sql`set local plan_cache_mode = auto`)
  if (batch.polite) await tx.execute(sql`set local max_parallel_maintenance_workers = 0`)
  await step(tx, work, requestId)
  await tx.execute(
    sql`update import_batches set bulk_step = ${(batch.bulk_step ?? 0) + 1}, stage_done = stage_total * ${(batch.bulk_step ?? 0) + 1} / ${STEPS.length}, updated_at = now() where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}`,
  )
}
