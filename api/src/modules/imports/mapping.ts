/** The office sees which column seems to mean which field, and tells it. A new layout is data, not code. */
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { ImportBatch, ImportMapping, imports } from '@pandu-gempita/shared/imports'
import type { ImportField } from '@pandu-gempita/shared/import-record'
import { sql } from 'drizzle-orm'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { maskLongNumbers } from '../../kernel/mask.ts'
import { problem } from '../../kernel/problem-error.ts'
import { makeStep, openForStep } from '../../kernel/step.ts'
import type { ReadContext, UnitOfWork } from '../../kernel/unit-of-work.ts'
import { ARCHIVE_FAILURES } from './reading/archives/limits.ts'
import type { BatchKey } from './batch-key.ts'
import { utf8Bytes } from './reading/encoding.ts'
import { headerDigest, layoutFor } from './reading/file-layout.ts'
import { columnNames, isUsable, splitLine } from './reading/layouts.ts'
import { peopleIn } from './known-people.ts'
import { importDoor } from './door.ts'
import { getImport, importQueue } from './queries.ts'
import { storedBytes, wholeLines } from './reading/text-source.ts'

type Operations = (typeof imports)['operations']

const SAMPLES = 5
const SAMPLE_LENGTH = 40

/** Samples show the form of what stands in a column; numbers of people stay hidden, also those that the cut would shorten. */
const sampleOf = (value: string): string => maskLongNumbers(value.trim()).slice(0, SAMPLE_LENGTH)

interface Head {
  readonly header: string
  readonly lines: readonly string[]
}
async function headOf(db: Queryable, batch: BatchKey): Promise<Head | undefined> {
  for await (const block of wholeLines(utf8Bytes(storedBytes(db, batch)))) {
    const [header = '', ...lines] = block
      .subarray(0, 1 << 16)
      .toString('utf8')
      .split(/\r?\n/u)
    return { header, lines: lines.filter((line) => line.trim() !== '').slice(0, SAMPLES) }
  }
  return undefined
}

export async function getImportMapping(
  context: ReadContext,
  { params }: InputOf<Operations['getImportMapping']>,
): Promise<ImportMapping> {
  const { version, failure } = await getImport(context, params.importId)
  // What could not be opened once is not opened again for whoever asks.
  if (ARCHIVE_FAILURES.some((each) => each === failure)) throw problem('file-gone')
  const { jurisdiction_id: jurisdictionId } = await shardOf(context, params.importId)
  const head = await headOf(context.db, { jurisdictionId, id: params.importId })
  if (!head) throw problem('file-gone')
  const people = await peopleIn(
    context,
    jurisdictionId,
    sql`select line from unnest(${sql.param([...head.lines])}::text[]) line`,
  )
  context.recordAccess({ jurisdictionId, subjectIds: [params.importId, ...people], fields: ['import_samples'] })
  const { layout, known } = await layoutFor(context.db, jurisdictionId, head.header)
  const rows = head.lines.map((line) => splitLine(line, layout.delimiter))
  const fieldAt = new Map(Object.entries(layout.position).map(([field, at]) => [at, field as ImportField]))
  return {
    known,
    version,
    columns: columnNames(layout.header).map((name, position) => ({
      position,
      header: name,
      field: fieldAt.get(position) ?? null,
      samples: rows
        .map((row) => sampleOf(row[position] ?? ''))
        .filter((sample) => sample !== '')
        // The mother's name opens doors elsewhere: revealed with a reason there, not here.
        .map((sample) => (fieldAt.get(position) === 'motherName' ? '•••' : sample)),
    })),
  }
}

const shardOf = async (context: ReadContext, importId: string): Promise<{ jurisdiction_id: number }> => {
  const found = await firstRow<{ jurisdiction_id: number }>(
    context.db,
    sql`select jurisdiction_id from import_batches where id = ${importId}`,
  )
  if (!found) throw problem('not-found')
  return found
}

export async function mapImport(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['mapImport']>,
): Promise<ImportBatch> {
  const { row } = await openForStep(uow, importDoor, 'map', { id: params.importId, ifMatch })
  const batch = { jurisdictionId: row.jurisdictionId, id: row.id }
  const head = await headOf(uow.tx, batch)
  if (!head) throw problem('file-gone')
  const { layout } = await layoutFor(uow.tx, batch.jurisdictionId, head.header)
  const position: Partial<Record<ImportField, number>> = {}
  for (const { field, position: at } of body.columns) {
    if (position[field] !== undefined || at >= layout.columns) throw problem('mapping-incomplete')
    position[field] = at
  }
  if (!isUsable(position)) throw problem('mapping-incomplete')
  await makeStep(uow, importDoor, 'map', row, {
    sets: {
      mappedBy: uow.actor.id,
      stage: 'waiting',
      stageDone: 0,
      stageTotal: 0,
      readThroughRow: 0,
      holds: [],
      unknownWords: [],
    },
  })
  await uow.tx.execute(sql`
    insert into import_layouts (jurisdiction_id, header_digest, header, position, told_by)
    values (${batch.jurisdictionId}, ${headerDigest(layout.header)}, ${sql.param(columnNames(layout.header))}::text[], ${JSON.stringify(position)}::jsonb, ${uow.actor.id})
    on conflict (jurisdiction_id, header_digest) do update set position = excluded.position, told_by = excluded.told_by, updated_at = now()`)
  for (const table of ['import_rows', 'import_matches', 'import_rejects', 'release_presence'])
    await uow.tx.execute(
      sql`delete from ${sql.identifier(table)} where jurisdiction_id = ${batch.jurisdictionId} and batch_id = ${batch.id}`,
    )
  await uow.tx.execute(
    sql`update import_batches set counts = counts || '{"rows":0,"valid":0,"rejected":0,"same":0}'::jsonb where jurisdiction_id = ${batch.jurisdictionId} and id = ${batch.id}`,
  )
  await uow.enqueue(
    'prepareImport',
    { jurisdictionId: batch.jurisdictionId, importId: batch.id },
    { key: `prepare-${batch.id}`, queue: importQueue(batch.jurisdictionId) },
  )
  return getImport(uow, batch.id)
}
