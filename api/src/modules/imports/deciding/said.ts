/** What batches and releases said of each of their people: kept when a batch has been applied, read where releases are compared. */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { sql, type SQL } from 'drizzle-orm'
import { firstRow, rows, type Queryable } from '../../../kernel/db.ts'
import { statesIn } from '../../../kernel/record.ts'
import type { BatchKey } from '../batch-key.ts'
import { claimOf, Claims } from '../reading/claims.ts'
import { Presence } from '../reading/presence.ts'

/** Records of a source in one answer: a million rows of a result would be a million objects. */
const CLAIMS_AT_ONCE = 200_000
/** Record number and claim as one number: both fit a double exactly. */
const CLAIM_RANGE = 65_536

/**
 * What the batch said of each of its people. A row that equals what its source last said is not staged: of these the source's
 * record tells, which the staged rows of an older file have left as it was.
 */
export async function claimsInBatch(tx: Queryable, key: BatchKey, presence: Presence): Promise<Claims> {
  const rowsOfBatch = sql`r.jurisdiction_id = ${key.jurisdictionId} and r.batch_id = ${key.id}`
  const batch = await firstRow<{ at_once: boolean; source: string; bits: Buffer | null }>(
    tx,
    sql`select b.bulk_step is not null as at_once, b.source, p.bits from import_batches b
        left join release_presence p on p.jurisdiction_id = b.jurisdiction_id and p.batch_id = b.id
        where b.jurisdiction_id = ${key.jurisdictionId} and b.id = ${key.id}`,
  )
  if (!batch) throw new Error('the batch is gone')
  const claims = new Claims()
  const take = (pairs: string): void => {
    for (const pair of pairs.split(' ')) {
      const record = Math.trunc(Number(pair) / CLAIM_RANGE)
      if (presence.has(record)) claims.set(record, Number(pair) % CLAIM_RANGE)
    }
  }
  const pairOf = (record: SQL, claim: SQL): SQL =>
    sql`string_agg((${record}::bigint * ${CLAIM_RANGE} + ${claim})::text, ' ')`
  const repeated = new Presence(batch.bits ? Buffer.from(batch.bits) : undefined).size > 0
  for (let after = ''; repeated;) {
    const page = await firstRow<{ last: string | null; pairs: string | null }>(
      tx,
      sql`select max(nik) as last, ${pairOf(sql`record_number`, sql`claim`)} filter (where claim is not null) as pairs
          from (select nik, record_number, claim from source_records where jurisdiction_id = ${key.jurisdictionId} and source = ${batch.source} and nik > ${after} order by nik limit ${CLAIMS_AT_ONCE}) s`,
    )
    if (!page?.last) break
    if (page.pairs) take(page.pairs)
    after = page.last
  }
  for (let after = 0; ;) {
    const page = await firstRow<{ last: number | null; pairs: string | null }>(
      tx,
      batch.at_once
        ? sql`select max(r.row_number) as last, ${pairOf(sql`r.row_number`, claimOf('r'))} as pairs
              from (select * from import_rows r where ${rowsOfBatch} and r.row_number > ${after} order by r.row_number limit ${CLAIMS_AT_ONCE}) r`
        : sql`select max(r.row_number) as last, ${pairOf(sql`s.record_number`, claimOf('r'))} as pairs
              from (select * from import_rows r where ${rowsOfBatch} and r.row_number > ${after} order by r.row_number limit ${CLAIMS_AT_ONCE}) r
                join source_records s on s.jurisdiction_id = r.jurisdiction_id and s.source = ${batch.source} and s.nik = r.nik`,
    )
    if (!page?.last) return claims
    if (page.pairs) take(page.pairs)
    after = page.last
  }
}

/** Who stood in a release, and what it said of each of them; of two files of one release the later one speaks. */
export interface Said {
  readonly presence: Presence
  readonly claims: Claims
}

/** @returns undefined where what the batches said is not kept, or not any more */
async function saidIn(db: Queryable, batches: SQL): Promise<Said | undefined> {
  const found = await rows<{ bits: Buffer | null; claims: Buffer | null; programmes: string[] | null }>(
    db,
    sql`select p.bits, p.claims, p.claimed_programmes as programmes from import_batches b
          left join release_presence p on p.jurisdiction_id = b.jurisdiction_id and p.batch_id = b.id
        where ${batches} order by b.applied_at, b.id`,
  )
  const presence = new Presence()
  const claims = new Claims()
  for (const batch of found) {
    // The order of the programmes is part of what was kept.
    if (!batch.bits || !batch.claims || batch.programmes?.join() !== claims.programmes.join()) return undefined
    const told = new Claims(batch.programmes, batch.claims)
    for (const record of new Presence(Buffer.from(batch.bits)).without(new Presence())) {
      presence.add(record)
      claims.take(told, record)
    }
  }
  return { presence, claims }
}

export const saidInBatch = (db: Queryable, key: BatchKey): Promise<Said | undefined> =>
  saidIn(db, sql`b.jurisdiction_id = ${key.jurisdictionId} and b.id = ${key.id}`)

export const saidInRelease = (db: Queryable, jurisdictionId: number, releaseId: string): Promise<Said | undefined> =>
  saidIn(
    db,
    sql`b.jurisdiction_id = ${jurisdictionId} and b.release_id = ${releaseId} and b.status in ${statesIn(importRecord, 'applied')}`,
  )
