/**
 * Makes the file. All rows come from one snapshot of the database, so that the file fits together and the
 * position in the feed fits the file. The snapshot is read only and has no transaction number: however
 * long it takes, it does not hold the feed back. Pieces are written beside it. Runs at least once; a run
 * begins by throwing away what an earlier one left.
 */
import type { IdentifierForm } from '@pandu-gempita/shared/exchange'
import type { ExportFormat, ExportKind } from '@pandu-gempita/shared/exports'
import { sql, type SQL } from 'drizzle-orm'
import { systemActor } from '../../kernel/actor.ts'
import { firstRow, rows, type Database, type Tx } from '../../kernel/db.ts'
import type { Secrets } from '../../kernel/digest.ts'
import { JobHalted } from '../../kernel/jobs.ts'
import { inUnitOfWork, type UnitOfWork } from '../../kernel/unit-of-work.ts'
import { readClock, shardsIn, snapshotCursor } from '../exchange/public.ts'
import { TooManyRows, writers, type Row } from './formats.ts'
import { columnsOf, personOf, statementOf } from './sheets.ts'

export interface ExportContext {
  readonly database: Database
  readonly secrets: Secrets
  readonly signal: AbortSignal
}
interface ExportKey {
  readonly jurisdictionId: number
  readonly exportId: string
}
interface ExportRow {
  kind: ExportKind
  format: ExportFormat
  identifiers: IdentifierForm
  region_code: string
  as_of: string | null
  purpose: string
  status: string
  feed_access: string | null
  feed_shards: number[]
  created_by: string
  created_by_name: string
}

const keyOf = (payload: unknown): ExportKey => {
  const { jurisdictionId, exportId } = payload as { jurisdictionId?: unknown; exportId?: unknown }
  if (typeof jurisdictionId !== 'number' || typeof exportId !== 'string') throw new Error('the payload names no export')
  return { jurisdictionId, exportId }
}
const isKey = ({ jurisdictionId, exportId }: ExportKey): SQL =>
  sql`jurisdiction_id = ${jurisdictionId} and id = ${exportId}`

const work = <T>(context: ExportContext, key: ExportKey, run: (uow: UnitOfWork) => Promise<T>): Promise<T> =>
  inUnitOfWork(
    context.database,
    context.secrets,
    { actor: systemActor(key.jurisdictionId), requestId: `job-${key.exportId}`, operation: 'makeExport' },
    run,
  )

async function setStatus(
  context: ExportContext,
  key: ExportKey,
  status: 'running' | 'ready' | 'failed',
  set: SQL,
): Promise<ExportRow | undefined> {
  return work(context, key, async (uow) => {
    const row = await firstRow<ExportRow>(
      uow.tx,
      sql`update data_exports set status = ${status}, updated_at = now(), ${set} where ${isKey(key)} and status in ('waiting', 'running') returning *, as_of::text as as_of`,
    )
    uow.audit({
      jurisdictionId: key.jurisdictionId,
      subjectType: 'export',
      subjectId: key.exportId,
      regionCode: row?.region_code ?? null,
      changes: [{ field: 'status', before: null, after: row ? status : null }],
    })
    if (row && status === 'running')
      await uow.tx.execute(
        sql`delete from export_pieces where jurisdiction_id = ${key.jurisdictionId} and export_id = ${key.exportId}`,
      )
    return row
  })
}

const BATCH = 2_000

async function* batchesOf(
  tx: Tx,
  statements: readonly SQL[],
  context: ExportContext,
  told: (batch: readonly Row[]) => void,
) {
  // Everything is wanted, not the first rows soon.
  await tx.execute(sql`set local cursor_tuple_fraction = 1.0`)
  for (const statement of statements) {
    await tx.execute(sql`declare exported no scroll cursor for ${statement}`)
    for (;;) {
      if (context.signal.aborted) throw new JobHalted('stopping')
      const batch = await rows<Row>(tx, sql.raw(`fetch ${BATCH} from exported`))
      if (batch.length === 0) break
      told(batch)
      yield batch
    }
    await tx.execute(sql`close exported`)
  }
}

const PIECE_BYTES = 1_048_576

/** Puts the bytes away piece by piece, in transactions of their own, with the people read by then. @returns how many bytes there were */
async function storePieces(
  database: Database,
  key: ExportKey,
  bytes: AsyncIterable<Uint8Array>,
  people: string[],
): Promise<number> {
  let [number, total, held] = [0, 0, 0]
  let waiting: Uint8Array[] = []
  const flush = async (): Promise<void> => {
    if (held === 0) return
    await database.db.execute(
      sql`insert into export_pieces (jurisdiction_id, export_id, number, bytes, people) values (${key.jurisdictionId}, ${key.exportId}, ${number++}, ${Buffer.concat(waiting)}, ${sql.param(people.splice(0))}::uuid[])`,
    )
    total += held
    held = 0
    waiting = []
  }
  for await (const piece of bytes) {
    waiting.push(piece)
    held += piece.length
    if (held >= PIECE_BYTES) await flush()
  }
  await flush()
  return total
}

interface Made {
  readonly rows: number
  readonly bytes: number
  readonly cursor: string | null
}

function writeFile(context: ExportContext, key: ExportKey, order: ExportRow): Promise<Made> {
  const { database } = context
  return database.db.transaction(
    async (tx) => {
      const clock = await readClock(tx)
      const statements = (await shardsIn(tx, order.region_code)).map((shard) =>
        statementOf(order.kind, shard, order.identifiers, order.as_of, order.region_code),
      )
      let count = 0
      const people: string[] = []
      const batches = batchesOf(tx, statements, context, (batch) => {
        count += batch.length
        for (const row of batch) {
          const person = personOf(row)
          if (person !== null) people.push(person)
        }
      })
      const file = writers[order.format]({ columns: columnsOf(order.kind), batches })
      const bytes = await storePieces(database, key, file, people)
      const follows = order.feed_access !== null && order.kind === 'persons' && order.as_of === null
      return {
        rows: count,
        bytes,
        cursor: follows
          ? snapshotCursor(clock, order.feed_shards, order.feed_access ?? '', { region: order.region_code })
          : null,
      }
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

export async function makeExport(context: ExportContext, payload: unknown): Promise<void> {
  const key = keyOf(payload)
  const order = await setStatus(context, key, 'running', sql`failure = null`)
  if (!order) return
  let made: Made
  try {
    made = await writeFile(context, key, order)
  } catch (error) {
    if (!(error instanceof TooManyRows)) throw error
    await setStatus(context, key, 'failed', sql`failure = 'too_many_rows'`)
    return
  }
  await setStatus(
    context,
    key,
    'ready',
    sql`rows = ${made.rows}, bytes = ${made.bytes}, feed_cursor = ${made.cursor}, expires_at = now() + interval '24 hours'`,
  )
}

export async function giveUpExport(
  context: ExportContext,
  payload: unknown,
  why: 'job_died' | 'internal',
): Promise<void> {
  await setStatus(context, keyOf(payload), 'failed', sql`failure = ${why}`)
}
