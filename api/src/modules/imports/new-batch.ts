/** How a file becomes a batch, whether it came in one request or in many. */
import type { ImportBatch } from '@pandu-gempita/shared/imports'
import type { importSources } from '@pandu-gempita/shared/import-record'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { officeToday } from '../../kernel/office-day.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { ReadContext, UnitOfWork } from '../../kernel/unit-of-work.ts'
import type { BatchKey } from './batch-key.ts'
import { getImport, importQueue } from './queries.ts'

/** What is told of a file when it is sent. */
export interface FileRequest {
  readonly releaseName: string
  readonly cutOffOn: string
  readonly coverage?: ImportBatch['coverage']
  readonly polite?: boolean
  readonly source?: (typeof importSources)[number]
  readonly villageCode?: string | undefined
  readonly correctionOf?: string | undefined
}

/** Where a file belongs, and to which release. */
export interface PlacedFile {
  readonly jurisdictionId: number
  readonly regionCode: string
  readonly source: (typeof importSources)[number]
  readonly releaseName: string
  readonly cutOffOn: string
  readonly coverage: ImportBatch['coverage']
  readonly polite: boolean
  readonly villageCode: string | null
  readonly correctionOf: string | null
}

const NO_COUNTS = {
  rows: 0,
  valid: 0,
  rejected: 0,
  same: 0,
  personsNew: 0,
  personsChanged: 0,
  personsUnchanged: 0,
  familiesNew: 0,
  ambiguous: 0,
}

interface Corrected {
  source: PlacedFile['source']
  release_name: string
  cut_off_on: string
  village_code: string | null
}
/** Mended rows belong to the release that they were kept back from. */
async function correctedBatch(context: ReadContext, id: string): Promise<Corrected> {
  await getImport(context, id)
  const batch = await firstRow<Corrected>(
    context.db,
    sql`select source, release_name, cut_off_on::text, village_code from import_batches where id = ${id}`,
  )
  if (!batch) throw problem('not-found')
  return batch
}

/** `at`: where the request told it, for the pointer of a problem. */
export async function placeFile(context: ReadContext, file: FileRequest, at: '' | '/query'): Promise<PlacedFile> {
  const grant = context.actor.grants.find(
    (candidate) =>
      candidate.permission === 'import.upload' &&
      candidate.scope === 'area' &&
      candidate.jurisdictionIds.length === 1 &&
      // A file is matched with the whole jurisdiction, so only who may see all of it may bring one.
      (candidate.regionCode ?? '').length <= 4,
  )
  const jurisdictionId = grant?.jurisdictionIds[0]
  if (!grant?.regionCode || jurisdictionId === undefined) throw problem('permission-missing')
  const { regionCode } = grant
  if (file.cutOffOn > (await officeToday(context, jurisdictionId)) || file.cutOffOn < '2011-01-01')
    throw fieldProblem('impossible-date', `${at}/cutOffOn`)
  if (file.villageCode !== undefined && !file.villageCode.startsWith(regionCode)) throw problem('outside-your-area')
  const corrected = file.correctionOf === undefined ? undefined : await correctedBatch(context, file.correctionOf)
  return {
    jurisdictionId,
    regionCode,
    source: corrected?.source ?? file.source ?? 'dtks',
    releaseName: corrected?.release_name ?? file.releaseName,
    cutOffOn: corrected?.cut_off_on ?? file.cutOffOn,
    coverage: corrected ? 'partial' : (file.coverage ?? 'partial'),
    polite: file.polite ?? true,
    villageCode: file.villageCode ?? corrected?.village_code ?? null,
    correctionOf: file.correctionOf ?? null,
  }
}

/** Makes the batch of a file whose bytes are stored, and has it read. */
export async function createBatch(
  uow: UnitOfWork,
  { jurisdictionId, id }: BatchKey,
  placed: PlacedFile,
  file: { readonly name: string; readonly bytes: number; readonly sha256: string },
): Promise<ImportBatch> {
  const { regionCode, source, releaseName, cutOffOn } = placed
  const release = await firstRow<{ id: string }>(
    uow.tx,
    sql`insert into data_releases (jurisdiction_id, source, name, cut_off_on) values (${jurisdictionId}, ${source}, ${releaseName}, ${cutOffOn})
        on conflict (jurisdiction_id, source, name, cut_off_on) do update set name = excluded.name returning id`,
  )
  await uow.tx.execute(sql`
    insert into import_batches (jurisdiction_id, id, region_code, source, release_name, cut_off_on, release_id, file_name, file_bytes, file_sha256, coverage, polite, village_code, correction_of, counts, created_by, created_by_name)
    values (${jurisdictionId}, ${id}, ${regionCode}, ${source}, ${releaseName}, ${cutOffOn}, ${release?.id ?? null}, ${file.name}, ${file.bytes}, ${file.sha256}, ${placed.coverage}, ${placed.polite}, ${placed.villageCode}, ${placed.correctionOf}, ${JSON.stringify(NO_COUNTS)}::jsonb, ${uow.actor.id}, ${uow.actor.name})`)
  const subject = { jurisdictionId, subjectType: 'import' as const, subjectId: id, regionCode }
  uow.audit({ ...subject, changes: [{ field: 'status', before: null, after: 'uploaded' }] })
  uow.emit({ ...subject, type: 'import.uploaded', details: { bytes: file.bytes } })
  await uow.enqueue(
    'prepareImport',
    { jurisdictionId, importId: id },
    { key: `prepare-${id}`, queue: importQueue(jurisdictionId) },
  )
  return getImport(uow, id)
}
